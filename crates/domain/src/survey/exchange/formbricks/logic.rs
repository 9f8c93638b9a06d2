//! Logic of Formbricks: conditions in groups, and what follows when they hold as a block is left.

use serde_json::Value;

use super::super::build::either;
use super::super::cel::{Binding, Code, Literal, Type, number, quoted, truth};
use super::super::report::Reason;
use super::{Importer, Known};
use crate::expression::CHARACTERS_MAX;
use crate::survey::{Ask, Computed, Key, LOGIC_MAX, Rule, Source, Then};

/// The most groups within each other.
const GROUPS_MAX: usize = 10;

impl Importer {
    /// Turns the logic of all blocks into rules, needs and computed values.
    pub(super) fn rules(&mut self) {
        for (page, logic, path) in std::mem::take(&mut self.logic) {
            let condition = match logic.get("conditions") {
                Some(group) => self.group(group, 0),
                None => self.old_condition(page, &logic),
            };
            let when = match condition {
                Ok(when) if when.text.chars().count() > CHARACTERS_MAX => {
                    let problem = format!("it takes more than {CHARACTERS_MAX} characters");
                    self.build.left_out(&path, "logic", Reason::Untranslatable(problem));
                    continue;
                }
                Ok(when) => when,
                Err(problem) => {
                    self.build.left_out(&path, "logic", Reason::Untranslatable(problem));
                    continue;
                }
            };
            if let Some(to) = logic.get("destination").and_then(Value::as_str) {
                self.jump(page, Some(&when), to, &path);
            }
            let actions = logic.get("actions").and_then(Value::as_array).into_iter().flatten();
            for (at, action) in actions.enumerate() {
                self.action(page, &when, action, &format!("{path}.actions[{at}]"));
            }
        }
        for (page, to, path) in std::mem::take(&mut self.fallbacks) {
            self.jump(page, None, &to, &path);
        }
        for variable in &self.variables {
            let value = Source(variable.code.text.clone());
            self.build.survey.computed.push(Computed { id: variable.key.clone(), value });
        }
    }

    fn action(&mut self, page: usize, when: &Code, action: &Value, path: &str) {
        let word = |name: &str| action.get(name).and_then(Value::as_str).unwrap_or_default();
        match word("objective") {
            "jumpToBlock" | "jumpToQuestion" => self.jump(page, Some(when), word("target"), path),
            "requireAnswer" => {
                let key = self.build.questions.find(word("target")).map(|(_, key)| key.clone());
                let mut all = self.build.survey.pages.iter_mut().flat_map(|page| &mut page.questions);
                let found = key.and_then(|key| all.find(|question| question.id == key));
                match found {
                    Some(question) => {
                        let more = Some(Source(when.text.clone()));
                        question.required_when = either(question.required_when.take(), more);
                        let target = format!("questions.{}.required_when", question.id);
                        self.build.kept(path, "requireAnswer", target, Reason::Translated(when.text.clone()));
                    }
                    None => self.build.left_out(path, "requireAnswer", Reason::NoCounterpart),
                }
            }
            "calculate" => match self.calculate(when, action) {
                Ok(target) => self.build.changed(path, "calculate", target, Reason::FromAnswers),
                Err(problem) => self.build.left_out(path, "calculate", Reason::Untranslatable(problem)),
            },
            other => self.build.left_out(path, other, Reason::NoCounterpart),
        }
    }

    /// Goes to a page or ending when a page is left.
    fn jump(&mut self, page: usize, when: Option<&Code>, to: &str, path: &str) {
        if self.build.survey.rules.len() >= LOGIC_MAX {
            self.build.left_out(path, "jump", Reason::Limited(LOGIC_MAX.to_string()));
            return;
        }
        let after = Some(self.build.survey.pages[page].id.clone());
        let then = match (self.places.get(to), self.build.endings.find(to)) {
            (Some(place), _) if *place > page => {
                Then::SkipTo { page: self.build.survey.pages[*place].id.clone() }
            }
            (Some(_), _) => {
                self.build.left_out(path, "jump", Reason::Backwards);
                return;
            }
            (None, Some((_, ending))) => Then::End { ending: Some(ending.clone()) },
            (None, None) if to == "end" => Then::End { ending: None },
            (None, None) => {
                self.build.left_out(path, "jump", Reason::NoCounterpart);
                return;
            }
        };
        let target = format!("rules[{}]", self.build.survey.rules.len());
        let shown = when.map_or_else(|| "true".to_owned(), |when| when.text.clone());
        self.build.kept(path, "jump", target, Reason::Translated(shown));
        let when = when.filter(|when| when.text != "true").map(|when| Source(when.text.clone()));
        self.build.survey.rules.push(Rule { after, when, then });
    }

