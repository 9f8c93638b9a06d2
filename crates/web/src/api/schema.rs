//! How the domain's plain values look in the OpenAPI document: ids, times, closed sets of words.
//!
//! The types here are never made; `#[schema(value_type = schema::UnitId)]` names them. Words come from the
//! domain itself, so that the document cannot list others.

use touchstone_domain::link;
use touchstone_domain::survey::HIDDEN_CHARS_MAX;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        #[doc = concat!("`domain::id::", stringify!($name), "` as text.")]
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let prefix = touchstone_domain::id::$name::PREFIX;
                text()
                    .pattern(Some(format!("^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$")))
                    .examples([format!("{prefix}_01jd0m6x4pfk2v9w3q8r7t5y1z")])
                    .into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

ids!(
    AuditId,
    BrandId,
    CaseId,
    CustomerId,
    DistributionId,
    EffectId,
    FileId,
    InvitationId,
    JourneyId,
    LinkId,
    MemberId,
    MergeId,
    NoticeId,
    PlaybookId,
    PromotionId,
    ResponseId,
    RunId,
    SessionId,
    SourceId,
    SurveyId,
    TemplateId,
    TokenId,
    UnitId,
    VoucherId,
);

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $domain:path),+ $(,)?) => {$(
        $(#[$doc])*
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                use $domain as Domain;
                text().enum_values(Some(Domain::ALL.map(Domain::as_str))).into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

words!(
    /// What a member does for the brand.
    Role = touchstone_domain::member::Role,
    /// One thing that may be done.
    Permission = touchstone_domain::member::Permission,
    /// How a connection to a mail server is protected.
    Tls = touchstone_domain::channel::Tls,
    /// What a link of a letter is for.
    LinkPurpose = touchstone_domain::member::letter::Purpose,
    /// How far a distribution is.
    DistributionState = touchstone_domain::distribution::State,
    /// How far it is with one person of a distribution.
    RecipientState = touchstone_engine::asking::RecipientState,
    /// How experience is put into a number.
    Metric = touchstone_domain::journey::Metric,
    /// How far an effect is.
    OutboxState = touchstone_engine::messages::OutboxState,
    /// What a unit is.
    UnitKind = touchstone_domain::unit::UnitKind,
);

/// A point in time, RFC 3339, UTC.
pub enum Time {}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        text()
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .examples(["2026-03-02T02:00:00Z"])
            .into()
    }
}

impl ToSchema for Time {}

/// A day, RFC 3339 full-date.
pub enum Day {}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).examples(["2026-03-02"]).into()
    }
}

impl ToSchema for Day {}

/// A text that a link carries.
pub enum LinkText {}

impl PartialSchema for LinkText {
    fn schema() -> RefOr<Schema> {
        text().min_length(Some(1)).max_length(Some(link::PARAM_CHARS_MAX)).into()
    }
}

impl ToSchema for LinkText {}

/// Values of a survey's hidden fields, by name.
pub enum HiddenValues {}

impl PartialSchema for HiddenValues {
    fn schema() -> RefOr<Schema> {
        let value = text().max_length(Some(HIDDEN_CHARS_MAX));
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .additional_properties(Some(value))
            .max_properties(Some(link::HIDDEN_MAX))
            .examples([serde_json::json!({ "campaign": "spring" })])
            .into()
    }
}

impl ToSchema for HiddenValues {}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}
