//! Asking again before a message goes out that waited: the customer may have said no meanwhile, been
//! contacted otherwise, or be asleep, and what its link leads to may take no answers any more.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::budget::{self, Verdict, Wanted};
use touchstone_domain::effect::{EffectKind, Message};
use touchstone_domain::id::{BrandId, CustomerId, EffectId, LinkId};
use touchstone_domain::profile::Contact;
use touchstone_store::rows::outbox::{self, Ending, OutboxRow};
use touchstone_store::rows::recipients;
use touchstone_store::{StoreError, Tx};

use crate::App;
use crate::brand::Brand;
use crate::pipeline::People;
use crate::surveys::shut;

/// What is younger was decided upon a moment ago, in the transaction that counted the contact.
const FRESH: SignedDuration = SignedDuration::from_secs(60);

/// Why a message is not sent that asks for what was answered while it waited.
const ANSWERED: &str = "answered";

/// Takes out of leased rows what must not be sent, or not yet, and records why.
pub fn recheck(
    tx: &mut Tx<'_>,
    app: &App,
    rows: Vec<OutboxRow>,
    now: Timestamp,
) -> Result<Vec<OutboxRow>, StoreError> {
    let (waited, mut cleared): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| message(row).is_some() && is_old(row, now));
    let mut by_brand: BTreeMap<BrandId, Vec<OutboxRow>> = BTreeMap::new();
    for row in waited {
        by_brand.entry(row.brand).or_default().push(row);
    }
    for (brand, rows) in by_brand {
        cleared.extend(tx.for_brand(brand, |tx| of_brand(tx, app, rows, now))?);
    }
    Ok(cleared)
}

fn is_old(row: &OutboxRow, now: Timestamp) -> bool {
    now.duration_since(row.created_at) >= FRESH
}

fn message(row: &OutboxRow) -> Option<&Message> {
    match &row.effect.kind {
        EffectKind::Send(message) => Some(message),
        _ => None,
    }
}

fn of_brand(
    tx: &mut Tx<'_>,
    app: &App,
    rows: Vec<OutboxRow>,
    now: Timestamp,
) -> Result<Vec<OutboxRow>, StoreError> {
    // Of a brand that is gone nothing is sent; whoever carries the rows out says so.
    let Some(brand) = app.brands().current(tx)? else { return Ok(rows) };
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.effect.customer).collect();
    let mut people = People::load(tx, now, &[], &ids)?;
    let links: Vec<LinkId> =
        rows.iter().filter_map(|row| message(row)?.link.as_ref()).map(|link| link.id).collect();
    let answered = recipients::answered(tx, &links)?;
    let shut = shut(tx, app, &links)?;
    let mut endings: Vec<(EffectId, u32, Ending)> = Vec::new();
    let mut cleared = Vec::with_capacity(rows.len());
    for row in rows {
        let link = message(&row).and_then(|message| message.link.as_ref());
        if link.is_some_and(|link| answered.contains(&link.id)) {
            // Nobody is asked, or reminded, for what they have said by now. It stays counted: whoever has answered has
            // the link, perhaps from an earlier attempt whose success was never heard of.
            endings.push((row.effect.id, row.attempts, Ending::Refused { reason: ANSWERED.to_owned() }));
            continue;
        }
        if let Some(&reason) = link.and_then(|link| shut.get(&link.id)) {
            withdraw(&mut people, &row);
            endings.push((row.effect.id, row.attempts, Ending::Refused { reason: reason.to_owned() }));
            continue;
        }
        let verdict = verdict(&brand, &mut people, &row, now);
        let ending = match verdict {
            Verdict::Allow => {
                cleared.push(row);
                continue;
            }
            Verdict::Defer { until } => Ending::Release { at: until },
            Verdict::Refuse { reason } => Ending::Refused { reason: reason.as_str().to_owned() },
        };
        endings.push((row.effect.id, row.attempts, ending));
    }
    outbox::finish_many(tx, &endings, now)?;
    people.save(tx)?;
    Ok(cleared)
}

fn verdict(brand: &Brand, people: &mut People, row: &OutboxRow, now: Timestamp) -> Verdict {
    let Some(message) = message(row) else { return Verdict::Allow };
    let (channel, class) = (message.channel, message.class);
    // Who is not there any more has no address either.
    let gone = Verdict::Refuse { reason: budget::Refusal::NoAddress };
    let Some(customer) = people.today(row.effect.customer) else { return gone };
    let Some(profile) = people.profile(customer) else { return gone };
    let counted = Contact { at: row.effect.happens_at(), channel, class };
    let zone = profile.zone(&brand.settings.time_zone);
    let wanted = Wanted { channel, class, now };
    let verdict = budget::decide_again(&brand.settings.budget, profile, wanted, &counted, &zone);
    if matches!(verdict, Verdict::Refuse { .. }) {
        withdraw(people, row);
    }
    verdict
}

/// A message was counted when it was decided, and is not sent.
fn withdraw(people: &mut People, row: &OutboxRow) {
    let Some(message) = message(row) else { return };
    let Some(customer) = people.today(row.effect.customer) else { return };
    let Some(profile) = people.profile_mut(customer) else { return };
    let (channel, class) = (message.channel, message.class);
    budget::withdraw(profile, &Contact { at: row.effect.happens_at(), channel, class });
    if let Some(link) = &message.link {
        profile.withdraw_asked(link.survey, row.effect.created_at);
    }
}
