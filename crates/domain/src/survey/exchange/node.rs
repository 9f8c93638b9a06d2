//! A cursor over an object of a foreign document. It knows its path and what was asked for, so that
//! what nobody asked for is reported and nothing is lost in silence.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::report::{Reason, Report};
use crate::survey::{Number, shorten};

/// The report, shared by everything that reads the document.
pub(super) type Shared = Rc<RefCell<Report>>;

/// The most entries of a list that are looked at: no survey that can be saved has more of anything.
pub(super) const LIST_MAX: usize = 500;

/// An object being read.
pub(super) struct Node<'v> {
    object: &'v Map<String, Value>,
    path: String,
    asked: RefCell<Vec<&'static str>>,
    /// Lists that were too long.
    cut: RefCell<Vec<&'static str>>,
}

impl<'v> Node<'v> {
    /// The object of a value; none if it is no object.
    pub fn of(value: &'v Value, path: impl Into<String>) -> Option<Self> {
        Some(Self {
            object: value.as_object()?,
            path: path.into(),
            asked: RefCell::default(),
            cut: RefCell::default(),
        })
    }

    /// Where it stands.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where a field of it stands.
    pub fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A field, if it is there and not null.
    pub fn get(&self, name: &'static str) -> Option<&'v Value> {
        self.asked.borrow_mut().push(name);
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A field without calling it read: whoever looks says later what became of it.
    pub fn peek(&self, name: &str) -> Option<&'v Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A text that is not blank.
    pub fn text(&self, name: &'static str) -> Option<&'v str> {
        self.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
    }

    /// Whether a flag is set; some documents write it as a text.
    pub fn flag(&self, name: &'static str) -> bool {
        self.switch(name).unwrap_or(false)
    }

    /// A flag, if it is there.
    pub fn switch(&self, name: &'static str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(value) => Some(*value),
            Value::String(text) => Some(text.eq_ignore_ascii_case("true")),
            _ => None,
        }
    }

    /// A number; some documents write it as a text.
    pub fn number(&self, name: &'static str) -> Option<Number> {
        match self.get(name)? {
            Value::Number(number) => number.as_f64().and_then(Number::new),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// A count that is not negative.
    pub fn count(&self, name: &'static str) -> Option<u32> {
        let number = self.number(name)?.get();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded on both sides")]
        (0.0..=f64::from(u32::MAX)).contains(&number).then_some(number as u32)
    }

    /// The first entries of a list, with their paths.
    pub fn list(&self, name: &'static str) -> Vec<(&'v Value, String)> {
        let all = self.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if all.len() > LIST_MAX {
            self.cut.borrow_mut().push(name);
        }
        all.iter()
            .take(LIST_MAX)
            .enumerate()
            .map(|(at, value)| (value, format!("{}[{at}]", self.at(name))))
            .collect()
    }

    /// Another object within it.
    pub fn object(&self, name: &'static str) -> Option<Node<'v>> {
        Node::of(self.get(name)?, self.at(name))
    }

    /// Notes that these fields say something whose reason for leaving out is known.
    pub fn leave_out(&self, report: &Shared, names: &[&'static str], reason: &Reason) {
        for name in names {
            if self.get(name).is_some() {
                report.borrow_mut().left_out(&self.at(name), name, reason.clone());
            }
        }
    }

    /// Reports what nobody asked for, and what was too long.
    pub fn finish(self, report: &Shared) {
        for name in self.cut.borrow().iter() {
            report.borrow_mut().left_out(&self.at(name), name, Reason::Limited(LIST_MAX.to_string()));
        }
        let asked = self.asked.borrow();
        for (name, value) in self.object {
            if !value.is_null() && !asked.contains(&name.as_str()) {
                report.borrow_mut().left_out(&self.at(&shorten(name)), name, Reason::Unknown);
            }
        }
    }
}
