//! Everything that hangs on expressions, once all names are known: conditions, calculated values and endings.

use std::collections::HashMap;

use serde_json::Value;

use super::expression::{parse, variables};
use super::names::Variable;
use super::translate::{Notes, Translation};
use super::{Clears, Importer, List, Pending, Slot};
use crate::locale::LocalizedText;
use crate::survey::exchange::build::both;
use crate::survey::exchange::cel::{Code, Literal};
use crate::survey::exchange::node::Node;
use crate::survey::exchange::report::Reason;
use crate::survey::{Ask, Cells, Check, Choice, Computed, Ending, Key, Source};

/// Conditions and values are shown in the report up to this length.
const SHOWN_CHARS_MAX: usize = 200;

impl Importer {
    /// Turns every expression into CEL and puts it where it belongs.
    pub(super) fn logic(&mut self, root: &Node<'_>) {
        self.question_order(root);
        self.clears = match root.text("clearInvisibleValues") {
            Some("onHidden") => Clears::Own,
            Some("onHiddenContainer") => Clears::Within,
            _ => Clears::Never,
        };
        for (value, path) in root.list("calculatedValues") {
            let Some(node) = Node::of(value, &path) else { continue };
            let (name, source) = (node.text("name"), node.text("expression"));
            node.leave_out(&self.build.report, &["includeIntoResult"], &Reason::Behaviour);
            if let (Some(name), Some(source)) = (name, source) {
                let id = self.build.computed.field(name);
                self.computed_sources.push((id, name.to_owned(), source.to_owned(), node.at("expression")));
            } else {
                self.build.left_out(&path, "calculatedvalue", Reason::NoCounterpart);
            }
            node.finish(&self.build.report);
        }
        self.computed();
        for (value, path) in root.list("completedHtmlOnCondition") {
            self.ending(value, &path, "html");
        }
        for (value, path) in root.list("navigateToUrlOnCondition") {
            self.ending(value, &path, "url");
        }
        if root.get("navigateToUrl").is_some() {
            self.ending(&serde_json::json!({ "url": root.peek("navigateToUrl") }), "navigateToUrl", "url");
        }
        for pending in std::mem::take(&mut self.pending) {
            self.place(pending);
        }
        self.triggers(root);
    }

    /// Reads and translates an expression; what is to be said about it goes to the report.
    pub(super) fn translated(
        &mut self,
        source: &str,
        item: Option<Literal>,
        until: usize,
        wanted: Wanted,
    ) -> Result<(Code, Notes), Reason> {
        let expr = parse(source).map_err(Reason::Untranslatable)?;
        let mut read = Vec::new();
        variables(&expr, &mut read);
        // Names from outside become hidden fields before the code is written, so that it can name them.
        for name in &read {
            let plain = !name.contains(['.', '[', ']', '-', '$', '#'])
                && !matches!(name.as_str(), "item" | "choice" | "locale" | "pageno");
            if plain && self.names.find(name).is_none() && !self.names.is_unsettled(name) {
                self.build.hidden_field(name);
            }
        }
        let hidden = &self.build.hidden;
        let outside =
            |name: &str| hidden.find(name).map_or_else(String::new, |(_, key)| format!("hidden.{key}"));
        let mut translation = Translation { item, until, ..Translation::of(&self.names, &outside) };
        let code = match wanted {
            Wanted::Condition => translation.condition(&expr),
            Wanted::Value => translation.value(&expr),
        };
        let notes = translation.notes;
        match code {
            Ok(code) => Ok((code, notes)),
            Err(_) if !notes.later.is_empty() => Err(Reason::Later(listed(notes.later))),
            Err(problem) => Err(Reason::Untranslatable(problem)),
        }
    }

    /// Tells of what a translation found.
    pub(super) fn tell_notes(&self, path: &str, target: &str, notes: &Notes) {
        for name in &notes.outside {
            let key = self.build.hidden.find(name).map_or_else(|| name.clone(), |(_, key)| key.to_string());
            self.build.changed(path, "variable", target, Reason::FromLink(key));
        }
        for value in &notes.never {
            self.build.changed(path, "value", target, Reason::Never(value.clone()));
        }
        if !notes.later.is_empty() {
            self.build.changed(path, "later", target, Reason::Later(listed(notes.later.clone())));
        }
        let mut names = notes.conditional.clone();
        names.retain(|name| match self.clears {
            Clears::Never => true,
            Clears::Own => self.names.find(name).is_some_and(|variable| variable.contained),
            Clears::Within => false,
        });
        if !names.is_empty() {
            let reason = Reason::HiddenIsEmpty(listed(names));
            self.build.changed(path, "clearInvisibleValues", target, reason);
        }
    }

