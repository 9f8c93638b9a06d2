//! Invitations: someone gets a link, chooses a password with it, and is a member.
//!
//! Nobody invites to more than they have themselves, neither when they invite nor when the invitation is accepted:
//! who was suspended or has less by then has invited nobody.

use jiff::Timestamp;
use serde_json::json;
use touchstone_domain::field::FieldError;
use touchstone_domain::hash;
use touchstone_domain::id::{InvitationId, MemberId, UnitId};
use touchstone_domain::locale::Lang;
use touchstone_domain::member::letter::Purpose;
use touchstone_domain::member::{self, Email, Permission, Role, Scope};
use touchstone_domain::time::after;
use touchstone_store::Tx;
use touchstone_store::rows::invitations::{self, Invitation, LetterState};
use touchstone_store::rows::letters::{self, LetterRow};
use touchstone_store::rows::members::{self, Member};
use touchstone_store::rows::{account_links, brands, units};

use super::actor::Actor;
use super::change::Change;
use super::members::{covered, distinct, may_give, sees};
use super::password_links::{forget_links, link_lasts, link_of, make_link, url};
use crate::channel::sealed;
use crate::throttle::Subject;
use crate::{App, Refusal};

/// Invitations of a brand that are neither accepted nor withdrawn.
const INVITATIONS_MAX: i64 = 2_000;
/// Rows looked at for one page; those outside the actor's units are left out of it.
const SCANNED_MAX: u32 = 500;

/// Whom to invite.
#[derive(Debug, Clone)]
pub struct InvitationDraft {
    /// With which they will log in.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they will do.
    pub role: Role,
    /// The tops of the subtrees they will see.
    pub units: Vec<UnitId>,
    /// The language of the letter; the brand's when `None`.
    pub language: Option<Lang>,
    /// Whether the link is handed over even though a letter could be sent.
    pub by_hand: bool,
}

/// An invitation, made or made again.
#[derive(Debug)]
pub struct NewInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// The link to hand over, shown once: `None` when a letter carries it, or when an idempotency key brought back
    /// an invitation made before.
    pub link: Option<String>,
}

/// A link that is made for an invitation, used only if it is handed over.
struct Handed {
    secret: String,
    digest: [u8; 32],
    letter: [u8; 16],
    nonce: [u8; 8],
}

/// What a change says of how the link goes: the public address, if it is handed over.
type Way = Option<String>;

impl App {
    /// Invites someone by e-mail; without a mail server, or if so wished, the link is answered.
    pub async fn invite(&self, actor: &Actor, draft: InvitationDraft) -> Result<NewInvitation, Refusal> {
        let email = Email::parse("email", &draft.email)?;
        let now = self.now();
        let fresh = Invitation {
            id: self.new_id(InvitationId::new),
            email: email.as_str().to_owned(),
            name: member::name("name", &draft.name)?,
            role: draft.role,
            units: distinct(draft.units)?,
            language: draft.language.map(|language| language.to_string()).unwrap_or_default(),
            invited_by: actor.member,
            created_at: now,
            sent_at: now,
            expires_at: after(now, link_lasts(Purpose::Invitation)),
            letter: LetterState::None,
        };
        may_give(actor, fresh.role)?;
        let handed = self.handed();
        let (app, row, by_hand) = (self.clone(), fresh.clone(), draft.by_hand);
        let (secret, nonce) = (handed.secret.clone(), handed.nonce);
        let (id, way, recorded) = self
            .change("invite", actor, move |change| {
                covered(change.tx, &change.actor().scope.clone(), &row.units)?;
                if invitations::count(change.tx)? >= INVITATIONS_MAX {
                    let detail = format!("A brand has at most {INVITATIONS_MAX} open invitations.");
                    return Err(Refusal::Conflict(detail));
                }
                if members::holder_of_email(change.tx, &row.email)?.is_some() {
                    return Err(taken("a member has this address already"));
                }
                let mut row = row.clone();
                if row.language.is_empty() {
                    row.language =
                        brands::load(change.tx)?.ok_or(Refusal::NotFound("brand"))?.settings.language;
                }
                let way = go(change, &app, &mut row, &handed, by_hand)?;
                if !invitations::insert(change.tx, &row)? {
                    return Err(taken("this address is invited already; send that invitation again"));
                }
                change.audit("invitation.create", row.id, &(), &shown(&row));
                Ok((row.id, way, nonce))
            })
            .await?;
        self.alarms().letters.ring(self.now());
        let link = way.filter(|_| recorded == nonce).map(|public_url| url(&public_url, &secret));
        Ok(NewInvitation { invitation: self.invitation(actor, id).await?, link })
    }

    /// Sends an invitation once more, in the actor's name and with a new link; earlier ones end.
    pub async fn invite_again(
        &self,
        actor: &Actor,
        id: InvitationId,
        by_hand: bool,
    ) -> Result<NewInvitation, Refusal> {
        self.take_try(Subject::Letter, hash::digest16(&[b"invitation", id.as_bytes()]))?;
        let handed = self.handed();
        let (app, secret, nonce) = (self.clone(), handed.secret.clone(), handed.nonce);
        let (way, recorded) = self
            .change("invite_again", actor, move |change| {
                let actor = change.actor().clone();
                let mut row = visible(change.tx, &actor.scope, id)?;
                may_give(&actor, row.role)?;
                (row.invited_by, row.sent_at) = (actor.member, change.now);
                row.expires_at = after(change.now, link_lasts(Purpose::Invitation));
                forget_links(change.tx, id.as_bytes())?;
                let way = go(change, &app, &mut row, &handed, by_hand)?;
                invitations::renew(change.tx, &row)?;
                change.audit("invitation.send", id, &(), &json!({ "email": row.email }));
                Ok((way, nonce))
            })
            .await?;
        self.alarms().letters.ring(self.now());
        let link = way.filter(|_| recorded == nonce).map(|public_url| url(&public_url, &secret));
        Ok(NewInvitation { invitation: self.invitation(actor, id).await?, link })
    }

