//! What members do with cases.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use touchstone_domain::case::{self, Case, CaseError, Command, Decided, NOTE_BYTES_MAX, Outcome};
use touchstone_domain::event::{Event, EventKind, OWN_SOURCE, name};
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{CaseId, MemberId, UnitId};
use touchstone_domain::member::Permission;
use touchstone_domain::unit::UnitTree;
use touchstone_store::rows::members::Member;
use touchstone_store::rows::{cases, members};
use touchstone_store::{StoreError, Tx};

use super::notes::Notes;
use super::{hours_open, keep};
use crate::access::{Actor, Change};
use crate::brand::Brand;
use crate::live::Signals;
use crate::pipeline::{self, Circumstances, Incoming, People};
use crate::{App, Refusal};

/// What a member wants of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseChange {
    /// Give it to a member.
    Assign {
        /// To whom.
        to: MemberId,
        /// What they should know.
        note: Option<String>,
    },
    /// Write something down.
    Note {
        /// What.
        text: String,
        /// The customer has to say something now.
        is_waiting: bool,
    },
    /// Work is over.
    Close(CloseCase),
    /// It was not over.
    Reopen {
        /// Why.
        note: Option<String>,
    },
}

/// How a case is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseCase {
    /// What the member knows of the outcome.
    pub outcome: Outcome,
    /// A last note.
    pub note: Option<String>,
}

impl CaseChange {
    /// The word in the audit log.
    fn action(&self) -> &'static str {
        match self {
            Self::Assign { .. } => "case.assign",
            Self::Note { .. } => "case.note",
            Self::Close(_) => "case.close",
            Self::Reopen { .. } => "case.reopen",
        }
    }

    fn command(&self, by: MemberId) -> Command {
        match self.clone() {
            Self::Assign { to, note } => Command::Assign { by, to, note },
            Self::Note { text, is_waiting } => Command::Note { by, text, is_waiting },
            Self::Close(CloseCase { outcome, note }) => Command::Close { by, outcome, note },
            Self::Reopen { note } => Command::Reopen { by, note },
        }
    }
}

/// What the audit log shows of a case: notes are personal and stay in its history.
#[derive(Serialize)]
pub(super) struct Audited {
    #[serde(flatten)]
    state: case::State,
    owner: Option<MemberId>,
    entries: u32,
}

