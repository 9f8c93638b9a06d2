//! Logging in and out with e-mail and password.

use jiff::Timestamp;
use serde_json::json;
use touchstone_domain::field::FieldError;
use touchstone_domain::hash;
use touchstone_domain::id::{AuditId, MemberId, SessionId};
use touchstone_domain::member::{Email, Password};
use touchstone_store::rows::{audit, members, sessions};
use touchstone_store::{StoreError, Tx};

use super::actor::{Actor, Credential};
use super::authenticate::session_end;
use super::password_links::forget_links;
use super::second_factor::{self, Passed};
use super::secret::{self, Kind};
use crate::throttle::{Subject, network};
use crate::{App, Refusal};

/// Sessions that one member may have at the same time; the oldest end.
const SESSIONS_MAX: u32 = 50;
/// Characters kept of the browser's name.
const AGENT_CHARS_MAX: usize = 200;

/// An attempt to log in.
#[derive(Debug)]
pub struct Login {
    /// As typed.
    pub email: String,
    /// As typed.
    pub password: String,
    /// The code of the second factor, or a recovery code, as typed.
    pub code: Option<String>,
    /// The network address the attempt comes from, for the throttle only.
    pub address: String,
    /// The browser, as it names itself.
    pub agent: String,
}

/// A session that began.
#[derive(Debug)]
pub struct LoggedIn {
    /// Its id.
    pub session: SessionId,
    /// Whose it is.
    pub member: MemberId,
    /// The cookie's value, shown once.
    pub secret: String,
}

/// What came of an attempt whose password is right.
enum Outcome {
    /// A session began.
    Begun,
    /// The password or the member changed meanwhile, or the code is wrong.
    Refused,
    /// The code is missing.
    CodeNeeded,
    /// No code is tried for so many seconds.
    Wait(u64),
}

/// What a session begins with.
#[derive(Clone)]
struct Beginning {
    session: sessions::Session,
    digest: [u8; 32],
    audit: AuditId,
    /// The hash that the password was compared with.
    hash: String,
    code: Option<String>,
}