    /// Withdraws an invitation; its links end.
    pub async fn withdraw_invitation(&self, actor: &Actor, id: InvitationId) -> Result<(), Refusal> {
        self.change("withdraw_invitation", actor, move |change| {
            let actor = change.actor().clone();
            let row = visible(change.tx, &actor.scope, id)?;
            may_give(&actor, row.role).map_err(|_| {
                Refusal::Forbidden("This invitation is to a role that may do more than you.".to_owned())
            })?;
            invitations::remove(change.tx, id)?;
            forget_links(change.tx, id.as_bytes())?;
            change.audit("invitation.withdraw", id, &shown(&row), &());
            Ok(())
        })
        .await
    }

    /// One invitation, if its units lie within the actor's.
    pub async fn invitation(&self, actor: &Actor, id: InvitationId) -> Result<Invitation, Refusal> {
        let scope = actor.scope.clone();
        self.store().read("invitation", actor.brand, move |tx| visible(tx, &scope, id)).await
    }

    /// Invitations after an id whose units lie within the actor's.
    pub async fn list_invitations(
        &self,
        actor: &Actor,
        after: Option<InvitationId>,
        limit: u32,
    ) -> Result<Vec<Invitation>, Refusal> {
        let scope = actor.scope.clone();
        self.store()
            .read("invitations", actor.brand, move |tx| {
                let (mut found, mut after) = (Vec::new(), after);
                let wanted = usize::try_from(limit).expect("a page is small");
                loop {
                    let rows = invitations::list(tx, after, SCANNED_MAX)?;
                    let Some(last) = rows.last().map(|row| row.id) else { return Ok(found) };
                    after = Some(last);
                    for row in rows {
                        if sees(tx, &scope, &row.units)? {
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

    fn handed(&self) -> Handed {
        let (secret, digest) = make_link(self);
        Handed { secret, digest, letter: self.random_bytes(), nonce: self.random_bytes() }
    }
}

/// Makes the link work, or asks for the letter that will carry one.
fn go(
    change: &mut Change<'_, '_>,
    app: &App,
    row: &mut Invitation,
    handed: &Handed,
    by_hand: bool,
) -> Result<Way, Refusal> {
    if by_hand || sealed::load(change.tx, app)?.email.is_none() {
        row.letter = LetterState::None;
        let link = link_of(Purpose::Invitation, row.id.into(), change.now);
        account_links::insert(change.tx, &handed.digest, &link)?;
        let brand = brands::load(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
        return Ok(Some(brand.settings.public_url));
    }
    row.letter = LetterState::Queued(None);
    let letter = LetterRow {
        letter: handed.letter,
        brand: change.actor().brand,
        purpose: Purpose::Invitation,
        subject: row.id.into(),
        language: Some(row.language.clone()),
        created_at: change.now,
        attempts: 0,
    };
    letters::insert(change.tx, &letter)?;
    Ok(None)
}

/// Makes the invited person a member. The link is checked and used up by the caller, in the same transaction.
pub(super) fn accept(
    tx: &mut Tx<'_>,
    id: InvitationId,
    member: MemberId,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), Refusal> {
    let over = || Refusal::Gone("The invitation is not good any more; ask for another.".to_owned());
    let row = invitations::get(tx, id)?.ok_or_else(over)?;
    let inviter = members::get(tx, row.invited_by)?.filter(|member| member.suspended_at.is_none());
    let inviter = inviter.ok_or_else(over)?;
    let scope = Scope::of(units::paths(tx, &inviter.units)?);
    let permissions = inviter.role.permissions().and(scope.permissions());
    if !permissions.allows(Permission::ManageMembers) || !row.role.may_be_given_by(permissions, &scope) {
        return Err(over());
    }
    match covered(tx, &scope, &row.units) {
        Err(Refusal::Fields(_)) => return Err(over()),
        checked => checked?,
    }
    let (email, name, role, units) = (row.email, row.name, row.role, row.units);
    let (suspended_at, created_at, second_factor_at) = (None, now, None);
    let fresh = Member {
        id: member,
        email,
        name,
        role,
        units,
        suspended_at,
        created_at,
        changed_at: now,
        second_factor_at,
    };
    if !members::insert(tx, &fresh, password_hash)? {
        return Err(over());
    }
    invitations::remove(tx, id)?;
    forget_links(tx, id.as_bytes())?;
    brands::config_changed(tx)?;
    Ok(())
}

fn visible(tx: &mut Tx<'_>, scope: &Scope, id: InvitationId) -> Result<Invitation, Refusal> {
    let found = invitations::get(tx, id)?.ok_or(Refusal::NotFound("invitation"))?;
    if sees(tx, scope, &found.units)? { Ok(found) } else { Err(Refusal::NotFound("invitation")) }
}

fn taken(message: &str) -> Refusal {
    FieldError::new("email", "taken", message).into()
}

fn shown(row: &Invitation) -> serde_json::Value {
    json!({ "email": row.email, "name": row.name, "role": row.role, "units": row.units })
}