    /// Values worked out from others: as long as one can be settled, those that need it may follow.
    fn computed(&mut self) {
        let mut waiting = std::mem::take(&mut self.computed_sources);
        self.names.unsettled = waiting.iter().map(|(_, name, ..)| name.clone()).collect();
        let mut read_by: HashMap<Key, Vec<String>> = HashMap::new();
        for (id, _, source, _) in &waiting {
            let read = read_by.entry(id.clone()).or_default();
            if let Ok(expr) = parse(source) {
                variables(&expr, read);
            }
        }
        loop {
            let before = waiting.len();
            waiting.retain(|(id, name, source, path)| {
                let read = read_by.get(id).map(Vec::as_slice).unwrap_or_default();
                if read.iter().any(|read| self.names.is_unsettled(read)) {
                    return true;
                }
                self.names.unsettled.retain(|unsettled| unsettled != name);
                self.settle(id, name, source, path);
                false
            });
            if waiting.len() == before {
                break;
            }
        }
        for (_, name, _, path) in waiting {
            let problem = format!("{{{name}}} is worked out from itself");
            self.build.left_out(&path, "expression", Reason::Untranslatable(problem));
        }
    }

    fn settle(&mut self, id: &Key, name: &str, source: &str, path: &str) {
        match self.translated(source, None, usize::MAX, Wanted::Value) {
            Ok((code, notes)) => {
                let target = format!("computed.{id}");
                self.build.kept(path, "expression", &target, Reason::Translated(shown(&code.text)));
                self.tell_notes(path, &target, &notes);
                let read = Code::atom(format!("computed.{id}"), code.kind);
                let sure = code.sure;
                let conditional = !notes.conditional.is_empty();
                self.names.add(
                    name,
                    Variable {
                        code: Code { sure, ..read },
                        conditional,
                        contained: false,
                        page: None,
                        truths: None,
                    },
                );
                self.build.survey.computed.push(Computed { id: id.clone(), value: Source(code.text) });
            }
            Err(reason) => self.build.left_out(path, "expression", reason),
        }
    }

    fn place(&mut self, pending: Pending) {
        let Pending { slot, source, path, item, enables } = pending;
        let kind = path.rsplit('.').next().unwrap_or_default().to_owned();
        let target = self.target(&slot);
        match self.translated(&source, item, slot.until(), Wanted::Condition) {
            Ok((code, notes)) => {
                // Nobody could save what nobody ever sees.
                if code.settled() == Some(false) && slot.shows() {
                    self.never(slot, (&path, &kind), notes);
                    return;
                }
                let said = Reason::Translated(shown(&code.text));
                if enables {
                    self.build.changed(&path, &kind, &target, Reason::Disabled);
                } else if matches!(slot, Slot::Check(..)) {
                    self.build.changed(&path, &kind, &target, Reason::OnceAnswered);
                } else {
                    self.build.kept(&path, &kind, &target, said);
                }
                self.tell_notes(&path, &target, &notes);
                match (code.settled(), &slot) {
                    (Some(true), Slot::Required(page, place)) => {
                        let question = &mut self.build.survey.pages[*page].questions[*place];
                        question.required = !matches!(question.ask, Ask::Statement);
                    }
                    // What always holds needs no condition, but an ending without one is never shown.
                    (Some(true), slot) if !matches!(slot, Slot::Ending(_)) => {}
                    (Some(false), Slot::Required(..)) => {}
                    _ => self.put(slot, Source(code.text)),
                }
            }
            Err(reason) => self.build.left_out(&path, &kind, reason),
        }
    }

    /// Leaves out an option that is never offered; of all else only the condition that never holds.
    fn never(&mut self, slot: Slot, (path, kind): (&str, &str), mut notes: Notes) {
        if let Slot::Choice(page, place, list, key) = slot
            && let Some(all) = choices(&mut self.build.survey.pages[page].questions[place].ask, list)
            && all.iter().any(|choice| choice.id != key)
        {
            all.retain(|choice| choice.id != key);
            self.build.left_out(path, "option", Reason::NeverOffered);
            return;
        }
        let reason = match notes.never.pop() {
            _ if !notes.later.is_empty() => Reason::Later(listed(notes.later)),
            Some(value) => Reason::Never(value),
            None => Reason::NeverHolds,
        };
        self.build.left_out(path, kind, reason);
    }