impl App {
    /// Begins a session. An unknown address and a wrong password take the same time and look the same. Of a member
    /// with a second factor the right password without a code is answered with [`Refusal::SecondFactor`].
    pub async fn log_in(&self, login: Login) -> Result<LoggedIn, Refusal> {
        let now = self.now();
        let email = Email::parse("email", &login.email).ok();
        let account = hash::digest16(&[b"account", login.email.trim().to_lowercase().as_bytes()]);
        let address = hash::digest16(&[b"address", network(&login.address).as_bytes()]);
        self.take_try(Subject::Address, address)?;
        self.take_try(Subject::Account, account)?;
        let password = Password::offered(&login.password).ok_or(Refusal::Unauthenticated)?;
        let found = match email {
            Some(email) => self
                .store()
                .read_global("login", move |tx| members::holder_of_email(tx, email.as_str()))
                .await?
                .filter(|(_, member, _)| member.suspended_at.is_none()),
            None => None,
        };
        let hash = found.as_ref().map(|(_, _, hash)| hash.clone());
        if !self.verify_password(password, hash).await? {
            return Err(Refusal::Unauthenticated);
        }
        let (brand, member, hash) = found.ok_or(Refusal::Unauthenticated)?;
        // The password was no guess; codes have a count of their own.
        self.give_tries_back(&[account, address]);
        let secret = secret::make(self, Kind::Session);
        let beginning = Beginning {
            session: sessions::Session {
                id: self.new_id(SessionId::new),
                member: member.id,
                created_at: now,
                seen_at: now,
                expires_at: session_end(now, now),
                agent: login
                    .agent
                    .chars()
                    .filter(|letter| !letter.is_control())
                    .take(AGENT_CHARS_MAX)
                    .collect(),
            },
            digest: secret::digest(&secret),
            audit: self.new_id(AuditId::new),
            hash,
            code: login.code.map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()),
        };
        let (app, session) = (self.clone(), beginning.session.id);
        match self.store().write("log_in", brand, move |tx| begin(tx, &app, &beginning, now)).await? {
            Outcome::Begun => Ok(LoggedIn { session, member: member.id, secret }),
            Outcome::Refused => Err(Refusal::Unauthenticated),
            Outcome::CodeNeeded => Err(Refusal::SecondFactor),
            Outcome::Wait(retry_after_s) => Err(Refusal::TooMany { retry_after_s }),
        }
    }

    /// The sessions of the actor that have not ended.
    pub async fn list_sessions(
        &self,
        actor: &Actor,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<sessions::Session>, Refusal> {
        let (member, now) = (actor.member, self.now());
        let list = self
            .store()
            .read("sessions", actor.brand, move |tx| sessions::list(tx, member, now, after, limit));
        Ok(list.await?)
    }

    /// Ends one of the actor's own sessions.
    pub async fn end_session(&self, actor: &Actor, id: SessionId) -> Result<(), Refusal> {
        self.change("end_session", actor, move |change| {
            let member = change.actor().member;
            if !sessions::end(change.tx, member, id)? {
                return Err(Refusal::NotFound("session"));
            }
            change.audit("session.end", id, &(), &());
            Ok(())
        })
        .await
    }

    /// Replaces the actor's own password, and ends their other sessions.
    pub async fn change_password(&self, actor: &Actor, current: &str, new: &str) -> Result<(), Refusal> {
        let wrong = || FieldError::new("current", "wrong", "this is not your password");
        let id = actor.member;
        self.take_try(Subject::Account, hash::digest16(&[b"password", id.as_bytes()]))?;
        let (email, hash) = self
            .store()
            .read("password", actor.brand, move |tx| {
                let member = members::get(tx, id)?.ok_or(Refusal::NotFound("member"))?;
                Ok::<_, Refusal>((member.email, members::password_hash(tx, id)?))
            })
            .await?;
        let email = Email::parse("email", &email)?;
        let new = Password::choose("new", new, &email)?;
        let offered = Password::offered(current).ok_or_else(wrong)?;
        if !self.verify_password(offered, hash).await? {
            return Err(wrong().into());
        }
        let hash = self.hash_password(new).await?;
        self.change("change_password", actor, move |change| {
            let actor = change.actor();
            let keep = match actor.credential {
                Credential::Session(session) => Some(session),
                Credential::Token(_) | Credential::Setup => None,
            };
            members::set_password_hash(change.tx, id, &hash)?;
            sessions::end_all(change.tx, id, keep)?;
            forget_links(change.tx, id.as_bytes())?;
            change.audit("member.password", id, &(), &());
            Ok(())
        })
        .await
    }

    pub(crate) fn take_try(&self, subject: Subject, key: [u8; 16]) -> Result<(), Refusal> {
        let now = self.now();
        let taken = super::lock(&self.access().throttle).take(subject, key, now);
        taken.map_err(|retry_after_s| Refusal::TooMany { retry_after_s })
    }

    pub(super) fn give_tries_back(&self, keys: &[[u8; 16]]) {
        let now = self.now();
        let mut throttle = super::lock(&self.access().throttle);
        for key in keys {
            throttle.give_back(*key, now);
        }
    }
}

/// Begins the session, unless the password or the member is another one by now: whoever changed it meanwhile ended all
/// sessions, and this one must not escape that. A code is used up, or counted as wrong, in the same transaction.
fn begin(tx: &mut Tx<'_>, app: &App, wish: &Beginning, now: Timestamp) -> Result<Outcome, StoreError> {
    let member = wish.session.member;
    let is_active = members::get(tx, member)?.is_some_and(|member| member.suspended_at.is_none());
    if !is_active || members::password_hash(tx, member)?.as_ref() != Some(&wish.hash) {
        return Ok(Outcome::Refused);
    }
    let second = match second_factor::pass(tx, app, member, wish.code.as_deref(), now)? {
        Passed::NotAsked => None,
        Passed::Code => Some("code"),
        Passed::RecoveryCode => Some("recovery_code"),
        Passed::Missing => return Ok(Outcome::CodeNeeded),
        Passed::Wrong => return Ok(Outcome::Refused),
        Passed::Wait(seconds) => return Ok(Outcome::Wait(seconds)),
    };
    let id = wish.session.id;
    let after = second.map(|second| serde_json::value::to_raw_value(&json!({ "second_factor": second })));
    let entry = audit::Entry {
        id: wish.audit,
        at: now,
        member,
        via: Credential::Session(id).to_string(),
        action: "session.begin".to_owned(),
        target: id.to_string(),
        before: None,
        after: after.and_then(Result::ok),
    };
    sessions::insert(tx, &wish.session, &wish.digest)?;
    sessions::end_oldest(tx, member, SESSIONS_MAX)?;
    audit::insert(tx, std::slice::from_ref(&entry))?;
    Ok(Outcome::Begun)
}
