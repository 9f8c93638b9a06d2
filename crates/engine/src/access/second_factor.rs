//! The second factor of members: setting it up, using it, turning it off.
//!
//! The secret is sealed, recovery codes are digests. A code is taken once, in the transaction of what it allows, and
//! wrong ones are counted in the database: neither another node nor a restart gives a guesser new tries.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::field::FieldError;
use touchstone_domain::hash;
use touchstone_domain::id::MemberId;
use touchstone_domain::member::Password;
use touchstone_domain::member::second_factor::{
    RECOVERY_CODES, SECRET_BYTES, address, pause_after, plain_recovery_code, step_of, written,
};
use touchstone_domain::time::after;
use touchstone_store::rows::second_factors::{self, SecondFactor};
use touchstone_store::rows::{brands, members, sessions};
use touchstone_store::{StoreError, Tx};

use super::actor::{Actor, Credential};
use super::secret;
use crate::keyring::Field;
use crate::throttle::Subject;
use crate::{App, Refusal};

/// A second factor that is being set up, shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret, base32, for typing.
    pub secret: String,
    /// The same as an address that apps read from a QR code.
    pub url: String,
}

/// How a member's own second factor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondFactorState {
    /// Since when it is asked for; `None` when it is not.
    pub since: Option<Timestamp>,
    /// Recovery codes that were not used.
    pub recovery_codes_left: i64,
}

/// What shows once more that it is the member who sits there.
#[derive(Clone)]
pub enum Proof {
    /// Their password.
    Password(String),
    /// A code of the app, or a recovery code.
    Code(String),
}

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    /// There is no second factor.
    NotAsked,
    /// It is a code of the app.
    Code,
    /// It is a recovery code.
    RecoveryCode,
    /// None was given.
    Missing,
    /// It is wrong, or was used.
    Wrong,
    /// Too many were wrong; none is looked at for so many seconds.
    Wait(u64),
}

impl App {
    /// How the actor's second factor is.
    pub async fn second_factor(&self, actor: &Actor) -> Result<SecondFactorState, Refusal> {
        let member = actor.member;
        let state = self.store().read("second_factor", actor.brand, move |tx| {
            let since = second_factors::find(tx, member)?.and_then(|factor| factor.confirmed_at);
            let recovery_codes_left = second_factors::codes_left(tx, member)?;
            Ok::<_, StoreError>(SecondFactorState { since, recovery_codes_left })
        });
        Ok(state.await?)
    }

    /// Begins to set up the actor's second factor; one that was begun before and not confirmed gives way. `None` when
    /// an idempotency key brought back an earlier beginning.
    pub async fn begin_second_factor(
        &self,
        actor: &Actor,
        password: &str,
    ) -> Result<Option<Enrolment>, Refusal> {
        self.must_know_password(actor, password).await?;
        let secret: [u8; SECRET_BYTES] = self.random_bytes();
        let (member, nonce) = (actor.member, self.random_bytes::<8>());
        let field = Field::SecondFactor(member);
        let sealed = self.keyring().seal(actor.brand, field, &secret, self.random_bytes());
        let (recorded, email, brand) = self
            .change("begin_second_factor", actor, move |change| {
                if !second_factors::begin(change.tx, member, &sealed, change.now)? {
                    let detail = "The second factor is set up; turn it off first to set up another.";
                    return Err(Refusal::Conflict(detail.to_owned()));
                }
                let email = members::get(change.tx, member)?.ok_or(Refusal::NotFound("member"))?.email;
                let brand = brands::load(change.tx)?.ok_or(Refusal::NotFound("brand"))?.settings.name;
                change.audit("second_factor.begin", member, &(), &());
                Ok((nonce, email, brand))
            })
            .await?;
        let enrolment = || Enrolment { secret: written(&secret), url: address(&brand, &email, &secret) };
        Ok((recorded == nonce).then(enrolment))
    }

    /// Confirms it with a code from the app: from now on it is asked for, and other sessions end. Answers the recovery
    /// codes, shown once; `None` when an idempotency key brought back an earlier confirmation.
    pub async fn confirm_second_factor(
        &self,
        actor: &Actor,
        code: &str,
    ) -> Result<Option<Vec<String>>, Refusal> {
        let (codes, digests) = self.recovery_codes();
        let (member, nonce) = (actor.member, self.random_bytes::<8>());
        let (app, code) = (self.clone(), code.to_owned());
        let recorded = self
            .change("confirm_second_factor", actor, move |change| {
                let factor = second_factors::find(change.tx, member)?;
                let factor = factor.ok_or_else(none)?;
                if factor.confirmed_at.is_some() {
                    return Err(Refusal::Conflict("The second factor is set up already.".to_owned()));
                }
                let secret = opened(change.tx, &app, member, &factor)?;
                let step = step_of(&secret, &code, change.now, factor.last_step).ok_or_else(|| {
                    FieldError::new(
                        "code",
                        "wrong",
                        "not the code that the app shows now; check the phone's clock",
                    )
                    .in_chinese("不是应用当前显示的验证码；请检查手机时间是否准确")
                })?;
                second_factors::take_step(change.tx, member, step)?;
                second_factors::confirm(change.tx, member, change.now)?;
                second_factors::replace_codes(change.tx, member, &digests)?;
                let keep = match change.actor().credential {
                    Credential::Session(session) => Some(session),
                    Credential::Token(_) | Credential::Setup => None,
                };
                sessions::end_all(change.tx, member, keep)?;
                change.audit("second_factor.confirm", member, &(), &());
                Ok(nonce)
            })
            .await?;
        Ok((recorded == nonce).then_some(codes))
    }

