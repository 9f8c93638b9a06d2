//! Notes on their way into inboxes.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use touchstone_domain::case::{Case, CaseNotice, find_holder, head_office, place};
use touchstone_domain::effect::{About, Audience, Effect, Notice};
use touchstone_domain::id::{CaseId, MemberId, NoticeId, UnitId};
use touchstone_store::rows::notices::{self, NewNotice};
use touchstone_store::rows::{cases, members};
use touchstone_store::{StoreError, Tx};

use super::commands::may_open;
use crate::pipeline::Circumstances;

/// The word for a note that a playbook wrote.
const NOTE: &str = "note";

/// The notes of one transaction. A member gets one note about a case, not one per step that mentions it.
///
/// A playbook tells whoever answers for the place where something happened. If the customer's case lies elsewhere
/// and that member may not open it, the note says what happened and nothing of the case.
pub(crate) struct Notes<'a> {
    circumstances: Circumstances<'a>,
    new: Vec<NewNotice>,
    /// Where the cases lie that this transaction touched.
    places: BTreeMap<CaseId, Option<UnitId>>,
    /// Notes with words of what happened elsewhere than where their case lies, and where that was.
    words: Vec<(usize, Option<UnitId>)>,
}

impl<'a> Notes<'a> {
    pub(crate) fn new(circumstances: Circumstances<'a>) -> Self {
        Self { circumstances, new: Vec::new(), places: BTreeMap::new(), words: Vec::new() }
    }

    /// Where a case lies.
    pub(super) fn lies_at(&mut self, case: CaseId, unit: Option<UnitId>) {
        self.places.insert(case, unit);
    }

    /// A case changed.
    pub(crate) fn of_case(&mut self, case: &Case, member: MemberId, notice: CaseNotice) {
        let cause = case.causes.last();
        let body = json!({
            "text": cause.map(|cause| cause.reason.as_str()),
            "priority": case.priority,
            "due_at": case.due_at,
            "causes": case.causes_total,
            "response": cause.and_then(|cause| cause.response),
            "message_id": cause.map(|cause| cause.message_id.as_str()),
        });
        let elsewhere = cause.map(|cause| cause.unit).filter(|unit| *unit != case.unit);
        let note = NewNotice {
            id: self.id(),
            member,
            kind: notice.as_str().to_owned(),
            unit: case.unit,
            case: Some(case.id),
            customer: Some(case.customer),
            body,
        };
        match self.of(member, case.id) {
            // A playbook told of this case already: its words stay.
            Some(told) if told.kind == NOTE => {
                let text = told.body["text"].take();
                *told = note;
                told.body["text"] = text;
            }
            _ => {
                self.words.extend(elsewhere.map(|unit| (self.new.len(), unit)));
                self.new.push(note);
            }
        }
    }

    /// A playbook tells members.
    pub(crate) fn notice(&mut self, effect: &Effect, notice: &Notice) {
        let unit = place(&notice.about, notice.unit, &self.circumstances.brand.units);
        for member in self.audience(notice) {
            let text = Value::from(notice.text.as_str());
            if let Some(told) = notice.case.and_then(|case| self.of(member, case)) {
                told.body["text"] = text;
                continue;
            }
            let new = NewNotice {
                id: self.id(),
                member,
                kind: NOTE.to_owned(),
                unit,
                case: notice.case,
                customer: Some(effect.customer),
                body: json!({ "text": text, "response": notice.response, "message_id": effect.message_id }),
            };
            self.new.push(new);
        }
    }

    pub(crate) fn save(mut self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        if self.new.is_empty() {
            return Ok(());
        }
        self.conceal(tx)?;
        let told = notices::insert_many(tx, &self.new, self.circumstances.now)?;
        for member in told.into_keys() {
            self.circumstances.signals.member(member);
        }
        Ok(())
    }

    /// Takes cases that the reader may not open out of what playbooks wrote, and what was said where they see nothing
    /// out of notes about a case. Only a case that lies elsewhere than what happened can be such: nearly always there
    /// is nothing to look up.
    fn conceal(&mut self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let mut elsewhere = Vec::new();
        for at in 0..self.new.len() {
            let (kind, unit, case) = (&self.new[at].kind, self.new[at].unit, self.new[at].case);
            let Some(case) = case.filter(|_| kind == NOTE) else { continue };
            let place = match self.places.get(&case) {
                Some(place) => *place,
                None => {
                    let place = cases::find(tx, case)?.and_then(|case| case.unit);
                    self.places.insert(case, place);
                    place
                }
            };
            if place != unit {
                elsewhere.push((at, place));
            }
        }
        if elsewhere.is_empty() && self.words.is_empty() {
            return Ok(());
        }
        let concerned = elsewhere.iter().chain(&self.words);
        let mut readers: Vec<MemberId> = concerned.map(|(at, _)| self.new[*at].member).collect();
        readers.sort_unstable();
        readers.dedup();
        let readers = members::by_ids(tx, &readers)?;
        let units = &self.circumstances.brand.units;
        let may = |member: MemberId, place: Option<UnitId>| {
            readers.iter().any(|reader| reader.id == member && may_open(units, reader, place))
        };
        for (at, place) in elsewhere {
            let note = &mut self.new[at];
            if !may(note.member, place) {
                note.case = None;
            }
        }
        for (at, place) in std::mem::take(&mut self.words) {
            let note = &mut self.new[at];
            if !may(note.member, place) {
                for said in ["text", "response", "message_id"] {
                    note.body[said] = Value::Null;
                }
            }
        }
        Ok(())
    }

    fn of(&mut self, member: MemberId, case: CaseId) -> Option<&mut NewNotice> {
        self.new.iter_mut().find(|told| told.member == member && told.case == Some(case))
    }

    fn audience(&self, notice: &Notice) -> Vec<MemberId> {
        let units = &self.circumstances.brand.units;
        let holder = |about: &About| find_holder(about, notice.unit, units).member;
        let members = match notice.to {
            Audience::Owner => vec![holder(&notice.about)],
            // The chat group's owner and the store's manager.
            Audience::Unit => {
                let store = About { group: None, ..notice.about.clone() };
                vec![holder(&notice.about), holder(&store)]
            }
            Audience::HeadOffice => vec![head_office(units).member],
        };
        let mut members: Vec<MemberId> = members.into_iter().flatten().collect();
        members.dedup();
        members
    }

    fn id(&self) -> NoticeId {
        let mut bits = [0; 10];
        self.circumstances.random.fill(&mut bits);
        NoticeId::new(self.circumstances.now.as_millisecond(), bits)
    }
}
