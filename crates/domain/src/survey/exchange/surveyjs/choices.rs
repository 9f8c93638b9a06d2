//! Options, rows and columns: a value, what is read, and when it is offered.

use std::rc::Rc;

use serde_json::Value;

use super::{Importer, List, Pending, Slot};
use crate::survey::exchange::build::both;
use crate::survey::exchange::cel::{Literal, OptionNames, Type};
use crate::survey::exchange::keys::option_key;
use crate::survey::exchange::node::Node;
use crate::survey::exchange::report::Reason;
use crate::survey::{Ask, CHOICES_MAX, Choice, Key, LABEL_CHARS_MAX, Source};

/// A question whose options are those of another.
pub(super) struct Copied {
    pub name: String,
    pub page: usize,
    pub place: usize,
    pub from: String,
    pub mode: String,
    pub path: String,
}

/// Options as read, and the conditions some have.
#[derive(Default)]
pub(super) struct Choices {
    pub all: Vec<Choice>,
    pub values: Vec<(Literal, Key)>,
    pub other: bool,
    /// The option, the expression, its path and whether it only enables.
    pub conditions: Vec<(Key, String, String, bool)>,
}

impl Choices {
    pub fn names(&self) -> Rc<OptionNames> {
        Rc::new(OptionNames { options: self.values.clone(), other: self.other })
    }
}

/// A value of an option or list.
pub(super) fn literal(value: &Value) -> Option<Literal> {
    match value {
        Value::Bool(value) => Some(Literal::Bool(*value)),
        Value::Number(number) => number.as_f64().map(Literal::Number),
        Value::String(text) => Some(Literal::Text(text.clone())),
        _ => None,
    }
}

/// A value as the text that names it.
fn name_of(literal: &Literal) -> String {
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(value) => crate::survey::exchange::cel::number(*value),
        Literal::Text(text) => text.clone(),
    }
}

impl Importer {
    /// The options of a question that lets choose, with the extra ones.
    pub(super) fn options(&mut self, node: &Node<'_>) -> Choices {
        let mut choices = self.items(node, "choices", false);
        self.generated(node, &mut choices);
        choices.other = node.flag("showOtherItem") | node.flag("hasOther");
        let extra = [
            ("showNoneItem", "hasNone", "none", "noneText", ["None", "以上都不是"]),
            ("showRefuseItem", "hasRefuse", "refused", "refuseText", ["Refuse to answer", "不愿回答"]),
            ("showDontKnowItem", "hasDontKnow", "dontknow", "dontKnowText", ["Don't know", "不知道"]),
        ];
        for (flag, older, value, text, [english, chinese]) in extra {
            let label = self.label(node, text);
            if !(node.flag(flag) | node.flag(older)) {
                continue;
            }
            let default = if self.lang().primary() == "zh" { chinese } else { english };
            let label = if label.is_empty() { self.build.say(default) } else { label };
            let key = option_key(&mut self.build.options, value);
            let choice = Choice { exclusive: true, fixed: true, ..Choice::new(key.clone(), label) };
            choices.values.push((Literal::Text(value.to_owned()), key));
            choices.all.push(choice);
        }
        if let Some(order @ ("asc" | "desc")) = node.text("choicesOrder") {
            let lang = self.lang();
            choices.all.sort_by(|one, other| {
                let label = |choice: &Choice| choice.label.get(&lang, &lang).to_lowercase();
                let ordering = label(one).cmp(&label(other));
                one.exclusive.cmp(&other.exclusive).then(if order == "asc" {
                    ordering
                } else {
                    ordering.reverse()
                })
            });
            self.build.kept(&node.at("choicesOrder"), "choicesOrder", "options", Reason::Same);
        }
        if choices.all.len() > CHOICES_MAX {
            let path = node.at("choices");
            self.build.changed(&path, "choices", "options", Reason::Limited(CHOICES_MAX.to_string()));
            choices.all.truncate(CHOICES_MAX);
            let all = &choices.all;
            choices.conditions.retain(|(key, ..)| all.iter().any(|choice| choice.id == *key));
            choices.values.retain(|(_, key)| all.iter().any(|choice| choice.id == *key));
        }
        choices
    }

