//! What things are called: for whoever has ids before them and wants to read names.

use touchstone_domain::id::{CustomerId, MemberId, UnitId};
use touchstone_domain::identity::IdentityKind;
use touchstone_domain::member::Permission;
use touchstone_domain::profile::Profile;
use touchstone_store::Tx;
use touchstone_store::rows::{customers, members};

use crate::access::Actor;
use crate::brand::Brand;
use crate::{App, Refusal};

/// Something with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A customer.
    Customer(CustomerId),
    /// A member.
    Member(MemberId),
    /// A unit.
    Unit(UnitId),
}

impl App {
    /// The names of those things that the actor may see; the others are left out. Colleagues have no secrets in
    /// what they are called: whoever may see a case may read who held it.
    pub async fn names(&self, actor: &Actor, wanted: Vec<Named>) -> Result<Vec<(Named, String)>, Refusal> {
        let (app, actor) = (self.clone(), actor.clone());
        self.store()
            .read("names", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                names(tx, &brand, &actor, &wanted)
            })
            .await
    }
}

fn names(
    tx: &mut Tx<'_>,
    brand: &Brand,
    actor: &Actor,
    wanted: &[Named],
) -> Result<Vec<(Named, String)>, Refusal> {
    let scope = &actor.scope;
    let (mut found, mut people, mut colleagues) = (Vec::new(), Vec::new(), Vec::new());
    for &named in wanted {
        match named {
            Named::Customer(customer) => people.push(customer),
            Named::Member(member) => colleagues.push(member),
            Named::Unit(unit) => {
                let unit = brand.units.get(unit).filter(|unit| scope.covers(&unit.path));
                found.extend(unit.map(|unit| (named, unit.name.clone())));
            }
        }
    }
    let colleagues = members::names(tx, &colleagues)?;
    found.extend(colleagues.into_iter().map(|(member, name)| (Named::Member(member), name)));
    if actor.must(Permission::ReadCustomers).is_ok() {
        for row in customers::load(tx, &people)? {
            let home = row.profile.home_unit.and_then(|unit| brand.units.get(unit)).map(|unit| &unit.path);
            let name = scope.covers_option(home).then(|| called(&row.profile)).flatten();
            found.extend(name.map(|name| (Named::Customer(row.customer), name)));
        }
    }
    Ok(found)
}

/// Kinds of identities by which people know a person, best first; what a device or WeChat calls them says nothing.
const KNOWN_BY: [IdentityKind; 4] =
    [IdentityKind::Phone, IdentityKind::Email, IdentityKind::Member, IdentityKind::User];

/// The name, else what they are known by.
fn called(profile: &Profile) -> Option<String> {
    let value_of = |kind: IdentityKind| {
        let held = profile.identities.iter().find(|identity| identity.kind == kind);
        held.map(|identity| identity.value.clone())
    };
    profile.name().or_else(|| KNOWN_BY.into_iter().find_map(value_of))
}
