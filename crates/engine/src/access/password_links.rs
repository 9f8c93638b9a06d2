//! Links in letters to members: a forgotten password, an invitation. Each works once.
//!
//! Nobody learns from the answer, nor from how long it takes, whether an address belongs to a member. The secret
//! of a link is made when its letter is sent and is nowhere but in the letter; here it is known by its digest.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::hash;
use touchstone_domain::id::{AuditId, BrandId, InvitationId, MemberId};
use touchstone_domain::locale::Lang;
use touchstone_domain::member::letter::Purpose;
use touchstone_domain::member::{Email, Password};
use touchstone_domain::time::after;
use touchstone_store::rows::account_links::{self, AccountLink};
use touchstone_store::rows::letters::{self, LetterRow};
use touchstone_store::rows::{audit, brands, invitations, members, sessions};
use touchstone_store::{StoreError, Tx};

use super::secret::{self, Kind};
use crate::throttle::{Subject, network};
use crate::{App, Refusal};

/// Where a link leads, for the page that opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTarget {
    /// What for.
    pub purpose: Purpose,
    /// With which they will log in.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What the brand is called.
    pub brand: String,
    /// Until when it works.
    pub expires_at: Timestamp,
}

impl App {
    /// Sends a link for a new password to an address, if a member who may log in has it.
    pub async fn forgot_password(
        &self,
        email: &str,
        language: Option<Lang>,
        address: &str,
    ) -> Result<(), Refusal> {
        let email = Email::parse("email", email)?;
        self.take_try(Subject::Address, hash::digest16(&[b"address", network(address).as_bytes()]))?;
        self.take_try(Subject::Letter, hash::digest16(&[b"forgotten", email.as_str().as_bytes()]))?;
        let row = LetterRow {
            letter: self.random_bytes(),
            brand: BrandId::from_bytes([0; 16]),
            purpose: Purpose::Reset,
            subject: [0; 16],
            language: language.map(|language| language.to_string()),
            created_at: self.now(),
            attempts: 0,
        };
        self.store()
            .write_global("forgot_password", move |tx| {
                let mut row = row.clone();
                let found = members::holder_of_email(tx, email.as_str())?;
                if let Some((brand, member, _)) = found.filter(|(_, member, _)| member.suspended_at.is_none())
                {
                    (row.brand, row.subject) = (brand, member.id.into());
                }
                letters::insert(tx, &row)
            })
            .await?;
        self.alarms().letters.ring(self.now());
        Ok(())
    }

    /// Where a link leads. It stays good.
    pub async fn look_at_link(&self, link: &str, address: &str) -> Result<LinkTarget, Refusal> {
        let key = hash::digest16(&[b"address", network(address).as_bytes()]);
        self.take_try(Subject::Address, key)?;
        let digest = secret::presented(link, Kind::AccountLink).ok_or_else(over)?;
        let (_, target) = self.target(digest).await?;
        self.give_tries_back(&[key]);
        Ok(target)
    }

    /// Sets a password with a link, which is used up: another one of a member, whose sessions end, or the first
    /// one of an invited person, who is a member from now on. Of two uses at the same time one succeeds.
    pub async fn use_link(&self, link: &str, password: &str, address: &str) -> Result<(), Refusal> {
        let key = hash::digest16(&[b"address", network(address).as_bytes()]);
        let digest = secret::presented(link, Kind::AccountLink).ok_or_else(over)?;
        self.take_try(Subject::Address, key)?;
        let (brand, target) = self.target(digest).await?;
        let password = Password::choose("password", password, &Email::parse("email", &target.email)?)?;
        let hash = self.hash_password(password).await?;
        let now = self.now();
        let fresh = self.new_id(MemberId::new);
        let audit_id = self.new_id(AuditId::new);
        self.store()
            .write("use_link", brand, move |tx| {
                let link =
                    account_links::by_secret(tx, &digest, now)?.map(|(_, link)| link).ok_or_else(over)?;
                if !account_links::take(tx, &digest, now)? {
                    return Err(over());
                }
                let (member, action, via) = match link.purpose {
                    Purpose::Reset => (reset(tx, link, &hash)?, "member.password", "letter".to_owned()),
                    Purpose::Invitation => {
                        let id = InvitationId::from_bytes(link.subject);
                        super::invitations::accept(tx, id, fresh, &hash, now)?;
                        (fresh, "invitation.accept", id.to_string())
                    }
                };
                let (before, after) = (None, None);
                let (action, target) = (action.to_owned(), member.to_string());
                let entry =
                    audit::Entry { id: audit_id, at: now, member, via, action, target, before, after };
                audit::insert(tx, std::slice::from_ref(&entry))?;
                Ok(())
            })
            .await?;
        self.give_tries_back(&[key]);
        Ok(())
    }

