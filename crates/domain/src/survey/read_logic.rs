//! Reading a survey's logic from its JSON.

use serde_json::Value;

use super::fields::Fields;
use super::{Check, Computed, Ending, FaultKind, Faults, HiddenField, Quota, Rule, Source, Then, shorten};

const CEL: &str = "a CEL expression as a text";

pub(super) fn hidden(value: &Value, path: &str, faults: &mut Faults) -> Option<HiddenField> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let default = fields.maybe("default", "a text", faults);
    fields.finish(faults);
    Some(HiddenField { id: id?, default })
}

pub(super) fn computed(value: &Value, path: &str, faults: &mut Faults) -> Option<Computed> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let value = fields.parsed("value", CEL, faults).map(Source);
    fields.finish(faults);
    Some(Computed { id: id?, value: value? })
}

pub(super) fn rule(value: &Value, path: &str, faults: &mut Faults) -> Option<Rule> {
    let mut fields = Fields::of(value, path, faults)?;
    let after = fields.maybe("after", "the id of a page", faults);
    let when = fields.source("when", faults);
    let then = fields.required("then", faults).and_then(|value| then(value, &fields.path("then"), faults));
    fields.finish(faults);
    Some(Rule { after, when, then: then? })
}

fn then(value: &Value, path: &str, faults: &mut Faults) -> Option<Then> {
    let mut fields = Fields::of(value, path, faults)?;
    let action: String = fields.parsed("do", "what the rule does", faults)?;
    let then = match action.as_str() {
        "skip_to" => fields.key("page", faults).map(|page| Then::SkipTo { page }),
        "end" => Some(Then::End { ending: fields.maybe("ending", "the id of an ending", faults) }),
        "set" => {
            let field = fields.key("field", faults);
            let value = fields.parsed("value", CEL, faults).map(Source);
            field.zip(value).map(|(field, value)| Then::Set { field, value })
        }
        unknown => {
            let (given, known) = (shorten(unknown), "skip_to, end, set");
            faults.add(fields.path("do"), FaultKind::UnknownKind { given, known });
            return None;
        }
    };
    fields.finish(faults);
    then
}

pub(super) fn check(value: &Value, path: &str, faults: &mut Faults) -> Option<Check> {
    let mut fields = Fields::of(value, path, faults)?;
    let holds = fields.parsed("holds", CEL, faults).map(Source);
    let message = fields.localized("message", faults);
    fields.finish(faults);
    Some(Check { holds: holds?, message })
}

pub(super) fn ending(value: &Value, path: &str, faults: &mut Faults) -> Option<Ending> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let when = fields.source("when", faults);
    let title = fields.localized("title", faults);
    let text = fields.localized("text", faults);
    let link = fields.maybe("link", "an address", faults);
    let link_label = fields.localized("link_label", faults);
    fields.finish(faults);
    Some(Ending { id: id?, when, title, text, link, link_label })
}

pub(super) fn quota(value: &Value, path: &str, faults: &mut Faults) -> Option<Quota> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let name = fields.parsed("name", "a text", faults);
    let when = fields.parsed("when", CEL, faults).map(Source);
    let limit = fields.number("limit", faults);
    if limit.is_none() {
        faults.add(fields.path("limit"), FaultKind::Required);
    }
    let ending = fields.maybe("ending", "the id of an ending", faults);
    fields.finish(faults);
    Some(Quota { id: id?, name: name?, when: when?, limit: limit?, ending })
}
