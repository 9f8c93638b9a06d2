//! Members: adding them, changing what they may do and see, suspending them.
//!
//! Three rules hold over all of it. Nobody gives, changes or takes away more than they have themselves,
//! in permissions and in units. A member outside one's units does not exist. And there is always an
//! administrator of the whole brand left who can log in.

use serde_json::json;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::member::{self, Email, Password, Role, Scope};
use touchstone_store::Tx;
use touchstone_store::rows::members::{self, Member};
use touchstone_store::rows::{invitations, second_factors, sessions, units};

use super::actor::Actor;
use super::password_links::forget_links;
use super::secret;
use crate::{App, Refusal};

/// Rows looked at for one page; those outside the actor's units are left out of it.
const SCANNED_MAX: u32 = 2000;

/// A member to add.
#[derive(Debug, Clone)]
pub struct MemberDraft {
    /// With which they will log in.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they do.
    pub role: Role,
    /// The tops of the subtrees they may see.
    pub units: Vec<UnitId>,
    /// Their password; one is made up when `None`.
    pub password: Option<String>,
}

/// What to change about a member; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct MemberChange {
    /// What they are called.
    pub name: Option<String>,
    /// What they do.
    pub role: Option<Role>,
    /// The tops of the subtrees they may see.
    pub units: Option<Vec<UnitId>>,
    /// Whether they may not log in.
    pub suspended: Option<bool>,
}

/// A member that was added.
#[derive(Debug)]
pub struct NewMember {
    /// The member.
    pub member: Member,
    /// The password that was made up, shown once: `None` when one was given, or when an idempotency key
    /// brought back a member added before.
    pub password: Option<String>,
}

impl App {
    /// Adds a member.
    pub async fn create_member(&self, actor: &Actor, draft: MemberDraft) -> Result<NewMember, Refusal> {
        let email = Email::parse("email", &draft.email)?;
        let now = self.now();
        let fresh = Member {
            id: self.new_id(MemberId::new),
            email: email.as_str().to_owned(),
            name: member::name("name", &draft.name)?,
            role: draft.role,
            units: distinct(draft.units)?,
            suspended_at: None,
            created_at: now,
            changed_at: now,
            second_factor_at: None,
        };
        may_give(actor, fresh.role)?;
        let given = draft.password.is_some();
        let password = draft.password.unwrap_or_else(|| secret::words(self));
        let hash = self.hash_password(Password::choose("password", &password, &email)?).await?;
        let row = fresh.clone();
        let id = self
            .change("create_member", actor, move |change| {
                covered(change.tx, &change.actor().scope.clone(), &row.units)?;
                if !members::insert(change.tx, &row, &hash)? {
                    let taken = FieldError::new("email", "taken", "a member has this address already");
                    return Err(taken.into());
                }
                invitations::remove_of_email(change.tx, &row.email)?;
                change.audit("member.create", row.id, &(), &shown(&row));
                change.config_changed();
                Ok(row.id)
            })
            .await?;
        if id == fresh.id {
            return Ok(NewMember { member: fresh, password: (!given).then_some(password) });
        }
        Ok(NewMember { member: self.member(actor, id).await?, password: None })
    }

    /// One member, if their units lie within the actor's.
    pub async fn member(&self, actor: &Actor, id: MemberId) -> Result<Member, Refusal> {
        let (scope, own) = (actor.scope.clone(), actor.member);
        self.store().read("member", actor.brand, move |tx| visible(tx, &scope, own, id)).await
    }

    /// Members after an id whose units lie within the actor's.
    pub async fn list_members(
        &self,
        actor: &Actor,
        after: Option<MemberId>,
        limit: u32,
    ) -> Result<Vec<Member>, Refusal> {
        let (scope, own) = (actor.scope.clone(), actor.member);
        self.store()
            .read("members", actor.brand, move |tx| {
                let (mut found, mut after) = (Vec::new(), after);
                let wanted = usize::try_from(limit).expect("a page is small");
                loop {
                    let rows = members::list(tx, after, SCANNED_MAX)?;
                    let Some(last) = rows.last().map(|row| row.id) else { return Ok(found) };
                    after = Some(last);
                    for row in rows {
                        if row.id == own || sees(tx, &scope, &row.units)? {
                            found.push(row);
                        }
                        if found.len() == wanted {
                            return Ok(found);
                        }
                    }
                }
            })
            .await
    }

    /// Changes a member. A suspended member's sessions end at once, and their tokens are refused.
    pub async fn change_member(
        &self,
        actor: &Actor,
        id: MemberId,
        wanted: MemberChange,
    ) -> Result<Member, Refusal> {
        let name = wanted.name.as_deref().map(|name| member::name("name", name)).transpose()?;
        let units = wanted.units.map(distinct).transpose()?;
        let (role, suspended) = (wanted.role, wanted.suspended);
        self.change("change_member", actor, move |change| {
            let actor = change.actor().clone();
            let before = visible(change.tx, &actor.scope, actor.member, id)?;
            if !before.role.may_be_given_by(actor.permissions, &actor.scope) {
                return Err(Refusal::Forbidden("This member may do more than you.".to_owned()));
            }
            let mut after = before.clone();
            after.name = name.clone().unwrap_or(after.name);
            after.role = role.unwrap_or(after.role);
            after.units = units.clone().unwrap_or(after.units);
            if let Some(suspended) = suspended {
                after.suspended_at = suspended.then(|| before.suspended_at.unwrap_or(change.now));
            }
            if after == before {
                change.unchanged();
                return Ok(());
            }
            may_give(&actor, after.role)?;
            if after.units != before.units {
                covered(change.tx, &actor.scope, &after.units)?;
            }
            after.changed_at = change.now;
            members::update(change.tx, &after)?;
            someone_administers(change.tx)?;
            if after.suspended_at.is_some() {
                sessions::end_all(change.tx, id, None)?;
                forget_links(change.tx, id.as_bytes())?;
            }
            change.audit("member.change", id, &shown(&before), &shown(&after));
            change.config_changed();
            Ok(())
        })
        .await?;
        self.member(actor, id).await
    }