    /// Numbers as options, made from a range.
    fn generated(&mut self, node: &Node<'_>, choices: &mut Choices) {
        let whole = |name| node.number(name).map(crate::survey::Number::get);
        let (min, max) = (whole("choicesMin"), whole("choicesMax"));
        let step = whole("choicesStep").filter(|step| *step > 0.0).unwrap_or(1.0);
        let (Some(min), Some(max)) = (min.or(max.map(|_| 0.0)), max) else { return };
        let mut value = min;
        while value <= max && choices.all.len() < CHOICES_MAX {
            self.add_choice(choices, Literal::Number(value), None);
            value += step;
        }
    }

    fn add_choice(
        &mut self,
        choices: &mut Choices,
        value: Literal,
        label: Option<crate::locale::LocalizedText>,
    ) -> bool {
        let name = name_of(&value);
        let key = option_key(&mut self.build.options, &name);
        if choices.all.iter().any(|choice| choice.id == key) {
            return false;
        }
        let label = label.filter(|label| !label.is_empty()).unwrap_or_else(|| self.build.say(name));
        choices.all.push(Choice::new(key.clone(), label));
        choices.values.push((value, key));
        true
    }

    /// A list of options, rows or columns. Rows are read behind a point, as questions are.
    pub(super) fn items(&mut self, node: &Node<'_>, name: &'static str, rows: bool) -> Choices {
        let mut choices = Choices::default();
        for (value, path) in node.list(name) {
            let item = Node::of(value, &path);
            let given = item.as_ref().map_or(Some(value), |item| item.get("value").or(item.get("name")));
            let Some(mut literal) = given.and_then(literal) else {
                self.build.left_out(&path, name, Reason::Unknown);
                continue;
            };
            let mut label = item.as_ref().and_then(|item| item.get("text").or(item.get("title")));
            let split;
            // `value|text` is an older way of writing an option.
            if let Literal::Text(text) = &literal
                && let Some((value, text)) = text.split_once('|').filter(|_| item.is_none())
            {
                split = Value::String(text.to_owned());
                label = Some(&split);
                literal = Literal::Text(value.to_owned());
            }
            let label = label.map(|label| self.text(label, LABEL_CHARS_MAX, &path, name));
            let at = choices.all.len();
            if rows {
                let foreign = name_of(&literal);
                let key = self.rows.field(&foreign);
                let label =
                    label.filter(|label| !label.is_empty()).unwrap_or_else(|| self.build.say(foreign));
                choices.all.push(Choice::new(key.clone(), label));
                choices.values.push((literal.clone(), key));
            } else if !self.add_choice(&mut choices, literal.clone(), label) {
                self.build.left_out(&path, name, Reason::NoCounterpart);
                continue;
            }
            let (foreign, key) = (name_of(&literal), choices.all[at].id.clone());
            if key.as_str() != foreign {
                self.build.changed(&path, name, format!("options.{key}"), Reason::Renamed(key.to_string()));
            }
            if let Some(item) = item {
                self.item(item, &mut choices, at);
            }
        }
        choices
    }

    /// What an option says besides its value and text.
    fn item(&mut self, item: Node<'_>, choices: &mut Choices, at: usize) {
        for (name, enables) in [("visibleIf", false), ("enableIf", true)] {
            if let Some(source) = item.text(name) {
                let key = choices.all[at].id.clone();
                choices.conditions.push((key, source.to_owned(), item.at(name), enables));
            }
        }
        if let Some(image) = item.get("imageLink") {
            let address = image.as_str().or_else(|| image.get("default")?.as_str()).unwrap_or_default();
            if address.starts_with("https://") {
                choices.all[at].image = Some(address.to_owned());
            } else {
                self.build.left_out(&item.at("imageLink"), "imageLink", Reason::Address);
            }
        }
        choices.all[at].exclusive = item.flag("isExclusive");
        choices.all[at].fixed = item.switch("randomize") == Some(false);
        if let Some(score) = item.number("score") {
            choices.all[at].score = Some(score);
        }
        let report = &self.build.report;
        let nothing =
            ["showCommentArea", "isCommentRequired", "commentPlaceholder", "elements", "randomizeCategory"];
        item.leave_out(report, &nothing, &Reason::NoCounterpart);
        item.leave_out(report, &["customProperty", "hint", "icon"], &Reason::Appearance);
        item.finish(report);
    }

