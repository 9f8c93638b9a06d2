//! The calls that a file's rows make: one per row; of orders one per order, whose lines may be rows of
//! their own anywhere in the file.

use std::collections::HashMap;

use serde_json::{Map, Value};
use touchstone_domain::event::ORDER_LINES_MAX;
use touchstone_domain::field::FieldError;

use super::message::{OrderKey, message, order_key};
use super::{Columns, FileError, Format, Kind, Origin, RejectedRow, Row, Rows};

/// A call and the lines of the file that it stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The lines.
    pub lines: Vec<u64>,
    /// What a client library would send.
    pub message: Value,
}

/// The calls of a file in the order in which their last rows stand there.
///
/// An order is held until its last row was read, so a file that keeps the rows of an order together
/// needs next to no memory, whatever its length. An order of which one row is refused is refused as a
/// whole: half an order would be a wrong order.
pub struct Calls<'f> {
    /// How many rows the file has.
    pub total: u64,
    origin: &'f Origin,
    columns: &'f Columns,
    rows: Rows<'f>,
    /// The line on which each order ends.
    ends: HashMap<OrderKey, u64>,
    open: HashMap<OrderKey, Open>,
}

impl<'f> Calls<'f> {
    /// Reads a file's content twice: now to learn where its orders end, later row by row.
    pub fn read(
        format: Format,
        content: &'f [u8],
        origin: &'f Origin,
        columns: &'f Columns,
    ) -> Result<Self, FileError> {
        let (mut total, mut ends) = (0, HashMap::new());
        for row in Rows::read(format, content)? {
            total += 1;
            if let Ok(row) = row
                && let Some(key) = key_of(columns, &row)
            {
                ends.insert(key, row.line);
            }
        }
        let rows = Rows::read(format, content)?;
        Ok(Self { total, origin, columns, rows, ends, open: HashMap::new() })
    }
}

impl Iterator for Calls<'_> {
    type Item = Result<Call, Vec<RejectedRow>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = match self.rows.next()? {
                Ok(row) => row,
                Err(rejected) => return Some(Err(vec![rejected])),
            };
            let said = message(self.origin, self.columns, &row);
            let Some(key) = key_of(self.columns, &row) else {
                let call = |message| Call { lines: vec![row.line], message };
                return Some(said.map(call).map_err(|rejected| vec![rejected]));
            };
            let open = self.open.entry(key).or_default();
            open.add(row.line, said, self.columns);
            if self.ends.get(&key) == Some(&row.line) {
                let open = self.open.remove(&key).unwrap_or_default();
                return Some(open.close(self.columns));
            }
        }
    }
}

fn key_of(columns: &Columns, row: &Row) -> Option<OrderKey> {
    (columns.kind == Kind::Orders).then(|| order_key(columns, row)).flatten()
}

/// An order of which not all rows were read.
#[derive(Default)]
struct Open {
    lines: Vec<u64>,
    message: Option<Value>,
    refused: Vec<RejectedRow>,
}

impl Open {
    fn add(&mut self, line: u64, said: Result<Value, RejectedRow>, columns: &Columns) {
        let joined = said.and_then(|message| match &mut self.message {
            None => {
                self.message = Some(message);
                Ok(())
            }
            Some(order) => {
                let first = self.lines.first().copied().unwrap_or(line);
                join(order, &message, first, columns).map_err(|error| RejectedRow { line, error })
            }
        });
        self.refused.extend(joined.err());
        self.lines.push(line);
    }

    fn close(self, columns: &Columns) -> Result<Call, Vec<RejectedRow>> {
        let Some(cause) = self.refused.first().map(|row| row.line) else {
            return Ok(Call { lines: self.lines, message: self.message.unwrap_or_default() });
        };
        let mut refused = self.refused;
        for line in self.lines {
            if refused.iter().all(|row| row.line != line) {
                let why = format!("line {cause} of the same order was refused, so the order was not taken");
                let error = FieldError::new(columns.column("order_id"), "order_refused", why);
                refused.push(RejectedRow { line, error });
            }
        }
        refused.sort_by_key(|row| row.line);
        Err(refused)
    }
}

/// Adds a further row of an order to it; `first` is the line of the order's first row.
fn join(order: &mut Value, row: &Value, first: u64, columns: &Columns) -> Result<(), FieldError> {
    let refuse = |field: &str, code: &str, why: String| FieldError::new(columns.column(field), code, why);
    if ["userId", "anonymousId", "context"].iter().any(|part| order.get(part) != row.get(part)) {
        return Err(refuse("user_id", "differs", format!("line {first} gives this order to someone else")));
    }
    let Some(Value::Object(said)) = row.get("properties").cloned() else { return Ok(()) };
    let Some(known) = order.get_mut("properties").and_then(Value::as_object_mut) else { return Ok(()) };
    if let (Some(one), Some(other)) = (known.get("total"), said.get("total"))
        && one != other
    {
        let why = format!("line {first} says another total of this order; a line's own money is its price");
        return Err(refuse("total", "differs", why));
    }
    let (mut products, mut own) = (Vec::new(), Map::new());
    for (name, value) in said {
        match known.get(&name) {
            _ if name == "products" => products = value.as_array().cloned().unwrap_or_default(),
            None => {
                known.insert(name, value);
            }
            Some(same) if *same == value => {}
            // What differs from row to row is said of the product.
            Some(_) => {
                own.insert(name, value);
            }
        }
    }
    if let Some(Value::Object(product)) = products.last_mut() {
        own.into_iter().for_each(|(name, value)| {
            product.entry(name).or_insert(value);
        });
    }
    let list = known.entry("products").or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(list) = list else { return Ok(()) };
    list.extend(products);
    if list.len() > ORDER_LINES_MAX {
        let why = format!("an order has at most {ORDER_LINES_MAX} lines");
        return Err(refuse("order_id", "too_many", why));
    }
    Ok(())
}
