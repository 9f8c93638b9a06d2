//! Triggers of SurveyJS as rules.
//!
//! There, a value is set and pages are skipped as soon as something that the trigger reads is answered; a survey is
//! completed when a page is left that asks something the trigger reads. So each page that a trigger reads from
//! gets a rule of its own, and what is asked later counts as unanswered in it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Importer;
use super::expression::{parse, variables};
use super::logic::Wanted;
use crate::survey::exchange::build::{both, either};
use crate::survey::exchange::cel::{Literal, Type};
use crate::survey::exchange::node::Node;
use crate::survey::exchange::report::Reason;
use crate::survey::{Key, LOGIC_MAX, Rule, Source, Then};

impl Importer {
    /// Reads all triggers. There, whatever completes the survey goes first, and the last of several that skip
    /// is followed; here the first rule that leads elsewhere counts.
    pub(super) fn triggers(&mut self, root: &Node<'_>) {
        for (value, path) in root.list("triggers") {
            match Node::of(value, &path) {
                Some(node) => self.trigger(node),
                None => self.build.left_out(&path, "trigger", Reason::Unknown),
            }
        }
        let rules = &mut self.build.survey.rules;
        rules.sort_by_key(|rule| match rule.then {
            Then::Set { .. } => 0,
            Then::End { .. } => 1,
            Then::SkipTo { .. } => 2,
        });
        let skips = rules.partition_point(|rule| !matches!(rule.then, Then::SkipTo { .. }));
        rules[skips..].reverse();
    }

    fn trigger(&mut self, node: Node<'_>) {
        if self.build.survey.rules.len() >= LOGIC_MAX {
            self.build.left_out(node.path(), "trigger", Reason::Limited(LOGIC_MAX.to_string()));
            return;
        }
        let kind = node.text("type").unwrap_or_default().trim_end_matches("trigger").to_owned();
        let told = if kind == "visible" { self.show(&node) } else { self.rules(&node, &kind) };
        match told {
            Ok(()) => node.finish(&self.build.report),
            Err(reason) => self.build.left_out(node.path(), &kind, reason),
        }
    }

    /// A rule for each page that the trigger reads from.
    fn rules(&mut self, node: &Node<'_>, kind: &str) -> Result<(), Reason> {
        let from = node.text("fromName").filter(|_| kind == "copyvalue");
        // A value that is copied without a condition is copied whenever it changes.
        let source = legacy(node).or(from.map(|_| "true".to_owned())).ok_or(Reason::NoCounterpart)?;
        let mut read = Vec::new();
        variables(&parse(&source).map_err(Reason::Untranslatable)?, &mut read);
        read.extend(from.map(str::to_owned));
        let mut rules = Vec::new();
        let mut backwards = false;
        for page in self.pages_of(&read) {
            let until = page.map_or(usize::MAX, |page| page + 1);
            let (code, notes) = self.translated(&source, None, until, Wanted::Condition)?;
            let then = self.consequence(node, kind, until)?;
            if let Then::SkipTo { page: to } = &then
                && let Some(page) = page
                && !self.build.survey.pages[page + 1..].iter().any(|later| later.id == *to)
            {
                backwards = true;
                continue;
            }
            if code.settled() == Some(false) {
                continue;
            }
            let mut when = code.settled().is_none().then_some(Source(code.text));
            if !matches!(then, Then::End { .. }) {
                when = both(when, self.answered(&source, &read, page));
            }
            self.tell_notes(node.path(), "rules", &notes);
            let after = page.map(|page| self.build.survey.pages[page].id.clone());
            rules.push(Rule { after, when, then });
        }
        if rules.is_empty() {
            return Err(if backwards { Reason::Backwards } else { Reason::NeverHolds });
        }
        self.build.changed(node.path(), kind, "rules", Reason::OnLeaving);
        self.build.survey.rules.append(&mut rules);
        Ok(())
    }

    /// The pages on which these questions are asked; none stands for any page, where something else is read.
    fn pages_of(&self, read: &[String]) -> BTreeSet<Option<usize>> {
        let page = |name: &String| self.names.find(name).and_then(|variable| variable.page);
        let pages: BTreeSet<Option<usize>> = read.iter().map(page).collect();
        if pages.is_empty() || pages.contains(&None) { [None].into() } else { pages }
    }

    /// What says that one of the questions of a page is answered, of a condition that can hold without that.
    fn answered(&mut self, source: &str, read: &[String], page: Option<usize>) -> Option<Source> {
        let without = self.translated(source, None, 0, Wanted::Condition);
        if page.is_none() || without.is_ok_and(|(code, _)| code.settled() == Some(false)) {
            return None;
        }
        let asked = read.iter().filter_map(|name| self.names.find(name)).filter(|known| known.page == page);
        let answered = asked.map(|known| Source(format!("{} != null", known.code.text)));
        answered.fold(None, |all, one| either(all, Some(one)))
    }

