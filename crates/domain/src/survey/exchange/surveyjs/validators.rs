//! Validators: what an answer has to meet, with the message for the respondent.

use regex::RegexBuilder;

use super::expression::parse;
use super::translate::{Operand, Translation, numeric};
use super::{Importer, Pending, Slot};
use crate::locale::LocalizedText;
use crate::survey::exchange::cel::{Binding, Code, Type, number, quoted};
use crate::survey::exchange::node::Node;
use crate::survey::exchange::report::Reason;
use crate::survey::{Check, Number, Source};

/// What an e-mail address looks like, as the validator of that name asks.
const EMAIL: &str = "^[^@ ]+@[^@ ]+[.][^@ ]{2,}$";

impl Importer {
    /// Reads the validators of a question, and its bounds that are expressions.
    pub(super) fn validators(&mut self, node: &Node<'_>, (page, place): (usize, usize), several: bool) {
        for (name, sign) in [("minValueExpression", ">="), ("maxValueExpression", "<=")] {
            let Some(source) = node.text(name) else { continue };
            let asked = node.text("name").unwrap_or_default();
            let source = format!("{{{asked}}} {sign} ({source})");
            let message = self.said(&LocalizedText::default());
            let slot = Slot::Check(page, place, message);
            self.pending.push(Pending { slot, source, path: node.at(name), item: None, enables: false });
        }
        for (value, path) in node.list("validators") {
            let Some(validator) = Node::of(value, &path) else { continue };
            let kind = validator.text("type").unwrap_or_default().trim_end_matches("validator").to_owned();
            if several || validator.text("notificationType").is_some_and(|kind| kind != "error") {
                self.build.left_out(&path, &kind, Reason::NoCounterpart);
                continue;
            }
            let given = self.label(&validator, "text");
            if kind == "expression" {
                let Some(source) = validator.text("expression") else { continue };
                let message = self.said(&given);
                let (source, path) = (source.to_owned(), validator.at("expression"));
                let slot = Slot::Check(page, place, message);
                self.pending.push(Pending { slot, source, path, item: None, enables: false });
                validator.finish(&self.build.report);
                continue;
            }
            match self.holds(&validator, &kind, node.text("name").unwrap_or_default()) {
                Ok(tests) => {
                    for holds in tests {
                        let message = self.said(&given);
                        let checks = &mut self.build.survey.pages[page].questions[place].checks;
                        checks.push(Check { holds: Source(holds.clone()), message });
                        self.build.kept(&path, &kind, "checks", Reason::Translated(holds));
                    }
                    validator.finish(&self.build.report);
                }
                Err(reason) => self.build.left_out(&path, &kind, reason),
            }
        }
    }

    /// What the respondent reads: the validator's own words, or these.
    fn said(&self, given: &LocalizedText) -> LocalizedText {
        let lang = self.lang();
        if given.exact(&lang).is_some() {
            return given.clone();
        }
        let chinese = lang.primary() == "zh";
        let general = if chinese { "请检查这个回答。" } else { "Please check this answer." };
        self.build.say(general)
    }

    /// The tests of a validator in CEL.
    fn holds(&self, validator: &Node<'_>, kind: &str, name: &str) -> Result<Vec<String>, Reason> {
        let code = self.own(name)?;
        let bounds = |low, high| {
            let value = |name| validator.number(name).map(Number::get);
            [(value(low), ">="), (value(high), "<=")]
        };
        let tests = |code: &Code, bounds: [(Option<f64>, &str); 2]| {
            let known = bounds.into_iter().filter_map(|(value, sign)| Some((value?, sign)));
            known
                .map(|(value, sign)| format!("{} {sign} {}", code.within(Binding::Sum), number(value)))
                .collect::<Vec<_>>()
        };
        let size = Code::atom(format!("size({})", code.text), Type::Number);
        match kind {
            "numeric" => {
                let code = numeric(&Operand::Code(code)).ok_or(Reason::NoCounterpart)?;
                Ok(tests(&code, bounds("minValue", "maxValue")))
            }
            "text" if code.kind == Type::Text => {
                let positive =
                    |(value, sign): (Option<f64>, &'static str)| (value.filter(|value| *value > 0.0), sign);
                let mut all = tests(&size, bounds("minLength", "maxLength").map(positive));
                if validator.switch("allowDigits") == Some(false) {
                    all.push(format!("!{}.matches('[0-9]')", code.text));
                }
                Ok(all)
            }
            "answercount" if matches!(code.kind, Type::Choices(_)) => {
                let positive =
                    |(value, sign): (Option<f64>, &'static str)| (value.filter(|value| *value > 0.0), sign);
                Ok(tests(&size, bounds("minCount", "maxCount").map(positive)))
            }
            "email" if code.kind == Type::Text => Ok(vec![format!("{}.matches('{EMAIL}')", code.text)]),
            "regex" if code.kind == Type::Text => {
                let pattern = validator.text("regex").ok_or(Reason::NoCounterpart)?;
                let any_case = validator.flag("caseInsensitive") | validator.flag("insensitive");
                let pattern = if any_case { format!("(?i){pattern}") } else { pattern.to_owned() };
                RegexBuilder::new(&pattern)
                    .size_limit(256 * 1024)
                    .build()
                    .map_err(|_| Reason::Untranslatable(pattern.chars().take(80).collect()))?;
                Ok(vec![format!("{}.matches({})", code.text, quoted(&pattern))])
            }
            _ => Err(Reason::NoCounterpart),
        }
    }

    /// The question's own answer.
    fn own(&self, name: &str) -> Result<Code, Reason> {
        let outside = |_: &str| String::new();
        let mut translation = Translation::of(&self.names, &outside);
        let expr = parse(&format!("{{{name}}}")).map_err(Reason::Untranslatable)?;
        translation.value(&expr).map_err(Reason::Untranslatable)
    }
}