    /// Makes new recovery codes; the old ones end. `None` when an idempotency key brought back earlier ones.
    pub async fn new_recovery_codes(
        &self,
        actor: &Actor,
        proof: Proof,
    ) -> Result<Option<Vec<String>>, Refusal> {
        let (codes, digests) = self.recovery_codes();
        let nonce = self.random_bytes::<8>();
        let recorded = self.prove(actor, proof, "second_factor.recovery_codes", move |tx, member| {
            second_factors::replace_codes(tx, member, &digests)?;
            Ok(nonce)
        });
        Ok((recorded.await? == nonce).then_some(codes))
    }

    /// Turns the actor's own second factor off.
    pub async fn remove_second_factor(&self, actor: &Actor, proof: Proof) -> Result<(), Refusal> {
        self.prove(actor, proof, "second_factor.remove", |tx, member| {
            second_factors::remove(tx, member)?;
            Ok(())
        })
        .await
    }

    /// Carries something out on the actor's second factor for who proves to be them.
    async fn prove<T>(
        &self,
        actor: &Actor,
        proof: Proof,
        action: &'static str,
        body: impl Fn(&mut Tx<'_>, MemberId) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Refusal>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        let member = actor.member;
        let tries = hash::digest16(&[b"code", member.as_bytes()]);
        let code = match proof {
            Proof::Password(password) => {
                self.must_know_password(actor, &password).await?;
                None
            }
            Proof::Code(code) => {
                self.take_try(Subject::Code, tries)?;
                Some(code)
            }
        };
        let (app, by_code) = (self.clone(), code.is_some());
        let done = self
            .change(action, actor, move |change| {
                let factor = second_factors::find(change.tx, member)?;
                let factor = factor.filter(|factor| factor.confirmed_at.is_some());
                let factor = factor.ok_or_else(none)?;
                if let Some(code) = &code
                    && take(change.tx, &app, (member, &factor), code, change.now)?.is_none()
                {
                    let wrong = FieldError::new("code", "wrong", "this code is wrong, or was used");
                    return Err(wrong.in_chinese("验证码有误，或已经用过").into());
                }
                let value = body(change.tx, member)?;
                change.audit(action, member, &(), &());
                Ok(value)
            })
            .await?;
        if by_code {
            self.give_tries_back(&[tries]);
        }
        Ok(done)
    }

    fn recovery_codes(&self) -> (Vec<String>, Vec<[u8; 32]>) {
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| secret::words(self)).collect();
        let digests = codes.iter().map(|code| recovery(code)).collect();
        (codes, digests)
    }

    async fn must_know_password(&self, actor: &Actor, password: &str) -> Result<(), Refusal> {
        let wrong =
            || FieldError::new("password", "wrong", "this is not your password").in_chinese("密码不正确");
        let member = actor.member;
        let tries = hash::digest16(&[b"password", member.as_bytes()]);
        self.take_try(Subject::Account, tries)?;
        let held =
            self.store().read("password", actor.brand, move |tx| members::password_hash(tx, member)).await?;
        let offered = Password::offered(password).ok_or_else(wrong)?;
        if !self.verify_password(offered, held).await? {
            return Err(wrong().into());
        }
        self.give_tries_back(&[tries]);
        Ok(())
    }
}

/// Lets a login pass whose member has no second factor, or whose code is right; counts a wrong one.
pub(super) fn pass(
    tx: &mut Tx<'_>,
    app: &App,
    member: MemberId,
    code: Option<&str>,
    now: Timestamp,
) -> Result<Passed, StoreError> {
    let factor = second_factors::find(tx, member)?.filter(|factor| factor.confirmed_at.is_some());
    let Some(factor) = factor else { return Ok(Passed::NotAsked) };
    let Some(code) = code else { return Ok(Passed::Missing) };
    if let Some(until) = factor.wait_until.filter(|until| *until > now) {
        let seconds = until.duration_since(now).as_secs().max(1);
        return Ok(Passed::Wait(seconds.unsigned_abs()));
    }
    if let Some(passed) = take(tx, app, (member, &factor), code, now)? {
        return Ok(passed);
    }
    let failures = factor.failures.saturating_add(1);
    let wait_until = pause_after(failures).map(|pause: SignedDuration| after(now, pause));
    second_factors::failed(tx, member, failures, wait_until)?;
    Ok(Passed::Wrong)
}

/// Takes a code of the app or a recovery code, each once.
fn take(
    tx: &mut Tx<'_>,
    app: &App,
    (member, factor): (MemberId, &SecondFactor),
    code: &str,
    now: Timestamp,
) -> Result<Option<Passed>, StoreError> {
    let secret = opened(tx, app, member, factor)?;
    let taken = match step_of(&secret, code, now, factor.last_step) {
        Some(step) => second_factors::take_step(tx, member, step)?.then_some(Passed::Code),
        None => second_factors::take_code(tx, member, &recovery(code))?.then_some(Passed::RecoveryCode),
    };
    Ok(taken)
}

fn opened(
    tx: &mut Tx<'_>,
    app: &App,
    member: MemberId,
    factor: &SecondFactor,
) -> Result<Vec<u8>, StoreError> {
    app.keyring().open(tx.brand(), Field::SecondFactor(member), factor.secret.as_bytes())
}

/// The digest of a recovery code, however it is typed.
fn recovery(code: &str) -> [u8; 32] {
    secret::digest(&plain_recovery_code(code))
}

fn none() -> Refusal {
    Refusal::Conflict("There is no second factor.".to_owned())
}