    fn consequence(&mut self, node: &Node<'_>, kind: &str, until: usize) -> Result<Then, Reason> {
        Ok(match kind {
            "complete" => Then::End { ending: None },
            "skip" => {
                let to = node.text("gotoName").ok_or(Reason::NoCounterpart)?;
                let page = *self.places.get(&to.to_lowercase()).ok_or(Reason::NoCounterpart)?;
                Then::SkipTo { page: self.build.survey.pages[page].id.clone() }
            }
            "setvalue" | "copyvalue" | "runexpression" => {
                node.get("isVariable");
                node.get("copyDisplayValue");
                let to = node.text("setToName").ok_or(Reason::NoCounterpart)?;
                let field = self.field(to);
                let source = match kind {
                    "copyvalue" => format!("{{{}}}", node.text("fromName").ok_or(Reason::NoCounterpart)?),
                    "runexpression" => node.text("runExpression").ok_or(Reason::NoCounterpart)?.to_owned(),
                    _ => {
                        let value = node.get("setValue").and_then(super::choices::literal);
                        return self.set_literal(field, to, &value.ok_or(Reason::NoCounterpart)?);
                    }
                };
                let (code, _) = self.translated(&source, None, until, Wanted::Value)?;
                Then::Set { field, value: Source(code.text) }
            }
            _ => return Err(Reason::NoCounterpart),
        })
    }

    /// A constant as an answer of the question it is for.
    fn set_literal(&self, field: Key, to: &str, value: &Literal) -> Result<Then, Reason> {
        let kind = self.names.find(to).map(|variable| &variable.code.kind);
        let code = match kind {
            Some(Type::Choice(names)) => {
                let found =
                    names.options.iter().find(|(known, _)| super::compare::loosely_equal(known, value));
                let (_, key) = found.ok_or(Reason::NoCounterpart)?;
                format!("'{key}'")
            }
            Some(Type::Choices(_) | Type::Record) => return Err(Reason::NoCounterpart),
            _ => super::translate::constant(value).text,
        };
        Ok(Then::Set { field, value: Source(code) })
    }

    /// The question of a name, or a hidden field for it.
    fn field(&mut self, name: &str) -> Key {
        if let Some((_, key)) = self.build.questions.find(name) {
            return key.clone();
        }
        let (key, made) = self.build.hidden_field(name);
        if made {
            let code = format!("hidden.{key}");
            self.names.add_plain(name, code, Type::Text);
        }
        key
    }

    /// Shows pages and questions.
    fn show(&mut self, node: &Node<'_>) -> Result<(), Reason> {
        let names = |name| match node.get(name) {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        };
        let (pages, questions) = (names("pages"), names("questions"));
        let source = legacy(node).ok_or(Reason::NoCounterpart)?;
        let place = |name: &&str| self.places.get(&name.to_lowercase()).copied();
        let of_questions = questions.iter().filter_map(place).map(|page| page + 1);
        let until = pages.iter().filter_map(place).chain(of_questions).min().unwrap_or(usize::MAX);
        let (code, notes) = self.translated(&source, None, until, Wanted::Condition)?;
        match code.settled() {
            Some(false) => return Err(Reason::NeverHolds),
            Some(true) => {}
            None => {
                let when = Some(Source(code.text));
                let key = |found: Option<(&str, &Key)>| found.map(|(_, key)| key.clone());
                let pages: Vec<Key> =
                    pages.iter().filter_map(|name| key(self.build.pages.find(name))).collect();
                let questions: Vec<Key> =
                    questions.iter().filter_map(|name| key(self.build.questions.find(name))).collect();
                for page in &mut self.build.survey.pages {
                    if pages.contains(&page.id) {
                        page.show_when = both(page.show_when.take(), when.clone());
                    }
                    for question in page.questions.iter_mut().filter(|one| questions.contains(&one.id)) {
                        question.show_when = both(question.show_when.take(), when.clone());
                    }
                }
            }
        }
        self.tell_notes(node.path(), "show_when", &notes);
        self.build.kept(node.path(), "visible", "show_when", Reason::Same);
        Ok(())
    }
}

/// The condition of a trigger; older ones name a question, an operator and a value.
fn legacy(node: &Node<'_>) -> Option<String> {
    let (name, operator, value) = (node.text("name"), node.text("operator"), node.get("value"));
    if let Some(expression) = node.text("expression") {
        return Some(expression.to_owned());
    }
    let (name, operator) = (name?, operator.unwrap_or("equal"));
    if matches!(operator, "empty" | "notempty") {
        return Some(format!("{{{name}}} {operator}"));
    }
    let value = match value? {
        Value::String(text) => format!("'{}'", text.replace('\'', "\\'")),
        Value::Array(_) | Value::Object(_) | Value::Null => return None,
        other => other.to_string(),
    };
    Some(format!("{{{name}}} {operator} {value}"))
}
