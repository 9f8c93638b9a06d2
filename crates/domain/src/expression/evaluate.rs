//! Walking a checked expression. Values are borrowed from the caller's facts; a plain condition allocates
//! nothing. The work is counted, so that no expression can hold up a batch whatever the data is.

use std::borrow::Cow;
use std::cell::Cell;

use jiff::tz::TimeZone;

use super::error::{EvaluationError, Failure};
use super::node::{At, Comparison, Each, Extreme, Loop, Node, TextTest, Zone};
use super::operations::{arithmetic, clock, compare, equal, negate, unary};
use super::schema::Root;
use super::value::{Facts, Value};

/// The most steps of one evaluation; a step is a node visited, an element compared, or some bytes of text
/// looked at.
pub(super) const STEPS_MAX: u32 = 100_000;
/// What looking up a time zone counts as.
const ZONE_STEPS: usize = 50;

pub(super) type Evaluated<T> = Result<T, EvaluationError>;

/// Facts that know nothing, for computing what consists of literals alone.
pub(super) struct NoFacts;

impl Facts for NoFacts {
    fn root(&self, _: Root) -> Value<'_> {
        Value::Null
    }
}

/// The variable of a macro, and those of the macros around it.
pub(super) struct Frame<'f, 'a> {
    value: &'f Value<'a>,
    outer: Option<&'f Frame<'f, 'a>>,
}

type Frames<'f, 'a> = Option<&'f Frame<'f, 'a>>;

/// One evaluation.
pub(super) struct Evaluation<'a> {
    facts: &'a dyn Facts,
    steps_left: Cell<u32>,
}

impl<'a> Evaluation<'a> {
    pub fn new(facts: &'a dyn Facts) -> Self {
        Self::within(facts, STEPS_MAX)
    }

    /// One that takes at most so many steps.
    pub fn within(facts: &'a dyn Facts, steps: u32) -> Self {
        Evaluation { facts, steps_left: Cell::new(steps) }
    }

    /// The steps that it may still take.
    pub fn steps_left(&self) -> u32 {
        self.steps_left.get()
    }

    /// Counts `steps` of work.
    pub fn spend(&self, steps: usize, at: At) -> Evaluated<()> {
        let left = u32::try_from(steps).ok().and_then(|steps| self.steps_left.get().checked_sub(steps));
        self.steps_left.set(left.unwrap_or(0));
        if left.is_some() { Ok(()) } else { Err(failed(Failure::TooMuchWork, at)) }
    }

    /// Counts a node.
    fn step(&self, node: &Node) -> Evaluated<()> {
        match self.steps_left.get().checked_sub(1) {
            Some(left) => {
                self.steps_left.set(left);
                Ok(())
            }
            None => Err(failed(Failure::TooMuchWork, place(node))),
        }
    }