    /// Works a variable out further: the value so far, changed when the condition holds.
    fn calculate(&mut self, when: &Code, action: &Value) -> Result<String, String> {
        let word = |name: &str| action.get(name).and_then(Value::as_str).unwrap_or_default();
        let id = word("variableId").to_owned();
        let at = self
            .variables
            .iter()
            .position(|variable| variable.id == id)
            .ok_or("the variable does not exist")?;
        let own = format!("computed.{}", self.variables[at].key);
        if when.text.contains(&own) {
            return Err("it changes the value that its own condition asks about".to_owned());
        }
        let given = action.get("value").ok_or("it has no value")?;
        let value = match given.get("type").and_then(Value::as_str) {
            Some("static") => match given.get("value") {
                Some(Value::Number(value)) => {
                    Code::number(number(value.as_f64().unwrap_or_default()), Binding::Atom).sure()
                }
                Some(Value::String(text)) => Code::atom(quoted(text), Type::Text).sure(),
                _ => return Err("its value is neither number nor text".to_owned()),
            },
            _ => self.known(given)?.code.clone(),
        };
        let now = self.variables[at].code.clone();
        let numbers = now.kind == Type::Number;
        if value.text.contains(&own) || (numbers != (value.kind == Type::Number)) {
            return Err("its value is of another kind, or itself".to_owned());
        }
        let value = if value.sure {
            value
        } else {
            let nothing = if numbers { "0" } else { "''" };
            let inner = value.within(Binding::Sum);
            Code { text: format!("{inner} == null ? {nothing} : {inner}"), binding: Binding::Choice, ..value }
        };
        let condition = when.within(Binding::Or);
        let chosen = |neutral: &str| format!("({condition} ? {} : {neutral})", value.within(Binding::Or));
        let (text, binding) = match (word("operator"), numbers) {
            ("assign", _) => (
                format!("{condition} ? {} : {}", value.within(Binding::Or), now.within(Binding::Or)),
                Binding::Choice,
            ),
            ("add", true) => (format!("{} + {}", now.within(Binding::Sum), chosen("0")), Binding::Sum),
            ("subtract", true) => (format!("{} - {}", now.within(Binding::Sum), chosen("0")), Binding::Sum),
            ("multiply", true) => {
                (format!("{} * {}", now.within(Binding::Product), chosen("1")), Binding::Product)
            }
            ("divide", true) => {
                (format!("{} / {}", now.within(Binding::Product), chosen("1")), Binding::Product)
            }
            ("concat", false) => (format!("{} + {}", now.within(Binding::Sum), chosen("''")), Binding::Sum),
            (other, _) => return Err(format!("nothing here is like {other}")),
        };
        if text.chars().count() > CHARACTERS_MAX {
            return Err("the value takes too long to write down".to_owned());
        }
        self.variables[at].code = Code { text, binding, ..now };
        Ok(own)
    }

    fn known(&self, operand: &Value) -> Result<&Known, String> {
        let id = operand.get("value").and_then(Value::as_str).unwrap_or_default();
        self.known
            .get(id)
            .ok_or_else(|| format!("{:?} does not exist", id.chars().take(64).collect::<String>()))
    }