    /// Remembers the conditions of options until all names are known.
    pub(super) fn wait(&mut self, (page, place): (usize, usize), list: List, choices: &Choices) {
        for (key, source, path, enables) in &choices.conditions {
            let item = choices.values.iter().find(|(_, known)| known == key).map(|(value, _)| value.clone());
            let slot = Slot::Choice(page, place, list, key.clone());
            self.pending.push(Pending {
                slot,
                source: source.clone(),
                path: path.clone(),
                item,
                enables: *enables,
            });
        }
    }

    /// One condition for all options or rows.
    pub(super) fn wait_for_each(
        &mut self,
        node: &Node<'_>,
        name: &'static str,
        slot: (usize, usize, List),
        choices: &Choices,
    ) {
        let Some(source) = node.text(name) else { return };
        for (value, key) in &choices.values {
            if choices.all.iter().any(|choice| choice.id == *key && choice.exclusive && choice.fixed) {
                continue;
            }
            self.pending.push(Pending {
                slot: Slot::Choice(slot.0, slot.1, slot.2, key.clone()),
                source: source.to_owned(),
                path: node.at(name),
                item: Some(value.clone()),
                enables: name.ends_with("EnableIf"),
            });
        }
    }

    /// Options that are those of another question: copied, each shown while that one was chosen if so wanted.
    pub(super) fn copy_options(&mut self) {
        for copied in std::mem::take(&mut self.copied) {
            let found = self.names.find(&copied.from);
            if copied.mode != "all" && found.is_some_and(|known| known.page > Some(copied.page)) {
                let reason = Reason::Later(copied.from);
                self.build.left_out(&copied.path, "choicesFromQuestion", reason);
                continue;
            }
            let found = found.map(|variable| variable.code.clone());
            let named = found.as_ref().and_then(|code| match &code.kind {
                Type::Choice(names) => Some((names.clone(), format!("{} == ", code.text), String::new())),
                Type::Choices(names) => Some((names.clone(), String::new(), format!(" in {}", code.text))),
                _ => None,
            });
            let source = self.build.questions.find(&copied.from).map(|(_, key)| key.clone());
            let all = source.and_then(|key| {
                let (options, _) = self.build.survey.question(key.as_str())?.ask.choices()?;
                Some(options.to_vec())
            });
            let (Some((names, before, behind)), Some(all)) = (named, all) else {
                self.build.left_out(&copied.path, "choicesFromQuestion", Reason::NoCounterpart);
                continue;
            };
            let own = &mut self.build.survey.pages[copied.page].questions[copied.place].ask;
            let own = match own {
                Ask::SingleChoice(choice) => &mut choice.options,
                Ask::MultipleChoice(choice) => &mut choice.options,
                Ask::Ranking(ranking) => &mut ranking.options,
                _ => continue,
            };
            for mut option in all {
                let chosen = format!("{before}'{}'{behind}", option.id);
                let shown = match copied.mode.as_str() {
                    "selected" => Some(Source(chosen)),
                    "unselected" => Some(Source(format!("!({chosen})"))),
                    _ => None,
                };
                option.show_when = both(option.show_when, shown);
                if own.iter().all(|known| known.id != option.id) {
                    own.push(option);
                }
            }
            self.names.extend_options(&copied.name, &names);
            self.build.kept(&copied.path, "choicesFromQuestion", "options", Reason::Same);
        }
    }
}