    /// The value of a node.
    pub fn value<'n: 'a>(&self, node: &'n Node, frames: Frames<'_, 'a>) -> Evaluated<Value<'a>> {
        self.step(node)?;
        match node {
            Node::Constant(value) => Ok(value.borrowed()),
            Node::Path(root, path, at) => self.path(self.facts.root(*root), path, *at),
            Node::Slot(root, slot, path, at) => {
                let value = self.facts.slot(*root, *slot);
                self.path(value, path.get(1..).unwrap_or(&[]), *at)
            }
            Node::Variable(levels_out) => {
                let frame = (0..*levels_out).fold(frames, |frame, _| frame.and_then(|frame| frame.outer));
                let Some(frame) = frame else { return Ok(Value::Null) };
                self.spend(copied(frame.value), 0)?;
                Ok(frame.value.clone())
            }
            Node::Field(record, name, at) => field(self.value(record, frames)?, name, *at),
            Node::Index(container, index, at) => {
                element(self.value(container, frames)?, &self.value(index, frames)?, *at)
            }
            Node::List(nodes) => {
                nodes.iter().map(|node| self.value(node, frames)).collect::<Result<_, _>>().map(Value::List)
            }
            Node::If(parts, _) => {
                let [condition, yes, no] = parts.as_ref();
                self.value(if self.truth(condition, frames)? { yes } else { no }, frames)
            }
            Node::Arithmetic(operator, left, right, at) => {
                let (left, right) = (self.value(left, frames)?, self.value(right, frames)?);
                arithmetic(self, *operator, &left, &right, *at)
            }
            Node::Negate(operand, at) => negate(&self.value(operand, frames)?, *at),
            Node::Each(over) if matches!(over.each, Each::Filter | Each::Map) => self.collect(over, frames),
            Node::Unary(function, operand, at) => {
                let operand = self.value(operand, frames)?;
                unary(self, *function, operand, *at)
            }
            Node::Extreme(extreme, nodes, at) => self.extreme(*extreme, nodes, frames, *at),
            Node::Clock(function, instant, zone, at) => {
                let instant = self.value(instant, frames)?;
                let name = match zone {
                    Zone::Fixed(zone) => return clock(*function, &instant, zone, *at),
                    Zone::Named(name) => self.value(name, frames)?,
                };
                let Some(name) = name.as_text() else { return Ok(Value::Null) };
                self.spend(ZONE_STEPS, *at)?;
                let zone = TimeZone::get(name).map_err(|_| failed(Failure::Invalid("time zone"), *at))?;
                clock(*function, &instant, &zone, *at)
            }
            Node::Has(_)
            | Node::Not(_)
            | Node::And(..)
            | Node::Or(..)
            | Node::Compare(..)
            | Node::In(..)
            | Node::Text(..)
            | Node::Matches(..)
            | Node::Each(_) => self.truth(node, frames).map(Value::Bool),
        }
    }

    /// The truth of a node. Null is not true: nothing is known, so nothing is claimed.
    pub fn truth<'n: 'a>(&self, node: &'n Node, frames: Frames<'_, 'a>) -> Evaluated<bool> {
        self.step(node)?;
        match node {
            // As in CEL, a side that decides alone makes the other's error irrelevant.
            Node::And(left, right) => match self.truth(left, frames) {
                Ok(false) => Ok(false),
                Ok(true) => self.truth(right, frames),
                Err(error) => {
                    self.truth(right, frames).and_then(|right| if right { Err(error) } else { Ok(false) })
                }
            },
            Node::Or(left, right) => match self.truth(left, frames) {
                Ok(true) => Ok(true),
                Ok(false) => self.truth(right, frames),
                Err(error) => {
                    self.truth(right, frames).and_then(|right| if right { Ok(true) } else { Err(error) })
                }
            },
            Node::Not(operand) => self.truth(operand, frames).map(|value| !value),
            Node::Compare(comparison, left, right, at) => {
                let (left, right) = (self.value(left, frames)?, self.value(right, frames)?);
                match comparison {
                    Comparison::Equal => equal(self, &left, &right, *at),
                    Comparison::NotEqual => equal(self, &left, &right, *at).map(|equal| !equal),
                    ordering => compare(*ordering, &left, &right, *at),
                }
            }
            Node::In(element, container, at) => {
                let (element, container) = (self.value(element, frames)?, self.value(container, frames)?);
                self.contains(&element, &container, *at)
            }
            Node::Has(field) => self.value(field, frames).map(|value| !value.is_null()),
            Node::Text(test, text, part, at) => {
                let (text, part) = (self.value(text, frames)?, self.value(part, frames)?);
                self.text_test(*test, &text, &part, *at)
            }
            Node::Matches(text, pattern, at) => match self.value(text, frames)? {
                Value::Null => Ok(false),
                Value::Text(text) => {
                    self.spend(pattern.steps(text.len()), *at)?;
                    Ok(pattern.is_match(&text))
                }
                other => Err(unexpected("text", &other, *at)),
            },
            Node::Each(over) if matches!(over.each, Each::All | Each::Exists | Each::ExistsOne) => {
                self.quantify(over, frames)
            }
            other => match self.value(other, frames)? {
                Value::Bool(value) => Ok(value),
                Value::Null => Ok(false),
                value => Err(unexpected("bool", &value, place(other))),
            },
        }
    }

    /// The least or greatest of the numbers there are.
    fn extreme<'n: 'a>(
        &self,
        extreme: Extreme,
        nodes: &'n [Node],
        frames: Frames<'_, 'a>,
        at: At,
    ) -> Evaluated<Value<'a>> {
        let better = match extreme {
            Extreme::Least => Comparison::Less,
            Extreme::Greatest => Comparison::Greater,
        };
        let mut best = Value::Null;
        for node in nodes {
            let value = self.value(node, frames)?;
            match value {
                Value::Null => {}
                Value::Int(_) | Value::Double(_) => {
                    if best.is_null() || compare(better, &value, &best, at)? {
                        best = value;
                    }
                }
                other => return Err(unexpected("number", &other, at)),
            }
        }
        Ok(best)
    }

