//! The first start: one brand, its head office and its first administrator.

use touchstone_domain::brand::BrandSettings;
use touchstone_domain::id::{AuditId, BrandId, MemberId, TokenId, UnitId};
use touchstone_domain::member::{Email, Password, Permissions, Role};
use touchstone_domain::unit::{Unit, UnitKind, UnitPath};
use touchstone_store::rows::{audit, brands, installation, members, tokens, units};
use touchstone_store::{StoreError, Tx};

use super::actor::Credential;
use super::secret::{self, Kind};
use crate::keyring::Field;
use crate::{App, Refusal};

/// What the head office is called in events and files until it gets another code.
const ROOT_CODE: &str = "HQ";

/// What the first administrator says.
#[derive(Debug)]
pub struct Setup {
    /// The brand's settings.
    pub settings: BrandSettings,
    /// With which they will log in.
    pub email: String,
    /// With which they will log in.
    pub password: String,
}

/// What was made.
#[derive(Debug)]
pub struct SetupDone {
    /// The brand.
    pub brand: BrandId,
    /// Its first administrator.
    pub member: MemberId,
    /// Its head office.
    pub head_office: UnitId,
    /// A bearer token that may do everything, shown once.
    pub token: String,
}

/// All rows of a setup, made before the transaction so that it may run again.
struct Rows {
    brand: BrandId,
    settings: BrandSettings,
    /// The brand's, sealed.
    secret: String,
    root: Unit,
    member: members::Member,
    password_hash: String,
    token: tokens::Token,
    token_digest: [u8; 32],
    entry: audit::Entry,
}

impl App {
    /// The brand of this installation, or `None` before the setup.
    pub async fn installed_brand(&self) -> Result<Option<BrandId>, Refusal> {
        Ok(self.store().read_global("installed", installation::brand).await?)
    }

    /// Sets the installation up. Of several at the same time, exactly one succeeds.
    pub async fn set_up(&self, setup: Setup) -> Result<SetupDone, Refusal> {
        // Before the costly hash: a set-up installation answers strangers cheaply.
        if self.installed_brand().await?.is_some() {
            return Err(Refusal::AlreadySetUp);
        }
        let mut errors = setup.settings.check();
        for error in &mut errors {
            if error.field == "name" {
                "brand".clone_into(&mut error.field);
            }
        }
        let email = Email::parse("email", &setup.email).map_err(|error| errors.push(error)).ok();
        let password = email.as_ref().and_then(|email| {
            Password::choose("password", &setup.password, email).map_err(|error| errors.push(error)).ok()
        });
        let (Some(email), Some(password), true) = (email, password, errors.is_empty()) else {
            return Err(Refusal::Fields(errors));
        };
        let password_hash = self.hash_password(password).await?;
        let token = secret::make(self, Kind::Token);
        let rows = self.first_rows(setup.settings, &email, password_hash, &token);
        let done = SetupDone { brand: rows.brand, member: rows.member.id, head_office: rows.root.id, token };
        self.store().write_global("set_up", move |tx| write(tx, &rows)).await?;
        tracing::info!(brand = %done.brand, "the installation was set up");
        Ok(done)
    }

    fn first_rows(&self, settings: BrandSettings, email: &Email, password_hash: String, token: &str) -> Rows {
        let now = self.now();
        let (brand, member, unit) =
            (self.new_id(BrandId::new), self.new_id(MemberId::new), self.new_id(UnitId::new));
        let name = email.as_str().split('@').next().unwrap_or_default().to_owned();
        let secret: [u8; 32] = self.random_bytes();
        Rows {
            brand,
            secret: self.keyring().seal(brand, Field::BrandSecret, &secret, self.random_bytes()),
            root: Unit {
                id: unit,
                parent: None,
                path: UnitPath::under(None, 1).expect("the first number is a path"),
                kind: UnitKind::HeadOffice,
                code: ROOT_CODE.to_owned(),
                name: settings.name.trim().to_owned(),
                owner: Some(member),
                time_zone: Some(settings.time_zone.clone()),
                archived: false,
            },
            member: members::Member {
                id: member,
                email: email.as_str().to_owned(),
                name,
                role: Role::Administrator,
                units: vec![unit],
                suspended_at: None,
                created_at: now,
                changed_at: now,
                second_factor_at: None,
            },
            token: tokens::Token {
                id: self.new_id(TokenId::new),
                member,
                name: "setup".to_owned(),
                permissions: Permissions::ALL,
                created_at: now,
                expires_at: None,
                used_at: None,
                revoked_at: None,
            },
            token_digest: secret::digest(token),
            entry: audit::Entry {
                id: self.new_id(AuditId::new),
                at: now,
                member,
                via: Credential::Setup.to_string(),
                action: "brand.set_up".to_owned(),
                target: brand.to_string(),
                before: None,
                after: None,
            },
            settings,
            password_hash,
        }
    }
}

fn write(tx: &mut Tx<'_>, rows: &Rows) -> Result<(), Refusal> {
    let now = rows.member.created_at;
    if !installation::claim(tx, rows.brand, now)? {
        return Err(Refusal::AlreadySetUp);
    }
    tx.for_brand(rows.brand, |tx| {
        brands::insert(tx, rows.brand, &rows.settings, rows.secret.as_bytes(), now)?;
        let first = units::take_numbers(tx, 1)?;
        if UnitPath::under(None, first).as_ref() != Some(&rows.root.path)
            || !units::insert(tx, &rows.root, now)?
        {
            return Err(StoreError::Defect("a new brand has units already".to_owned()).into());
        }
        if !members::insert(tx, &rows.member, &rows.password_hash)? {
            return Err(Refusal::Conflict("The e-mail address is in use.".to_owned()));
        }
        tokens::insert(tx, &rows.token, &rows.token_digest)?;
        audit::insert(tx, std::slice::from_ref(&rows.entry))?;
        Ok(())
    })
}
