//! Letting a member in again from the machine of the server: for whom nobody else can help, such as the last
//! administrator without phone, recovery codes and mail server. Who may run the binary on the database may do this.

use touchstone_domain::id::AuditId;
use touchstone_domain::member::Email;
use touchstone_domain::member::letter::Purpose;
use touchstone_store::rows::{account_links, audit, brands, members, second_factors, sessions};

use super::password_links::{forget_links, link_of, make_link, url};
use crate::{App, Refusal};

/// With what it was done, in the audit log.
const VIA: &str = "server";

impl App {
    /// Takes a member's second factor away, ends their sessions and earlier links, and makes a link with which they
    /// choose another password. Answers the link's address, which works once and for an hour.
    pub async fn let_in(&self, email: &str) -> Result<String, Refusal> {
        let email = Email::parse("email", email)?;
        let find = move |tx: &mut touchstone_store::Tx<'_>| members::holder_of_email(tx, email.as_str());
        let found = self.store().read_global("let_in", find).await?;
        let (brand, member, _) = found.ok_or(Refusal::NotFound("member"))?;
        if member.suspended_at.is_some() {
            let detail = "This member is suspended: an administrator has to end that.";
            return Err(Refusal::Conflict(detail.to_owned()));
        }
        let (id, now, audit_id) = (member.id, self.now(), self.new_id(AuditId::new));
        let (secret, digest) = make_link(self);
        let public_url = self
            .store()
            .write("let_in", brand, move |tx| {
                let brand = brands::load(tx)?.ok_or(Refusal::NotFound("brand"))?;
                second_factors::remove(tx, id)?;
                sessions::end_all(tx, id, None)?;
                forget_links(tx, id.as_bytes())?;
                account_links::insert(tx, &digest, &link_of(Purpose::Reset, id.into(), now))?;
                let entry = audit::Entry {
                    id: audit_id,
                    at: now,
                    member: id,
                    via: VIA.to_owned(),
                    action: "member.let_in".to_owned(),
                    target: id.to_string(),
                    before: None,
                    after: None,
                };
                audit::insert(tx, std::slice::from_ref(&entry))?;
                Ok::<_, Refusal>(brand.settings.public_url)
            })
            .await?;
        Ok(url(&public_url, &secret))
    }
}