impl App {
    /// Changes a case that the actor may see; answers it as it is then.
    pub async fn change_case(&self, actor: &Actor, id: CaseId, wanted: CaseChange) -> Result<Case, Refusal> {
        actor.must(Permission::HandleCases)?;
        // Closing is an event of its own, which needs a place in the journal.
        let is_event = matches!(wanted, CaseChange::Close(_));
        let body = move |change: &mut Change<'_, '_>, circumstances: Circumstances<'_>| {
            change_case(change, circumstances, id, &wanted)
        };
        self.change_in_loop("change_case", actor, is_event, body).await
    }

    /// A change by a member that leads to what the loop leads to: effects, timers, notes, and an event if `is_event`.
    pub(crate) async fn change_in_loop<T>(
        &self,
        name: &'static str,
        actor: &Actor,
        is_event: bool,
        body: impl Fn(&mut Change<'_, '_>, Circumstances<'_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let brand = actor.brand;
        let chunk = if is_event { self.reserve_chunks(brand, 1).await? } else { 0 };
        let signals = Arc::new(Signals::new(self.live().is_watched(brand)));
        let (told, shared) = (Arc::clone(&signals), self.clone());
        let body = move |change: &mut Change<'_, '_>| {
            let brand = shared.brands().current(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
            let (now, random) = (change.now, shared.random());
            body(change, Circumstances { brand: &brand, now, random, chunk, signals: &told })
        };
        let (own, actor) = (self.clone(), actor.clone());
        self.to_the_end(async move {
            let changed = own.change(name, &actor, body).await;
            own.told(brand, &signals, changed)
        })
        .await
    }
}

fn change_case(
    change: &mut Change<'_, '_>,
    circumstances: Circumstances<'_>,
    id: CaseId,
    wanted: &CaseChange,
) -> Result<Case, Refusal> {
    let actor = change.actor().clone();
    let case = cases::find_in(change.tx, &actor.scope, id)?.ok_or(Refusal::NotFound("case"))?;
    if let CaseChange::Assign { to, .. } = wanted {
        may_hold(change.tx, &circumstances.brand.units, &case, *to)?;
    }
    let decided = case::decide(&case, &wanted.command(actor.member), circumstances.now).map_err(refusal)?;
    match wanted {
        CaseChange::Close(_) => closed(change.tx, circumstances, &decided)?,
        CaseChange::Reopen { .. } => reopened(change.tx, circumstances, &case)?,
        CaseChange::Assign { .. } | CaseChange::Note { .. } => {}
    }
    let mut notes = Notes::new(circumstances);
    keep(change.tx, circumstances, &decided, &mut notes)?;
    notes.save(change.tx)?;
    change.audit(wanted.action(), id, &audited(&case), &audited(&decided.case));
    Ok(decided.case.seen(|unit| circumstances.brand.units.covers(&actor.scope, unit)))
}

/// Whoever gets a case must be there and see it.
fn may_hold(tx: &mut Tx<'_>, units: &UnitTree, case: &Case, to: MemberId) -> Result<(), Refusal> {
    let wrong = |code: &str, message: &str, chinese: &str| {
        Refusal::from(FieldError::new("to", code, message).in_chinese(chinese))
    };
    let member = members::get(tx, to)?.filter(|member| member.suspended_at.is_none());
    let member =
        member.ok_or_else(|| wrong("unknown", "There is no such active member.", "没有这位在职成员。"))?;
    if handles(units, &member, case) {
        Ok(())
    } else {
        let message = "This member may not handle cases of this unit.";
        Err(wrong("not_allowed", message, "这位成员无权处理该组织单元的工单。"))
    }
}

/// Whether a member may see a case and work on it.
pub(super) fn handles(units: &UnitTree, member: &Member, case: &Case) -> bool {
    member.role.permissions().allows(Permission::HandleCases) && may_open(units, member, case.unit)
}

/// Whether a member's units cover that of a case.
pub(super) fn may_open(units: &UnitTree, member: &Member, unit: Option<UnitId>) -> bool {
    member.role.permissions().allows(Permission::ReadCases) && units.covers(&units.scope(&member.units), unit)
}

/// The customer has no open case any more, and playbooks learn that work is over.
fn closed(tx: &mut Tx<'_>, circumstances: Circumstances<'_>, decided: &Decided) -> Result<(), Refusal> {
    let case = &decided.case;
    set_open_case(tx, circumstances, case, false)?;
    let event = closing_event(circumstances.brand, decided, circumstances.now);
    let mut incoming = Incoming::new(circumstances.brand.id, event);
    incoming.customer = Some(case.customer);
    pipeline::process(tx, circumstances, std::slice::from_ref(&incoming), None)?;
    Ok(())
}

fn reopened(tx: &mut Tx<'_>, circumstances: Circumstances<'_>, case: &Case) -> Result<(), Refusal> {
    if let Some(other) = cases::open_of(tx, case.customer)? {
        return Err(Refusal::Conflict(format!("The customer has another open case: {}.", other.id)));
    }
    set_open_case(tx, circumstances, case, true)?;
    Ok(())
}

/// The profile says whether there is an open case: decisions look only there.
fn set_open_case(
    tx: &mut Tx<'_>,
    circumstances: Circumstances<'_>,
    case: &Case,
    is_open: bool,
) -> Result<(), StoreError> {
    let mut people = People::load(tx, circumstances.now, &[], &[case.customer])?;
    let Some(customer) = people.today(case.customer) else { return Ok(()) };
    let Some(known) = people.profile(customer).map(|profile| profile.open_case) else { return Ok(()) };
    let wanted = match (is_open, known) {
        (true, None) => Some(case.id),
        (false, Some(known)) if known == case.id => None,
        _ => return Ok(()),
    };
    if let Some(profile) = people.profile_mut(customer) {
        profile.open_case = wanted;
    }
    people.save(tx)
}

fn closing_event(brand: &Brand, decided: &Decided, now: Timestamp) -> Event {
    let case = &decided.case;
    let about = case.causes.first().map(|cause| cause.about.clone()).unwrap_or_default();
    let code = case.unit.and_then(|unit| brand.units.get(unit)).map(|unit| unit.code.clone());
    let outcome = match case.state {
        case::State::Closed { outcome, .. } => outcome,
        _ => Outcome::Unknown,
    };
    Event {
        message_id: format!("{}.{}.closed", case.id, case.round),
        kind: EventKind::Track,
        name: name::CASE_CLOSED.to_owned(),
        source: OWN_SOURCE,
        occurred_at: now,
        original_at: None,
        received_at: now,
        identities: Vec::new(),
        properties: json!({
            "case_id": case.id,
            "outcome": outcome,
            "hours_open": hours_open(case, now),
            "was_late": case.escalated.is_some(),
            "causes": case.causes_total,
            "unit": about.unit.or(code),
            "group": about.group,
            "staff": about.staff,
            "channel": about.channel,
            "order_id": about.order_id,
        }),
        traits: Value::Null,
        context: Value::Null,
    }
}

pub(super) fn audited(case: &Case) -> Audited {
    Audited { state: case.state, owner: case.holder.member, entries: case.entries }
}

pub(super) fn refusal(error: CaseError) -> Refusal {
    match error {
        CaseError::Closed | CaseError::NotClosed | CaseError::HistoryFull => {
            Refusal::Conflict(format!("{error}."))
        }
        CaseError::EmptyNote => {
            FieldError::new("note", "required", "Write something.").in_chinese("请写点内容。").into()
        }
        CaseError::NoteTooLong => {
            let message = format!("At most {NOTE_BYTES_MAX} bytes.");
            let chinese = format!("最多 {NOTE_BYTES_MAX} 字节。");
            FieldError::new("note", "too_long", message).in_chinese(chinese).into()
        }
    }
}
