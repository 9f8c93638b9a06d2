//! Cases: opened by effects, moved by members, timers and answers; and the notes that tell of it.
//!
//! Everything happens in the transaction of what caused it. The notes are in the inboxes with the case.

mod candidates;
mod commands;
mod inbox;
mod messages;
mod notes;
mod reach;
mod statistics;
mod view;

use jiff::Timestamp;
use touchstone_domain::case::{
    self, Case, CaseEffect, CaseTimer, Cause, Command, Decided, Opening, add_cause, next_above, recovered,
};
use touchstone_domain::effect::{CaseRequest, Effect, EffectKind};
use touchstone_domain::event::Fact;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::CaseId;
use touchstone_store::rows::timers::{Subject, TimerRow};
use touchstone_store::rows::{cases, timers};
use touchstone_store::{StoreError, Tx};

pub use candidates::Candidate;
pub use commands::{CaseChange, CloseCase};
pub use inbox::{InboxPage, InboxStream};
pub use messages::{MessageDraft, Messaged};
pub use reach::{CanSend, ChannelReach, Preview, Reach};
pub use statistics::{CASES_MAX, CaseStatistics, OwnerLoad, StatisticsQuery};
pub use touchstone_stats::survival::Curve;
pub use touchstone_store::rows::notices::NoticeRow;
pub use view::{CaseDetail, CaseQuery, Order};

use crate::pipeline::{Circumstances, Incoming};
use notes::Notes;

/// Does what effects want done inside: opens cases and puts notes into inboxes.
pub fn commit(
    tx: &mut Tx<'_>,
    circumstances: Circumstances<'_>,
    effects: &[Effect],
) -> Result<(), StoreError> {
    let mut notes = Notes::new(circumstances);
    for effect in effects {
        match &effect.kind {
            EffectKind::OpenCase(request) => {
                let decided = open_or_join(tx, circumstances, effect, request)?;
                keep(tx, circumstances, &decided, &mut notes)?;
            }
            EffectKind::Notify(notice) => notes.notice(effect, notice),
            EffectKind::Send(_) | EffectKind::Webhook(_) => {}
        }
    }
    notes.save(tx)
}

/// A timer of a case fired.
pub fn ring(
    tx: &mut Tx<'_>,
    circumstances: Circumstances<'_>,
    case: CaseId,
    token: i64,
) -> Result<(), StoreError> {
    let (Some(timer), Some(case)) = (CaseTimer::from_token(token), cases::find(tx, case)?) else {
        return Ok(());
    };
    let above = next_above(&case.holder, &circumstances.brand.units);
    apply(tx, circumstances, &case, &Command::Timer { timer, above })
}

/// Answers that follow up on a case say whether the customer is won back.
pub fn answered(
    tx: &mut Tx<'_>,
    circumstances: Circumstances<'_>,
    incoming: &Incoming,
) -> Result<(), StoreError> {
    let (Some(answer), Fact::SurveyAnswered(fact)) = (&incoming.answer, &incoming.fact) else {
        return Ok(());
    };
    let Some(case) = fact.case.map(|case| cases::find(tx, case)).transpose()?.flatten() else {
        return Ok(());
    };
    let facts = &answer.facts;
    let is_detractor = facts.band.as_deref().map(|band| band == "detractor");
    let won = recovered(is_detractor, facts.csat, facts.ces);
    apply(tx, circumstances, &case, &Command::Answered { response: fact.response, recovered: won })
}

/// Applies a command that is never refused: a timer or an answer.
fn apply(
    tx: &mut Tx<'_>,
    circumstances: Circumstances<'_>,
    case: &Case,
    command: &Command,
) -> Result<(), StoreError> {
    let decided = case::decide(case, command, circumstances.now)
        .map_err(|error| StoreError::Defect(format!("timers and answers are never refused: {error}")))?;
    let mut notes = Notes::new(circumstances);
    keep(tx, circumstances, &decided, &mut notes)?;
    notes.save(tx)
}

fn open_or_join(
    tx: &mut Tx<'_>,
    circumstances: Circumstances<'_>,
    effect: &Effect,
    request: &CaseRequest,
) -> Result<Decided, StoreError> {
    let Circumstances { brand, now, .. } = circumstances;
    let named = cases::find(tx, request.case)?;
    let open = match named.as_ref().filter(|case| !case.is_closed()) {
        Some(case) => Some(case.clone()),
        None => cases::open_of(tx, effect.customer)?,
    };
    if let Some(case) = open {
        let cause = Cause::new(effect, request, &brand.units);
        return add_cause(&case, cause, now)
            .map_err(|error| StoreError::Defect(format!("an open case takes causes: {error}")));
    }
    let mut opening = Opening::new(effect, request, &brand.units, now);
    if named.is_some() {
        // The id is that of a case which was closed meanwhile.
        opening.id = CaseId::from_bytes(digest16(&[b"case", effect.id.as_bytes()]));
    }
    let decided = case::open(opening, now);
    if cases::insert(tx, &decided.case)? {
        Ok(decided)
    } else {
        // Another node opened one for this customer just now: everything is decided again with it.
        Err(StoreError::Busy)
    }
}

/// Writes a decided case: the row, its history, its timers; collects its notes.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    circumstances: Circumstances<'_>,
    decided: &Decided,
    notes: &mut Notes<'_>,
) -> Result<(), StoreError> {
    let case = &decided.case;
    let fresh = u32::try_from(decided.entries.len()).expect("a step makes a few entries");
    let before = case.entries - fresh;
    // A new case was inserted already; writing it again would be a second statement for nothing.
    if before > 0 && !cases::update(tx, case, before)? {
        return Err(StoreError::Busy);
    }
    if !decided.entries.is_empty() {
        cases::insert_entries(tx, case.id, &decided.entries)?;
    }
    let brand = circumstances.brand.id;
    let set: Vec<TimerRow> = decided
        .effects
        .iter()
        .filter_map(|effect| match effect {
            CaseEffect::StartTimer { timer, at } => {
                Some(TimerRow { due_at: *at, brand, subject: Subject::Case(case.id), token: timer.token() })
            }
            _ => None,
        })
        .collect();
    if let Some(first) = set.iter().map(|timer| timer.due_at).min() {
        timers::insert_many(tx, &set)?;
        circumstances.signals.timer(first);
    }
    for effect in &decided.effects {
        if let CaseEffect::Notify { member, notice } = effect {
            notes.of_case(case, *member, *notice);
        }
    }
    notes.lies_at(case.id, case.unit);
    Ok(())
}

/// How long after its opening a case was closed.
fn hours_open(case: &Case, now: Timestamp) -> i64 {
    now.duration_since(case.opened_at).as_hours()
}
