//! Rows and columns, from items as they are in JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::problem::Problem;

/// What makes a column of each field of an object.
const EACH: &str = ".*";

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// Text, as it is.
    Text(String),
}

impl Cell {
    fn of(value: Value) -> Self {
        match value {
            Value::Null => Self::Empty,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => number.as_f64().map_or(Self::Empty, Self::Number),
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::Text(items.iter().map(plain).collect::<Vec<_>>().join("; ")),
            Value::Object(_) => Self::Text(plain(&value)),
        }
    }
}

/// A value within a list: identities as `kind:value`, choices by their options, the rest as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            let word = |name: &str| fields.get(name).and_then(Value::as_str);
            match (word("kind"), word("value"), fields.get("options")) {
                (Some(kind), Some(value), _) => format!("{kind}:{value}"),
                (_, _, Some(Value::Array(options))) => {
                    let own = word("other").map(str::to_owned);
                    options.iter().map(plain).chain(own).collect::<Vec<_>>().join("; ")
                }
                _ => value.to_string(),
            }
        }
        other => other.to_string(),
    }
}

/// A list as rows.
#[derive(Debug)]
pub struct Table {
    columns: &'static [&'static str],
    /// The fields met of the column that makes one of each.
    fields: BTreeSet<String>,
    rows: Vec<Cells>,
}

/// The cells of a row, and those of the column that makes one of each field.
pub type Cells = (Vec<Cell>, BTreeMap<String, Cell>);

/// The row of an item.
pub fn row(columns: &[&str], item: &impl Serialize) -> Result<Cells, Problem> {
    let mut value = serde_json::to_value(item).map_err(|_| Problem::internal())?;
    let mut each = BTreeMap::new();
    let mut row = Vec::with_capacity(columns.len());
    for column in columns {
        let Some(object) = column.strip_suffix(EACH) else {
            row.push(value.get_mut(*column).map_or(Cell::Empty, |value| Cell::of(value.take())));
            continue;
        };
        if let Some(Value::Object(fields)) = value.get_mut(object).map(Value::take) {
            each.extend(fields.into_iter().map(|(name, field)| (name, Cell::of(field))));
        }
    }
    Ok((row, each))
}

impl Table {
    /// A table without rows.
    pub fn new(columns: &'static [&'static str]) -> Self {
        Self { columns, fields: BTreeSet::new(), rows: Vec::new() }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds a row.
    pub fn push(&mut self, row: Cells) {
        for name in row.1.keys() {
            if !self.fields.contains(name) {
                self.fields.insert(name.clone());
            }
        }
        self.rows.push(row);
    }

    /// The names of the columns.
    pub fn heads(&self) -> Vec<String> {
        let own =
            self.columns.iter().filter(|column| !column.ends_with(EACH)).map(|column| (*column).to_owned());
        let object = self.columns.iter().find_map(|column| column.strip_suffix(EACH)).unwrap_or_default();
        own.chain(self.fields.iter().map(|field| format!("{object}.{field}"))).collect()
    }

    /// The rows, each as wide as the heads.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = &Cell>> {
        self.rows.iter().map(|(row, each)| {
            row.iter().chain(self.fields.iter().map(|field| each.get(field).unwrap_or(&Cell::Empty)))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn items_become_rows() {
        let mut table = Table::new(&["id", "tags", "identities", "answers.*"]);
        let identities = json!([{ "kind": "phone", "value": "+86138" }]);
        let first = json!({ "id": "a", "tags": ["x", "y"], "identities": identities,
            "answers": { "why": "=1+1", "next": { "options": ["soup"], "other": "tea" } } });
        let columns = ["id", "tags", "identities", "answers.*"];
        table.push(row(&columns, &first).expect("a row"));
        let second = json!({ "id": "b", "tags": [], "answers": { "recommend": 9 } });
        table.push(row(&columns, &second).expect("a row"));
        assert_eq!(
            table.heads(),
            ["id", "tags", "identities", "answers.next", "answers.recommend", "answers.why"]
        );
        let rows: Vec<Vec<Cell>> = table.rows().map(|cells| cells.cloned().collect()).collect();
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(
            rows[0],
            [text("a"), text("x; y"), text("phone:+86138"), text("soup; tea"), Cell::Empty, text("=1+1")]
        );
        assert_eq!(rows[1][4], Cell::Number(9.0));
    }
}