    /// Gives a member another password, made up and shown once, and ends their sessions.
    pub async fn reset_password(&self, actor: &Actor, id: MemberId) -> Result<Option<String>, Refusal> {
        let email = Email::parse("email", &self.member(actor, id).await?.email)?;
        let made_up = secret::words(self);
        let hash = self.hash_password(Password::choose("password", &made_up, &email)?).await?;
        // The answer of a replay must not show a password that was never set.
        let nonce = self.random_bytes::<8>();
        let recorded = self
            .change("reset_password", actor, move |change| {
                let actor = change.actor().clone();
                let member = visible(change.tx, &actor.scope, actor.member, id)?;
                if !member.role.may_be_given_by(actor.permissions, &actor.scope) {
                    return Err(Refusal::Forbidden("This member may do more than you.".to_owned()));
                }
                members::set_password_hash(change.tx, id, &hash)?;
                sessions::end_all(change.tx, id, None)?;
                forget_links(change.tx, id.as_bytes())?;
                change.audit("member.password", id, &(), &());
                Ok(nonce)
            })
            .await?;
        Ok((recorded == nonce).then_some(made_up))
    }

    /// Takes the second factor from a member who lost phone and recovery codes, and ends their sessions.
    pub async fn remove_second_factor_of(&self, actor: &Actor, id: MemberId) -> Result<(), Refusal> {
        self.change("remove_second_factor_of", actor, move |change| {
            let actor = change.actor().clone();
            let member = visible(change.tx, &actor.scope, actor.member, id)?;
            if id == actor.member {
                let detail = "Remove your own second factor with your password or a code.";
                return Err(Refusal::Forbidden(detail.to_owned()));
            }
            if !member.role.may_be_given_by(actor.permissions, &actor.scope) {
                return Err(Refusal::Forbidden("This member may do more than you.".to_owned()));
            }
            if !second_factors::remove(change.tx, id)? {
                return Err(Refusal::NotFound("second factor"));
            }
            sessions::end_all(change.tx, id, None)?;
            change.audit("second_factor.remove", id, &(), &());
            Ok(())
        })
        .await
    }
}

pub(super) fn distinct(mut units: Vec<UnitId>) -> Result<Vec<UnitId>, FieldError> {
    units.sort_unstable();
    units.dedup();
    if units.len() > member::UNITS_MAX {
        let message = format!("at most {} units; each covers its whole subtree", member::UNITS_MAX);
        return Err(FieldError::new("units", "too_many", message));
    }
    Ok(units)
}

pub(super) fn may_give(actor: &Actor, role: Role) -> Result<(), FieldError> {
    if role.may_be_given_by(actor.permissions, &actor.scope) {
        Ok(())
    } else {
        Err(FieldError::new("role", "not_yours", "this role may do more than you"))
    }
}

/// All units exist and lie within the scope; one outside is reported as unknown.
pub(super) fn covered(tx: &mut Tx<'_>, scope: &Scope, wanted: &[UnitId]) -> Result<(), Refusal> {
    let paths = units::paths(tx, wanted)?;
    if paths.len() == wanted.len() && paths.iter().all(|path| scope.covers(path)) {
        return Ok(());
    }
    Err(FieldError::new("units", "unknown", "one of these units does not exist").into())
}

/// Whether all of a member's units lie within the scope. One without units is seen by those who see all.
pub(super) fn sees(tx: &mut Tx<'_>, scope: &Scope, of: &[UnitId]) -> Result<bool, Refusal> {
    if scope.is_everything() {
        return Ok(true);
    }
    let paths = units::paths(tx, of)?;
    Ok(!paths.is_empty() && paths.iter().all(|path| scope.covers(path)))
}

fn visible(tx: &mut Tx<'_>, scope: &Scope, own: MemberId, id: MemberId) -> Result<Member, Refusal> {
    let found = members::get(tx, id)?.ok_or(Refusal::NotFound("member"))?;
    if id == own || sees(tx, scope, &found.units)? { Ok(found) } else { Err(Refusal::NotFound("member")) }
}

/// At least one administrator who can log in sees the whole brand.
fn someone_administers(tx: &mut Tx<'_>) -> Result<(), Refusal> {
    for units_of in members::administrators(tx)? {
        if Scope::of(units::paths(tx, &units_of)?).is_everything() {
            return Ok(());
        }
    }
    Err(Refusal::Conflict("The brand needs an administrator who sees all of it and can log in.".to_owned()))
}

/// What the audit log shows of a member. The address tells which person; it is no secret inside the brand.
fn shown(member: &Member) -> serde_json::Value {
    json!({
        "email": member.email,
        "name": member.name,
        "role": member.role,
        "units": member.units,
        "suspended": member.suspended_at.is_some(),
    })
}