    fn group(&self, group: &Value, depth: usize) -> Result<Code, String> {
        if depth > GROUPS_MAX {
            return Err(format!("it is nested more than {GROUPS_MAX} times"));
        }
        let Some(all) = group.get("conditions").and_then(Value::as_array) else {
            return self.single_condition(group);
        };
        let or = group.get("connector").and_then(Value::as_str) == Some("or");
        let (sign, binding) = if or { (" || ", Binding::Or) } else { (" && ", Binding::And) };
        let parts = all.iter().map(|part| self.group(part, depth + 1)).collect::<Result<Vec<_>, _>>()?;
        Ok(match parts.as_slice() {
            [] => truth(true),
            [one] => one.clone(),
            parts => {
                let texts: Vec<String> = parts.iter().map(|part| part.within(binding)).collect();
                Code::condition(texts.join(sign), binding)
            }
        })
    }

    fn single_condition(&self, condition: &Value) -> Result<Code, String> {
        let left = condition
            .get("leftOperand")
            .or(condition.get("leftOperands"))
            .ok_or("a condition is about nothing")?;
        let operator = condition.get("operator").and_then(Value::as_str).unwrap_or_default();
        let mut left_known = self.known(left)?.clone();
        if let Some(row) = left.get("meta").and_then(|meta| meta.get("row")).and_then(Value::as_str) {
            left_known = self.row(&left_known, row)?;
        }
        match condition.get("rightOperand") {
            Some(right) if right.get("type").and_then(Value::as_str) != Some("static") => {
                let right = self.known(right)?;
                compare_codes(operator, &left_known.code, &right.code)
            }
            Some(right) => compare(operator, &left_known, right.get("value").unwrap_or(&Value::Null)),
            None => compare(operator, &left_known, &Value::Null),
        }
    }

    /// A row of a matrix, by its place.
    fn row(&self, matrix: &Known, row: &str) -> Result<Known, String> {
        let key = matrix.code.text.trim_start_matches("answers.");
        let question = self.build.survey.question(key).ok_or("a row of what is no matrix")?;
        let Ask::Matrix(asked) = &question.ask else { return Err("a row of what is no matrix".to_owned()) };
        let place = row.parse::<usize>().ok().and_then(|place| asked.rows.get(place));
        let row = place.ok_or("a row that does not exist")?;
        let crate::survey::Cells::Single { columns } = &asked.cells else {
            return Err("a row of numbers".to_owned());
        };
        // Columns are named by their place there.
        let named =
            columns.iter().enumerate().map(|(at, column)| (Literal::Text(at.to_string()), column.id.clone()));
        let options: Vec<_> = named.chain(matrix.options.clone()).collect();
        let names =
            std::rc::Rc::new(super::super::cel::OptionNames { options: options.clone(), other: false });
        let code = Code::atom(format!("{}.{}", matrix.code.text, row.id), Type::Choice(names));
        Ok(Known { code, options })
    }

    /// Conditions of the oldest form: about the question itself, with a destination.
    fn old_condition(&self, page: usize, logic: &Value) -> Result<Code, String> {
        let question = self.build.survey.pages[page].questions.first().ok_or("its question was left out")?;
        let own = format!("answers.{}", question.id);
        let known =
            self.known.values().find(|known| known.code.text == own).ok_or("its question has no answer")?;
        let operator = match logic.get("condition").and_then(Value::as_str).unwrap_or_default() {
            "notEquals" => "doesNotEqual",
            "submitted" => "isSubmitted",
            "skipped" => "isSkipped",
            "lessThan" => "isLessThan",
            "lessEqual" => "isLessThanOrEqual",
            "greaterThan" => "isGreaterThan",
            "greaterEqual" => "isGreaterThanOrEqual",
            "includesAll" => "includesAllOf",
            "includesOne" => "includesOneOf",
            "accepted" => "isAccepted",
            "clicked" => "isClicked",
            other => other,
        };
        compare(operator, known, logic.get("value").unwrap_or(&Value::Null))
    }
}

fn key_of<'k>(known: &'k Known, value: &str) -> Result<&'k Key, String> {
    let found =
        known.options.iter().find(|(literal, _)| matches!(literal, Literal::Text(text) if text == value));
    found
        .map(|(_, key)| key)
        .ok_or_else(|| format!("no option is {:?}", value.chars().take(64).collect::<String>()))
}

