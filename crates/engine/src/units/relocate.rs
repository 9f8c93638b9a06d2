//! Hanging a subtree under another unit.

use serde_json::json;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::UnitId;
use touchstone_domain::unit::{DEPTH_MAX, Unit, UnitPath};
use touchstone_store::rows::units;

use super::change::too_deep;
use crate::access::Actor;
use crate::{App, Refusal};

impl App {
    /// Moves a unit with all that is below it. The actor must see where it comes from and where it goes.
    pub async fn move_unit(&self, actor: &Actor, id: UnitId, parent: UnitId) -> Result<Unit, Refusal> {
        self.change("move_unit", actor, move |change| {
            let scope = change.actor().scope.clone();
            let unit = super::visible(change.tx, &scope, id)?;
            let Some(above) = unit.path.parent() else {
                return Err(Refusal::Conflict("The head office cannot be moved.".to_owned()));
            };
            if !scope.covers(&above) {
                return Err(Refusal::Forbidden(
                    "You may not take a unit away from where it hangs.".to_owned(),
                ));
            }
            let to = super::parent(change.tx, &scope, parent)?;
            if unit.parent == Some(to.id) {
                change.unchanged();
                return Ok(());
            }
            if unit.path.contains(&to.path) {
                return Err(FieldError::new("parent", "circular", "it lies below the unit that moves").into());
            }
            let levels_below = units::depth(change.tx, &unit.path)? - unit.path.depth();
            let path = UnitPath::under(Some(&to.path), unit.path.number()).ok_or_else(too_deep)?;
            if path.depth() + levels_below > DEPTH_MAX {
                return Err(too_deep().into());
            }
            let moved = units::move_subtree(change.tx, &unit, to.id, &path, change.now)?;
            let (before, after) =
                (json!({ "parent": unit.parent }), json!({ "parent": to.id, "units": moved }));
            change.audit("unit.move", id, &before, &after);
            change.config_changed();
            Ok(())
        })
        .await?;
        self.unit(actor, id).await
    }
}
