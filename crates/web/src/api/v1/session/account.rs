//! Who is logged in.

use serde::Serialize;
use touchstone_domain::id::{BrandId, MemberId, UnitId};
use touchstone_domain::member::{Permission, Role};
use touchstone_engine::App;
use touchstone_engine::access::Actor;
use utoipa::ToSchema;

use crate::api::schema;
use crate::problem::Problem;

/// Who is logged in, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Account {
    /// Who.
    #[schema(value_type = schema::MemberId)]
    pub member: MemberId,
    /// Their name.
    #[schema(example = "Li Na")]
    pub name: String,
    /// With which they log in.
    #[schema(example = "li.na@example.com")]
    pub email: String,
    /// What they do.
    #[schema(value_type = schema::Role)]
    pub role: Role,
    /// What they may do with this credential.
    #[schema(value_type = Vec<schema::Permission>)]
    pub permissions: Vec<Permission>,
    /// The tops of the subtrees of units that they may see.
    #[schema(value_type = Vec<schema::UnitId>)]
    pub units: Vec<UnitId>,
    /// Whether that is the whole brand.
    pub sees_whole_brand: bool,
    /// Whom they work for.
    pub brand: AccountBrand,
}

/// A member's brand.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountBrand {
    /// Its id.
    #[schema(value_type = schema::BrandId)]
    pub id: BrandId,
    /// Its name.
    #[schema(example = "Golden Spoon")]
    pub name: String,
    /// Its IANA time zone.
    #[schema(example = "Asia/Shanghai")]
    pub time_zone: String,
    /// Its language, BCP 47.
    #[schema(example = "zh-CN")]
    pub language: String,
    /// The currency of its prices, ISO 4217.
    #[schema(example = "CNY")]
    pub currency: String,
}

impl Account {
    /// The account of an actor.
    pub async fn of(app: &App, actor: &Actor) -> Result<Self, Problem> {
        let (member, settings) = app.account(actor).await?;
        Ok(Self {
            member: member.id,
            name: member.name,
            email: member.email,
            role: actor.role,
            permissions: actor.permissions.iter().collect(),
            units: member.units,
            sees_whole_brand: actor.scope.is_everything(),
            brand: AccountBrand {
                id: actor.brand,
                name: settings.name,
                time_zone: settings.time_zone,
                language: settings.language,
                currency: settings.currency,
            },
        })
    }
}