fn relation(code: &Code, sign: &str, value: &str) -> Code {
    Code::condition(format!("{} {sign} {value}", code.within(Binding::Sum)), Binding::Relation)
}

fn not(code: &Code) -> Code {
    Code::condition(format!("!{}", code.within(Binding::Atom)), Binding::Atom)
}

/// A condition against constants.
fn compare(operator: &str, known: &Known, value: &Value) -> Result<Code, String> {
    let code = &known.code;
    match operator {
        "isSubmitted" | "isSet" | "isNotEmpty" | "isPartiallySubmitted" => {
            return Ok(relation(code, "!=", "null"));
        }
        "isSkipped" | "isNotSet" | "isEmpty" => return Ok(relation(code, "==", "null")),
        "isAccepted" => return Ok(relation(code, "==", "true")),
        "isClicked" | "isBooked" | "isCompletelySubmitted" => {
            return Err(format!("nothing here is like {operator}"));
        }
        _ => {}
    }
    let several: Vec<&str> = match value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        Value::String(one) => vec![one],
        _ => Vec::new(),
    };
    let join = |parts: Vec<String>, sign: &str, binding| match parts.len() {
        0 => Err("it compares with nothing".to_owned()),
        1 => Ok(Code::condition(parts.concat(), Binding::Relation)),
        _ => Ok(Code::condition(parts.join(sign), binding)),
    };
    match &code.kind {
        Type::Choice(_) | Type::Choices(_) => {
            let list = matches!(code.kind, Type::Choices(_));
            let keys = several.iter().map(|value| key_of(known, value)).collect::<Result<Vec<_>, _>>()?;
            let each = |key: &&Key| {
                if list { format!("'{key}' in {}", code.text) } else { format!("{} == '{key}'", code.text) }
            };
            let tests: Vec<String> = keys.iter().map(each).collect();
            let any = |tests| join(tests, " || ", Binding::Or);
            let all = |tests| join(tests, " && ", Binding::And);
            match operator {
                "equals" if list => {
                    let count = format!("size({}) == {}", code.text, tests.len());
                    all(std::iter::once(count).chain(tests).collect())
                }
                "equals" => any(tests),
                "doesNotEqual" if list => {
                    let count = format!("size({}) == {}", code.text, tests.len());
                    all(std::iter::once(count).chain(tests).collect()).map(|code| not(&code))
                }
                "doesNotEqual" => any(tests).map(|code| not(&code)),
                "equalsOneOf" | "includesOneOf" | "isAnyOf" => any(tests),
                "includesAllOf" => all(tests),
                "doesNotIncludeOneOf" => any(tests).map(|code| not(&code)),
                "doesNotIncludeAllOf" => all(tests).map(|code| not(&code)),
                other => Err(format!("nothing here is like {other} of options")),
            }
        }
        Type::Number => {
            let given = value
                .as_f64()
                .or_else(|| value.as_str()?.trim().parse().ok())
                .ok_or("it compares a number with what is none")?;
            let sign =
                number_sign(operator).ok_or_else(|| format!("nothing here is like {operator} of numbers"))?;
            Ok(relation(code, sign, &number(given)))
        }
        Type::Bool => Err(format!("nothing here is like {operator} of a consent")),
        Type::Text | Type::Date | Type::Day | Type::Record => {
            let text = value.as_str().map(str::to_owned).or_else(|| value.as_f64().map(number));
            let text = quoted(&text.ok_or("it compares text with what is none")?);
            texts(operator, code, &text)
        }
    }
}

fn number_sign(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "equals" => "==",
        "doesNotEqual" => "!=",
        "isGreaterThan" => ">",
        "isLessThan" => "<",
        "isGreaterThanOrEqual" => ">=",
        "isLessThanOrEqual" => "<=",
        _ => return None,
    })
}