    fn path(&self, mut value: Value<'a>, path: &[Box<str>], at: At) -> Evaluated<Value<'a>> {
        for name in path {
            value = field(value, name, at)?;
        }
        Ok(value)
    }

    fn contains(&self, element: &Value<'a>, container: &Value<'a>, at: At) -> Evaluated<bool> {
        match container {
            Value::Null => Ok(false),
            Value::Record(record) => match element {
                Value::Text(name) => Ok(!record.field(name).is_null()),
                Value::Null => Ok(false),
                other => Err(types("in", other, container, at)),
            },
            Value::List(_) | Value::Items(_) => {
                let length = length_of(container).unwrap_or(0);
                self.spend(length, at)?;
                for index in 0..length {
                    if equal(self, element, &item(container, index), at)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ => Err(types("in", element, container, at)),
        }
    }

    fn text_test(&self, test: TextTest, text: &Value<'_>, part: &Value<'_>, at: At) -> Evaluated<bool> {
        match (text, part) {
            (Value::Null, _) | (_, Value::Null) => Ok(false),
            (Value::Text(text), Value::Text(part)) => {
                self.spend(text.len() / 64 + 1, at)?;
                Ok(match test {
                    TextTest::Contains => text.contains(part.as_ref()),
                    TextTest::StartsWith => text.starts_with(part.as_ref()),
                    TextTest::EndsWith => text.ends_with(part.as_ref()),
                })
            }
            _ => Err(types(test.name(), text, part, at)),
        }
    }

    /// `all`, `exists` and `exists_one`. Of no list, nothing holds.
    fn quantify<'n: 'a>(&self, over: &'n Loop, frames: Frames<'_, 'a>) -> Evaluated<bool> {
        let list = self.value(&over.list, frames)?;
        if list.is_null() {
            return Ok(false);
        }
        let mut error = None;
        let mut hits = 0_usize;
        for value in self.elements(list, over.at)? {
            self.spend(1, over.at)?;
            match (self.truth(&over.body, Some(&Frame { value: &value, outer: frames })), over.each) {
                (Ok(false), Each::All) => return Ok(false),
                (Ok(true), Each::Exists) => return Ok(true),
                (Ok(hit), _) => hits += usize::from(hit),
                (Err(failure), Each::ExistsOne) => return Err(failure),
                (Err(failure), _) => error = error.or(Some(failure)),
            }
        }
        match (error, over.each) {
            (Some(error), _) => Err(error),
            (None, Each::All) => Ok(true),
            (None, Each::ExistsOne) => Ok(hits == 1),
            (None, _) => Ok(false),
        }
    }

    /// `filter` and `map`. Of no list, none comes out.
    fn collect<'n: 'a>(&self, over: &'n Loop, frames: Frames<'_, 'a>) -> Evaluated<Value<'a>> {
        let list = self.value(&over.list, frames)?;
        if list.is_null() {
            return Ok(Value::Null);
        }
        let filters = over.each == Each::Filter;
        let mut collected = Vec::new();
        for value in self.elements(list, over.at)? {
            self.spend(1, over.at)?;
            let frame = Frame { value: &value, outer: frames };
            let condition = if filters { Some(&over.body) } else { over.filter.as_ref() };
            if let Some(condition) = condition
                && !self.truth(condition, Some(&frame))?
            {
                continue;
            }
            collected.push(if filters { value } else { self.value(&over.body, Some(&frame))? });
        }
        Ok(Value::List(collected))
    }

    /// The elements of a list, or the names of a record.
    fn elements(&self, value: Value<'a>, at: At) -> Evaluated<Box<dyn Iterator<Item = Value<'a>> + 'a>> {
        match value {
            Value::List(values) => Ok(Box::new(values.into_iter())),
            Value::Items(items) => Ok(Box::new((0..items.len()).map(|index| items.get(index)))),
            Value::Record(record) => match record.names() {
                Some(names) => {
                    self.spend(names.len(), at)?;
                    Ok(Box::new(names.into_iter().map(Value::text)))
                }
                None => Err(unexpected("list", &value, at)),
            },
            _ => Err(unexpected("list", &value, at)),
        }
    }
}

/// The steps that copying a value counts as; borrowed ones cost nothing.
fn copied(value: &Value<'_>) -> usize {
    match value {
        Value::Text(Cow::Owned(text)) => text.len() / 64,
        Value::List(values) => values.iter().map(|value| 1 + copied(value)).sum(),
        _ => 0,
    }
}

fn field<'a>(value: Value<'a>, name: &str, at: At) -> Evaluated<Value<'a>> {
    match value {
        Value::Record(record) => Ok(record.field(name)),
        Value::Null => Ok(Value::Null),
        other => Err(unexpected("record", &other, at)),
    }
}

/// `container[index]`; null behind the end, as for a missing field.
fn element<'a>(container: Value<'a>, index: &Value<'_>, at: At) -> Evaluated<Value<'a>> {
    let position = match index {
        Value::Null => return Ok(Value::Null),
        Value::Text(name) if !matches!(container, Value::List(_) | Value::Items(_)) => {
            return field(container, name, at);
        }
        Value::Int(position) => usize::try_from(*position).ok(),
        Value::Double(position) if position.fract() == 0.0 && (0.0..4e9).contains(position) => {
            Some(*position as usize)
        }
        _ => None,
    };
    match (container, position) {
        (Value::Null, _) => Ok(Value::Null),
        (Value::List(values), Some(position)) => Ok(values.into_iter().nth(position).unwrap_or_default()),
        (Value::Items(items), Some(position)) => Ok(items.get(position)),
        (Value::List(_) | Value::Items(_), None) if matches!(index, Value::Int(_) | Value::Double(_)) => {
            Ok(Value::Null)
        }
        (container, _) => Err(types("[ ]", &container, index, at)),
    }
}

/// How many elements a list, or fields an open record, has.
pub(super) fn length_of(value: &Value<'_>) -> Option<usize> {
    match value {
        Value::List(values) => Some(values.len()),
        Value::Items(items) => Some(items.len()),
        Value::Record(record) => record.names().map(|names| names.len()),
        _ => None,
    }
}

/// An element of a list, borrowed.
pub(super) fn item<'x>(list: &'x Value<'_>, index: usize) -> Value<'x> {
    match list {
        Value::List(values) => values.get(index).map_or(Value::Null, Value::borrowed),
        Value::Items(items) => items.get(index),
        _ => Value::Null,
    }
}

/// Where a node that is not an operator points to.
fn place(node: &Node) -> At {
    match node {
        Node::Path(.., at)
        | Node::Slot(.., at)
        | Node::Field(.., at)
        | Node::Index(.., at)
        | Node::If(.., at)
        | Node::Arithmetic(.., at)
        | Node::Negate(.., at)
        | Node::Unary(.., at)
        | Node::Extreme(.., at)
        | Node::Clock(.., at) => *at,
        Node::Each(over) => over.at,
        _ => 0,
    }
}

pub(super) const fn failed(failure: Failure, offset: At) -> EvaluationError {
    EvaluationError { failure, offset }
}

pub(super) const fn unexpected(expected: &'static str, found: &Value<'_>, at: At) -> EvaluationError {
    failed(Failure::Expected { expected, found: found.type_name() }, at)
}

pub(super) const fn types(
    operation: &'static str,
    left: &Value<'_>,
    right: &Value<'_>,
    at: At,
) -> EvaluationError {
    failed(Failure::Types { operation, left: left.type_name(), right: right.type_name() }, at)
}
