//! Counting answers and asking, in the transaction of what is counted, so that figures are exact and live.

use std::collections::BTreeMap;

use jiff::Timestamp;
use touchstone_domain::id::SurveyId;
use touchstone_domain::journey::{Scale, Tally};
use touchstone_domain::link::{Link, LinkKind, LinkParams};
use touchstone_domain::response::{Accepted, SignalKind};
use touchstone_domain::time;
use touchstone_store::rows::counts::{self, Asking, Place, ScoreCount};
use touchstone_store::{StoreError, Tx};

use crate::brand::Brand;

/// Links that ask one customer each were made.
pub(crate) fn invited(
    tx: &mut Tx<'_>,
    brand: &Brand,
    links: &[Link],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut counted: BTreeMap<Place, Asking> = BTreeMap::new();
    for link in links.iter().filter(|link| link.kind == LinkKind::Personal) {
        counted.entry(place(brand, link.survey, &link.params, now)).or_default().invited += 1;
    }
    if counted.is_empty() {
        return Ok(());
    }
    counts::add_asking(tx, &counted.into_iter().collect::<Vec<_>>())
}

/// A response was begun.
pub(crate) fn began(tx: &mut Tx<'_>, brand: &Brand, link: &Link, now: Timestamp) -> Result<(), StoreError> {
    let asking = Asking { began: 1, ..Asking::default() };
    counts::add_asking(tx, &[(place(brand, link.survey, &link.params, now), asking)])
}

/// A response was completed through a link that was made at `asked_at`.
pub(crate) fn completed(
    tx: &mut Tx<'_>,
    brand: &Brand,
    (link, asked_at): (&Link, Timestamp),
    accepted: &Accepted,
    now: Timestamp,
) -> Result<(), StoreError> {
    let today = place(brand, link.survey, &link.params, now);
    let mut asking = BTreeMap::from([(today.clone(), Asking { completed: 1, ..Asking::default() })]);
    if link.kind == LinkKind::Personal {
        // By the day of asking, so that the rate of a day says how many of those asked then have answered.
        asking.entry(place(brand, link.survey, &link.params, asked_at)).or_default().answered += 1;
    }
    counts::add_asking(tx, &asking.into_iter().collect::<Vec<_>>())?;
    let mut scores: BTreeMap<(Scale, &str), Tally> = BTreeMap::new();
    for signal in &accepted.signals {
        if let (Some(scale), Some(value)) = (scale(signal.kind), signal.value) {
            let tally = Tally::of(scale, value, accepted.nps_bands);
            scores.entry((scale, signal.question.as_str())).or_default().add(&tally);
        }
    }
    let of_question = |((scale, question), tally): ((Scale, &str), Tally)| ScoreCount {
        place: today.clone(),
        scale,
        question: question.to_owned(),
        tally,
    };
    counts::add_scores(tx, &scores.into_iter().map(of_question).collect::<Vec<_>>())
}

fn scale(kind: SignalKind) -> Option<Scale> {
    match kind {
        SignalKind::Nps => Some(Scale::Nps),
        SignalKind::Csat => Some(Scale::Csat),
        SignalKind::Ces => Some(Scale::Ces),
        SignalKind::ItemRating => Some(Scale::Items),
        SignalKind::Rating | SignalKind::Choice | SignalKind::Text => None,
    }
}

fn place(brand: &Brand, survey: SurveyId, params: &LinkParams, at: Timestamp) -> Place {
    let zone = time::zone(&brand.settings.time_zone);
    Place {
        survey,
        day: time::local_day(at, &zone),
        unit: brand.place(params).map(|unit| unit.id),
        channel: params.channel.clone().unwrap_or_default(),
    }
}