    fn target(&self, slot: &Slot) -> String {
        let pages = &self.build.survey.pages;
        let question = |page: usize, place: usize| format!("questions.{}", pages[page].questions[place].id);
        match slot {
            Slot::Page(page) => format!("pages.{}.show_when", pages[*page].id),
            Slot::Question(page, place) => question(*page, *place) + ".show_when",
            Slot::Required(page, place) => question(*page, *place) + ".required_when",
            Slot::Choice(page, place, _, key) => format!("{}.{key}.show_when", question(*page, *place)),
            Slot::Check(page, place, _) => question(*page, *place) + ".checks",
            Slot::Ending(at) => format!("endings.{}.when", self.build.survey.endings[*at].id),
        }
    }

    fn put(&mut self, slot: Slot, source: Source) {
        let survey = &mut self.build.survey;
        match slot {
            Slot::Page(page) => {
                survey.pages[page].show_when = both(survey.pages[page].show_when.take(), Some(source));
            }
            Slot::Question(page, place) => {
                let question = &mut survey.pages[page].questions[place];
                question.show_when = both(question.show_when.take(), Some(source));
            }
            Slot::Required(page, place) => survey.pages[page].questions[place].required_when = Some(source),
            Slot::Check(page, place, message) => {
                survey.pages[page].questions[place].checks.push(Check { holds: source, message });
            }
            Slot::Ending(at) => survey.endings[at].when = Some(source),
            Slot::Choice(page, place, list, key) => {
                let ask = &mut survey.pages[page].questions[place].ask;
                if let Some(choice) =
                    choices(ask, list).and_then(|all| all.iter_mut().find(|choice| choice.id == key))
                {
                    choice.show_when = both(choice.show_when.take(), Some(source));
                }
            }
        }
    }

    /// A page after completion that is shown under a condition, or an address to go to.
    fn ending(&mut self, value: &Value, path: &str, field: &'static str) {
        let Some(node) = Node::of(value, path) else { return };
        let id = self.build.endings.fresh(&format!("ending{}", self.build.survey.endings.len() + 1));
        let mut ending = Ending {
            id: id.clone(),
            when: None,
            title: LocalizedText::default(),
            text: LocalizedText::default(),
            link: None,
            link_label: LocalizedText::default(),
        };
        let lang = self.lang();
        if field == "html" {
            ending.text = self.prose(&node, "html");
        } else {
            let address = node.get("url");
            let address = address.and_then(|url| url.as_str().or_else(|| url.get("default")?.as_str()));
            let Some(address) =
                address.filter(|address| address.starts_with("https://") && !address.contains('{'))
            else {
                self.build.left_out(path, "url", Reason::Address);
                return;
            };
            ending.link = Some(address.to_owned());
            let words = if lang.primary() == "zh" { "继续" } else { "Continue" };
            ending.link_label = self.build.say(words);
            ending.text = self.build.survey.thank_you.clone();
        }
        let slot = Slot::Ending(self.build.survey.endings.len());
        self.build.survey.endings.push(ending);
        match node.text("expression") {
            Some(source) => {
                let (source, path) = (source.to_owned(), node.at("expression"));
                self.pending.push(Pending { slot, source, path, item: None, enables: false });
            }
            None => {
                // Without a condition it comes for all.
                self.put(slot, Source("true".to_owned()));
                self.build.changed(
                    path,
                    field,
                    format!("endings.{id}"),
                    Reason::Nearest("ending".to_owned()),
                );
            }
        }
        node.finish(&self.build.report);
    }
}

/// What an expression is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    Condition,
    Value,
}

fn choices(ask: &mut Ask, list: List) -> Option<&mut Vec<Choice>> {
    match (ask, list) {
        (Ask::SingleChoice(choice), List::Options) => Some(&mut choice.options),
        (Ask::MultipleChoice(choice), List::Options) => Some(&mut choice.options),
        (Ask::Ranking(ranking), List::Options) => Some(&mut ranking.options),
        (Ask::Matrix(matrix), List::Rows) => Some(&mut matrix.rows),
        (Ask::Matrix(matrix), List::Columns) => match &mut matrix.cells {
            Cells::Single { columns } | Cells::Multiple { columns } => Some(columns),
            Cells::Rating(_) => None,
        },
        _ => None,
    }
}

/// Names in order, each once.
fn listed(mut names: Vec<String>) -> String {
    names.sort();
    names.dedup();
    names.join(", ")
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN_CHARS_MAX).collect()
}
