//! The tree as people walk it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::UnitId;
use touchstone_domain::unit::UnitPath;
use touchstone_engine::App;
use touchstone_engine::units::{Branch, Node};
use utoipa::{IntoParams, ToSchema};

use super::Unit;
use crate::api::schema;
use crate::auth::{Can, ReadUnits};
use crate::extract::{Cursor, Json, Listing, Page, Paging};
use crate::problem::{Problem, ProblemBody};
use crate::sheet;

/// Longest text to search for, in bytes.
const TEXT_BYTES_MAX: usize = 200;

/// Which part of the tree: the units that fit all that is named, the tops of what one may see when nothing is.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BrowseUnits {
    /// Below this unit: directly, or anywhere with `q` or `unit`.
    #[param(value_type = Option<schema::UnitId>)]
    pub below: Option<UnitId>,
    /// Whose name or code holds this text, anywhere in the tree or `below`.
    #[param(example = "Nanjing", max_length = 200)]
    pub q: Option<String>,
    /// Only this unit, with the way to it.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
}

/// A unit in the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitNode {
    /// The unit.
    #[serde(flatten)]
    pub unit: Unit,
    /// How many units are directly below it.
    #[schema(example = 12)]
    pub children: usize,
    /// Those above it that one may see, the topmost first.
    pub above: Vec<UnitAbove>,
}

/// A unit on the way.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitAbove {
    /// Its id.
    #[schema(value_type = schema::UnitId)]
    pub id: UnitId,
    /// What people call it.
    #[schema(example = "Shanghai")]
    pub name: String,
}

impl From<Node> for UnitNode {
    fn from(node: Node) -> Self {
        let above = node.above.into_iter().map(|(id, name)| UnitAbove { id, name });
        Self { unit: node.unit.into(), children: node.children, above: above.collect() }
    }
}

/// Lists a part of the tree with the number of children and the way to each unit, archived ones left out.
#[utoipa::path(
    get,
    path = "/v1/units/tree",
    tag = "units",
    params(BrowseUnits, Paging),
    responses(
        (status = 200, description = "A page of units.", body = Page<UnitNode>),
        (status = 404, description = "There is no such unit, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn browse_units(
    who: Can<ReadUnits>,
    State(app): State<App>,
    Listing { filter, page }: Listing<BrowseUnits>,
) -> Result<Json<Page<UnitNode>>, Problem> {
    sheet::short("q", filter.q.as_deref(), TEXT_BYTES_MAX)?;
    let branch = Branch { below: filter.below, named: filter.q, unit: filter.unit };
    let after = page.cursor.map(|cursor| UnitPath::from_bytes(cursor.key()).ok_or_else(Cursor::foreign));
    let found = app.browse_units(&who, branch, after.transpose()?, page.limit.and_one()).await?;
    Ok(Json(Page::of(found, page.limit, |node| Cursor::after(node.unit.path.as_bytes()), UnitNode::from)))
}
