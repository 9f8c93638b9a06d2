//! Vouchers where they are shown: whether a code is good, and that it is used once.
//!
//! A voucher is the brand's promise: whoever takes vouchers takes one from any store by its code, which nobody can guess,
//! and learns what it is worth. In which case it was given is for members who see that unit. Two members who take the same
//! one at the same time are decided by the store, which lets one of the two transactions see what the other did.

use serde_json::{Value, json};
use touchstone_domain::event::{Event, EventKind, OWN_SOURCE, name};
use touchstone_domain::field::FieldError;
use touchstone_domain::id::UnitId;
use touchstone_domain::member::{Permission, Scope};
use touchstone_domain::unit::UnitTree;
use touchstone_domain::voucher::{self, Redemption, Standing, Voucher};
use touchstone_store::rows::vouchers;
use touchstone_store::{StoreError, Tx};

use crate::access::{Actor, Change};
use crate::pipeline::{self, Circumstances, Incoming};
use crate::units::narrowed;
use crate::{App, Refusal};

impl App {
    /// The voucher with a code as somebody typed it, wherever it was given.
    pub async fn voucher(&self, actor: &Actor, code: &str) -> Result<Voucher, Refusal> {
        actor.must(Permission::HandleCases)?;
        let (app, code) = (self.clone(), voucher::read_code(code));
        self.change("voucher", actor, move |change| {
            change.unchanged();
            let brand = app.brands().current(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
            let scope = change.actor().scope.clone();
            Ok(shown(by_code(change.tx, code.as_deref())?, &brand.units, &scope))
        })
        .await
    }

    /// Takes a voucher, once: at a unit of the actor's; where none is named, where it was given if they see that, else at
    /// the one unit that is theirs.
    pub async fn redeem_voucher(
        &self,
        actor: &Actor,
        code: &str,
        unit: Option<UnitId>,
    ) -> Result<Voucher, Refusal> {
        actor.must(Permission::HandleCases)?;
        let code = voucher::read_code(code);
        let body = move |change: &mut Change<'_, '_>, circumstances: Circumstances<'_>| {
            redeem(change, circumstances, code.as_deref(), unit)
        };
        self.change_in_loop("redeem_voucher", actor, true, body).await
    }
}

fn by_code(tx: &mut Tx<'_>, code: Option<&str>) -> Result<Voucher, Refusal> {
    let found = code.map_or(Ok(None), |code| vouchers::by_code(tx, code))?;
    found.ok_or(Refusal::NotFound("voucher"))
}

/// A voucher without the case in which it was given, for those who do not see where that was.
fn shown(voucher: Voucher, units: &UnitTree, scope: &Scope) -> Voucher {
    let case = voucher.case.filter(|_| units.covers(scope, voucher.unit));
    Voucher { case, ..voucher }
}

fn redeem(
    change: &mut Change<'_, '_>,
    circumstances: Circumstances<'_>,
    code: Option<&str>,
    unit: Option<UnitId>,
) -> Result<Voucher, Refusal> {
    let (actor, units) = (change.actor().clone(), &circumstances.brand.units);
    narrowed(units, &actor.scope, unit)?;
    let before = by_code(change.tx, code)?;
    let given_at = before.unit.filter(|_| units.covers(&actor.scope, before.unit));
    let own = || units.only_top(&actor.scope).map(|unit| unit.id);
    let unit = unit.or(given_at).or_else(own);
    if unit.is_none() && !actor.scope.is_everything() {
        let message = "Say at which of your units it is used.";
        return Err(FieldError::new("unit", "required", message).in_chinese("请说明在哪个门店使用。").into());
    }
    let redemption = Redemption { at: change.now, by: actor.member, unit };
    let after =
        before.redeem(redemption).map_err(|standing| Refusal::Conflict(refused(&before, standing)))?;
    vouchers::update(change.tx, &after)?;
    tell(change.tx, circumstances, &after, name::VOUCHER_REDEEMED)?;
    change.audit("voucher.redeem", after.id, &(), &json!({ "unit": unit }));
    Ok(shown(after, units, &actor.scope))
}

fn refused(voucher: &Voucher, standing: Standing) -> String {
    match (standing, &voucher.redeemed) {
        (Standing::Redeemed, Some(redeemed)) => format!("The voucher was used at {}.", redeemed.at),
        (Standing::Expired, _) => format!("The voucher was good until {}.", voucher.last_day),
        _ => format!("The voucher is {}.", standing.as_str()),
    }
}

/// Lets the timeline and playbooks know what became of a voucher.
pub(crate) fn tell(
    tx: &mut Tx<'_>,
    circumstances: Circumstances<'_>,
    voucher: &Voucher,
    what: &str,
) -> Result<(), StoreError> {
    let Circumstances { brand, now, .. } = circumstances;
    let unit = voucher.redeemed.as_ref().map_or(voucher.unit, |redeemed| redeemed.unit);
    let code = unit.and_then(|unit| brand.units.get(unit)).map(|unit| unit.code.clone());
    let word = match what {
        name::VOUCHER_ISSUED => "issued",
        name::VOUCHER_REDEEMED => "redeemed",
        _ => "withdrawn",
    };
    let event = Event {
        message_id: format!("{}.{word}", voucher.id),
        kind: EventKind::Track,
        name: what.to_owned(),
        source: OWN_SOURCE,
        occurred_at: now,
        original_at: None,
        received_at: now,
        identities: Vec::new(),
        properties: json!({
            "voucher_id": voucher.id,
            "code": voucher.code,
            "worth": voucher.worth,
            "value": voucher.value,
            "last_day": voucher.last_day,
            "case_id": voucher.case,
            "unit": code,
        }),
        traits: Value::Null,
        context: Value::Null,
    };
    let mut incoming = Incoming::new(brand.id, event);
    incoming.customer = Some(voucher.customer);
    pipeline::process(tx, circumstances, std::slice::from_ref(&incoming), None)?;
    Ok(())
}