fn texts(operator: &str, code: &Code, text: &str) -> Result<Code, String> {
    let call =
        |name: &str| Code::condition(format!("{}.{name}({text})", code.within(Binding::Atom)), Binding::Atom);
    if code.kind == Type::Record {
        return Err(format!("nothing here is like {operator} of several parts"));
    }
    Ok(match operator {
        "equals" => relation(code, "==", text),
        "doesNotEqual" => relation(code, "!=", text),
        "isBefore" => relation(code, "<", text),
        "isAfter" => relation(code, ">", text),
        "contains" => call("contains"),
        "doesNotContain" => not(&call("contains")),
        "startsWith" => call("startsWith"),
        "doesNotStartWith" => not(&call("startsWith")),
        "endsWith" => call("endsWith"),
        "doesNotEndWith" => not(&call("endsWith")),
        other => return Err(format!("nothing here is like {other} of texts")),
    })
}

fn compare_codes(operator: &str, left: &Code, right: &Code) -> Result<Code, String> {
    let alike = std::mem::discriminant(&left.kind) == std::mem::discriminant(&right.kind);
    let right_text = right.within(Binding::Sum);
    match (&left.kind, number_sign(operator)) {
        (Type::Number, Some(sign)) if alike => Ok(relation(left, sign, &right_text)),
        (Type::Choice(_), Some(sign @ ("==" | "!="))) if alike => Ok(relation(left, sign, &right_text)),
        (Type::Text | Type::Date, _) if alike => texts(operator, left, &right_text),
        _ => Err("it compares values of different kinds".to_owned()),
    }
}

/// A rule that an answer has to keep, in CEL.
pub(super) fn rule(kind: &str, params: &Value, code: &str, ask: &Ask) -> Option<String> {
    let text = matches!(ask, Ask::Text(_) | Ask::Email | Ask::Phone);
    let value = |name: &str| params.get(name).and_then(Value::as_f64).map(number);
    let words = |name: &str| params.get(name).and_then(Value::as_str).map(quoted);
    let choices = matches!(ask, Ask::MultipleChoice(_) | Ask::Ranking(_));
    let numbers = matches!(ask, Ask::Number(_));
    let date = matches!(ask, Ask::Date(_));
    Some(match kind {
        "minLength" if text => format!("size({code}) >= {}", value("min")?),
        "maxLength" if text => format!("size({code}) <= {}", value("max")?),
        "isLongerThan" if text => format!("size({code}) > {}", value("min")?),
        "isShorterThan" if text => format!("size({code}) < {}", value("max")?),
        "equals" if text => format!("{code} == {}", words("value")?),
        "doesNotEqual" if text => format!("{code} != {}", words("value")?),
        "contains" if text => format!("{code}.contains({})", words("value")?),
        "doesNotContain" if text => format!("!{code}.contains({})", words("value")?),
        "email" if text => format!("{code}.matches('^[^@ ]+@[^@ ]+[.][^@ ]+$')"),
        "url" if text => format!("{code}.matches('^https?://[^ ]+$')"),
        "pattern" if text => {
            let pattern = params.get("pattern")?.as_str()?;
            let any_case =
                params.get("flags").and_then(Value::as_str).is_some_and(|flags| flags.contains('i'));
            let pattern = if any_case { format!("(?i){pattern}") } else { pattern.to_owned() };
            regex::RegexBuilder::new(&pattern).size_limit(256 * 1024).build().ok()?;
            format!("{code}.matches({})", quoted(&pattern))
        }
        "minValue" if numbers => format!("{code} >= {}", value("min")?),
        "maxValue" if numbers => format!("{code} <= {}", value("max")?),
        "isGreaterThan" if numbers => format!("{code} > {}", value("min")?),
        "isLessThan" if numbers => format!("{code} < {}", value("max")?),
        "minSelections" | "minRanked" if choices => format!("size({code}) >= {}", value("min")?),
        "maxSelections" if choices => format!("size({code}) <= {}", value("max")?),
        "isLaterThan" if date => format!("{code} > {}", words("date")?),
        "isEarlierThan" if date => format!("{code} < {}", words("date")?),
        "isBetween" if date => format!("{code} > {} && {code} < {}", words("startDate")?, words("endDate")?),
        "isNotBetween" if date => {
            format!("!({code} > {} && {code} < {})", words("startDate")?, words("endDate")?)
        }
        _ => return None,
    })
}