    async fn target(&self, digest: [u8; 32]) -> Result<(BrandId, LinkTarget), Refusal> {
        let now = self.now();
        let found = self
            .store()
            .read_global("account_link", move |tx| {
                let Some((brand, link)) = account_links::by_secret(tx, &digest, now)? else {
                    return Ok(None);
                };
                let target = tx.for_brand(brand, |tx| target(tx, link))?;
                Ok::<_, StoreError>(target.map(|target| (brand, target)))
            })
            .await?;
        found.ok_or_else(over)
    }
}

fn over() -> Refusal {
    Refusal::Gone("The link was used or withdrawn, or is too old; ask for another.".to_owned())
}

fn target(tx: &mut Tx<'_>, link: AccountLink) -> Result<Option<LinkTarget>, StoreError> {
    let AccountLink { purpose, subject, expires_at } = link;
    let Some(brand) = brands::load(tx)? else { return Ok(None) };
    let person = match purpose {
        Purpose::Reset => {
            let member = members::get(tx, MemberId::from_bytes(subject))?;
            member.filter(|row| row.suspended_at.is_none()).map(|row| (row.email, row.name))
        }
        Purpose::Invitation => {
            invitations::get(tx, InvitationId::from_bytes(subject))?.map(|row| (row.email, row.name))
        }
    };
    let brand = brand.settings.name;
    Ok(person.map(|(email, name)| LinkTarget { purpose, email, name, brand, expires_at }))
}

fn reset(tx: &mut Tx<'_>, link: AccountLink, hash: &str) -> Result<MemberId, Refusal> {
    let found = members::get(tx, MemberId::from_bytes(link.subject))?;
    let member = found.filter(|member| member.suspended_at.is_none()).ok_or_else(over)?.id;
    members::set_password_hash(tx, member, hash)?;
    sessions::end_all(tx, member, None)?;
    forget_links(tx, member.as_bytes())?;
    Ok(member)
}

/// Ends the links of a member or an invitation, sent or still to be sent.
pub(super) fn forget_links(tx: &mut Tx<'_>, subject: &[u8; 16]) -> Result<(), StoreError> {
    account_links::end(tx, subject)?;
    letters::withdraw(tx, subject)
}

/// How long a link works.
pub(crate) const fn link_lasts(purpose: Purpose) -> SignedDuration {
    match purpose {
        Purpose::Reset => SignedDuration::from_hours(1),
        Purpose::Invitation => SignedDuration::from_hours(7 * 24),
    }
}

/// The secret of a link, and its digest.
pub(crate) fn make_link(app: &App) -> (String, [u8; 32]) {
    let link = secret::make(app, Kind::AccountLink);
    let digest = secret::digest(&link);
    (link, digest)
}

/// The address that a letter names. The secret stands behind `#`, which no browser sends and no log shows.
pub(crate) fn url(public_url: &str, secret: &str) -> String {
    format!("{public_url}/set-password#{secret}")
}

/// A link of now.
pub(super) fn link_of(purpose: Purpose, subject: [u8; 16], now: Timestamp) -> AccountLink {
    AccountLink { purpose, subject, expires_at: after(now, link_lasts(purpose)) }
}
