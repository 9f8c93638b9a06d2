//! A new link to a survey.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{CaseId, CustomerId, LinkId, SurveyId, UnitId};
use touchstone_domain::link::{self, Item, LinkKind};
use touchstone_domain::locale::Lang;
use touchstone_engine::App;
use touchstone_engine::surveys::{NewLink, StoredLink};
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::api::schema;
use crate::auth::{Can, CreateLinks};
use crate::extract::{Json, Path, object};
use crate::problem::Problem;

/// A link to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateLinkRequest {
    /// `personal`: one customer, one response. `single_use`: whoever completes first. `open`: everyone, for a
    /// QR code or a chat group.
    #[schema(value_type = String, example = "open")]
    pub kind: LinkKind,
    /// What an answer through it is about.
    #[serde(default, deserialize_with = "object::only")]
    pub params: LinkParams,
    /// When it stops working; never when left out.
    #[serde(default)]
    #[schema(value_type = Option<schema::Time>)]
    pub expires_at: Option<Timestamp>,
}

/// What an answer through a link is about.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LinkParams {
    /// The store or counter.
    #[schema(value_type = Option<schema::UnitId>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The brand's code of that store, instead of its id.
    #[schema(value_type = Option<schema::LinkText>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// The brand's code of who served.
    #[schema(value_type = Option<schema::LinkText>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// The brand's code of the chat group it is posted in.
    #[schema(value_type = Option<schema::LinkText>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The order's number.
    #[schema(value_type = Option<schema::LinkText>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The product's number.
    #[schema(value_type = Option<schema::LinkText>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// How it was sold, such as `dine_in` or `delivery`.
    #[schema(value_type = Option<schema::LinkText>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Whom it is for; a personal link needs it.
    #[schema(value_type = Option<schema::CustomerId>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// The items of the order, to be rated one by one.
    #[schema(value_type = LinkItems, required = false)]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "object::each")]
    pub items: Vec<LinkItem>,
    /// The case whose end it asks about: of this customer, on a personal link.
    #[schema(value_type = Option<schema::CaseId>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The language to start in.
    #[schema(value_type = Option<String>, example = "zh-CN")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Lang>,
    /// Values of the survey's hidden fields, by name.
    #[schema(value_type = schema::HiddenValues, required = false)]
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub hidden: BTreeMap<String, String>,
    /// Whether it is for trying the survey out: what is answered through it is kept apart, counts nowhere and
    /// triggers nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
}

/// One item of an order.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkItem {
    /// The product's number.
    #[schema(value_type = schema::LinkText)]
    pub id: String,
    /// Its name as customers know it.
    #[schema(value_type = schema::LinkText)]
    pub name: String,
}

/// The items of an order, in the OpenAPI document.
pub enum LinkItems {}

impl PartialSchema for LinkItems {
    fn schema() -> RefOr<Schema> {
        let item = Ref::from_schema_name(LinkItem::name());
        ArrayBuilder::new().items(item).max_items(Some(link::ITEMS_MAX)).into()
    }
}

impl ToSchema for LinkItems {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((LinkItem::name().into_owned(), LinkItem::schema()));
        LinkItem::schemas(schemas);
    }
}

/// A link.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyLink {
    /// Its id.
    #[schema(value_type = schema::LinkId)]
    pub id: LinkId,
    /// Where it leads.
    #[schema(example = "https://cem.example.com/s/01jd0m6x4pfk2v9w3q8r")]
    pub url: String,
    /// Who may use it how often.
    #[schema(example = "open")]
    pub kind: &'static str,
    /// What an answer through it is about.
    pub params: LinkParams,
    /// When it was made.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// When it stops working; null when never.
    #[schema(value_type = Option<schema::Time>, required)]
    pub expires_at: Option<Timestamp>,
    /// When it was withdrawn; null while it works.
    #[schema(value_type = Option<schema::Time>, required)]
    pub revoked_at: Option<Timestamp>,
}

impl From<LinkParams> for link::LinkParams {
    fn from(params: LinkParams) -> Self {
        Self {
            unit: params.unit,
            unit_code: params.unit_code,
            staff: params.staff,
            group: params.group,
            order: params.order,
            product: params.product,
            channel: params.channel,
            customer: params.customer,
            items: params.items.into_iter().map(|LinkItem { id, name }| Item { id, name }).collect(),
            case: params.case,
            language: params.language,
            via: None,
            unsigned: false,
            hidden: params.hidden,
            test: params.test,
        }
    }
}

impl From<link::LinkParams> for LinkParams {
    fn from(params: link::LinkParams) -> Self {
        Self {
            unit: params.unit,
            unit_code: params.unit_code,
            staff: params.staff,
            group: params.group,
            order: params.order,
            product: params.product,
            channel: params.channel,
            customer: params.customer,
            items: params.items.into_iter().map(|Item { id, name }| LinkItem { id, name }).collect(),
            case: params.case,
            language: params.language,
            hidden: params.hidden,
            test: params.test,
        }
    }
}

impl From<StoredLink> for SurveyLink {
    fn from(stored: StoredLink) -> Self {
        Self {
            id: stored.link.id,
            url: stored.url,
            kind: stored.link.kind.name(),
            params: stored.link.params.into(),
            created_at: stored.created_at,
            expires_at: stored.link.expires_at,
            revoked_at: stored.link.revoked_at,
        }
    }
}

/// Makes a link to a survey, for a QR code, a chat group or one customer. Members of a few units name one of them.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/links",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    request_body = CreateLinkRequest,
    responses((status = 201, description = "The link.", body = SurveyLink))
)]
pub async fn create_link(
    who: Can<CreateLinks>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Json(request): Json<CreateLinkRequest>,
) -> Result<(StatusCode, Json<SurveyLink>), Problem> {
    let CreateLinkRequest { kind, params, expires_at } = request;
    let made = app.create_link(&who, survey, NewLink { kind, params: params.into(), expires_at }).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
