//! Adding a unit, and changing what it is.

use touchstone_domain::field::FieldError;
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::member;
use touchstone_domain::unit::{self, UNITS_MAX, Unit, UnitKind, UnitPath};
use touchstone_store::Tx;
use touchstone_store::rows::units;

use crate::access::Actor;
use crate::{App, Refusal};

/// A unit to add.
#[derive(Debug, Clone)]
pub struct UnitDraft {
    /// The unit above.
    pub parent: UnitId,
    /// What it is.
    pub kind: UnitKind,
    /// The brand's own name for it in events and files.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<MemberId>,
    /// Its IANA time zone.
    pub time_zone: Option<String>,
}

/// What to change about a unit; `None` leaves it, `Some(None)` empties it.
#[derive(Debug, Clone, Default)]
pub struct UnitChange {
    /// What it is.
    pub kind: Option<UnitKind>,
    /// The brand's own name for it in events and files.
    pub code: Option<String>,
    /// What people call it.
    pub name: Option<String>,
    /// Who answers for it.
    pub owner: Option<Option<MemberId>>,
    /// Its IANA time zone.
    pub time_zone: Option<Option<String>>,
    /// Whether it is closed and offered nowhere.
    pub archived: Option<bool>,
}

impl App {
    /// Adds a unit.
    pub async fn create_unit(&self, actor: &Actor, draft: UnitDraft) -> Result<Unit, Refusal> {
        let fresh = self.new_id(UnitId::new);
        let (code, name) = (unit::code("code", &draft.code)?, member::name("name", &draft.name)?);
        let time_zone = draft.time_zone.map(|zone| unit::time_zone("time_zone", &zone)).transpose()?;
        if draft.kind == UnitKind::HeadOffice {
            return Err(only_one_head_office().into());
        }
        let id = self
            .change("create_unit", actor, move |change| {
                let scope = change.actor().scope.clone();
                let parent = super::parent(change.tx, &scope, draft.parent)?;
                super::owner_exists(change.tx, draft.owner)?;
                let most = i64::try_from(UNITS_MAX).expect("a small number");
                if units::count(change.tx)? >= most {
                    return Err(Refusal::Conflict(format!("A brand has at most {UNITS_MAX} units.")));
                }
                let number = units::take_numbers(change.tx, 1)?;
                let unit = Unit {
                    id: fresh,
                    parent: Some(parent.id),
                    path: UnitPath::under(Some(&parent.path), number).ok_or_else(too_deep)?,
                    kind: draft.kind,
                    code: code.clone(),
                    name: name.clone(),
                    owner: draft.owner,
                    time_zone: time_zone.clone(),
                    archived: false,
                };
                if !units::insert(change.tx, &unit, change.now)? {
                    return Err(taken().into());
                }
                change.audit("unit.create", unit.id, &(), &super::shown(&unit));
                change.config_changed();
                Ok(unit.id)
            })
            .await?;
        self.unit(actor, id).await
    }

    /// Changes a unit; where it hangs stays.
    pub async fn change_unit(&self, actor: &Actor, id: UnitId, wanted: UnitChange) -> Result<Unit, Refusal> {
        let code = wanted.code.as_deref().map(|code| unit::code("code", code)).transpose()?;
        let name = wanted.name.as_deref().map(|name| member::name("name", name)).transpose()?;
        let zone = |zone: Option<String>| zone.map(|zone| unit::time_zone("time_zone", &zone)).transpose();
        let time_zone = wanted.time_zone.map(zone).transpose()?;
        let (kind, owner, archived) = (wanted.kind, wanted.owner, wanted.archived);
        self.change("change_unit", actor, move |change| {
            let scope = change.actor().scope.clone();
            let before = super::visible(change.tx, &scope, id)?;
            let after = Unit {
                kind: kind.unwrap_or(before.kind),
                code: code.clone().unwrap_or_else(|| before.code.clone()),
                name: name.clone().unwrap_or_else(|| before.name.clone()),
                owner: owner.unwrap_or(before.owner),
                time_zone: time_zone.clone().unwrap_or_else(|| before.time_zone.clone()),
                archived: archived.unwrap_or(before.archived),
                ..before.clone()
            };
            if after == before {
                change.unchanged();
                return Ok(());
            }
            check(change.tx, &before, &after)?;
            units::update(change.tx, &after, after.archived.then_some(change.now), change.now)?;
            change.audit("unit.change", id, &super::shown(&before), &super::shown(&after));
            change.config_changed();
            Ok(())
        })
        .await?;
        self.unit(actor, id).await
    }
}

fn check(tx: &mut Tx<'_>, before: &Unit, after: &Unit) -> Result<(), Refusal> {
    if (before.kind == UnitKind::HeadOffice) != (after.kind == UnitKind::HeadOffice) {
        return Err(only_one_head_office().into());
    }
    if after.code != before.code && units::by_code(tx, &after.code)?.is_some() {
        return Err(taken().into());
    }
    if after.owner != before.owner {
        super::owner_exists(tx, after.owner)?;
    }
    if after.archived == before.archived {
        return Ok(());
    }
    let Some(parent) = before.parent else {
        return Err(Refusal::Conflict("The head office cannot be archived.".to_owned()));
    };
    if after.archived {
        let below =
            units::Filter { scope: everything(), parent: Some(before.id), ..units::Filter::default() };
        if !units::list(tx, &below, 1)?.is_empty() {
            return Err(Refusal::Conflict("Archive or move the units below it first.".to_owned()));
        }
    } else if units::get(tx, parent)?.is_none_or(|parent| parent.archived) {
        return Err(Refusal::Conflict(
            "The unit above is archived; move this one or restore that one.".to_owned(),
        ));
    }
    Ok(())
}

fn everything() -> touchstone_domain::member::Scope {
    touchstone_domain::member::Scope::everything()
}

fn taken() -> FieldError {
    FieldError::new("code", "taken", "a unit has this code already")
}

pub(super) fn too_deep() -> FieldError {
    FieldError::new("parent", "too_deep", "the tree would have too many levels")
}

fn only_one_head_office() -> FieldError {
    FieldError::new("kind", "invalid", "there is one head office, and it stays")
}
