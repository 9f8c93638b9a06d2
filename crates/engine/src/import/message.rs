//! A row as the call that a client library would make.

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use touchstone_domain::event::name;
use touchstone_domain::field::FieldError;
use touchstone_domain::hash::digest16;

use super::columns::IDENTITIES;
use super::{Columns, Kind, RejectedRow, Row, time};

/// What rows of one file have in common.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The file's digest: with the line it is the message id of a customer's row, so that the same file
    /// imported again changes nothing, and another file may say something that an earlier one had said.
    pub digest: String,
    /// The zone of times that name none.
    pub zone: TimeZone,
    /// When rows without a time happened.
    pub now: Timestamp,
}

/// What tells an order from all others.
pub(super) type OrderKey = [u8; 16];

/// The key of a row's order: its number and its unit, since cash registers count each for itself.
pub(super) fn order_key(columns: &Columns, row: &Row) -> Option<OrderKey> {
    let unit = columns.get(row, "unit").unwrap_or_default();
    Some(digest16(&[columns.get(row, "order_id")?.as_bytes(), unit.as_bytes()]))
}

/// The call of a row. Its message id says what the row is: an order by its number, a review by its words.
/// So a file that was corrected and is imported again brings only what was refused before.
pub(super) fn message(origin: &Origin, columns: &Columns, row: &Row) -> Result<Value, RejectedRow> {
    let reader = Reader { origin, columns, row };
    let (kind, event, traits, properties) = match columns.kind {
        Kind::Customers => ("identify", None, reader.traits()?, Map::new()),
        Kind::Orders => ("track", Some(name::ORDER_COMPLETED), Map::new(), reader.order()?),
        Kind::Reviews => ("track", Some(name::REVIEW_POSTED), Map::new(), reader.review()?),
    };
    let mut identities = reader.identities()?;
    let message_id = match columns.kind {
        Kind::Customers => format!("import:{}:{}", origin.digest, row.line),
        Kind::Orders => {
            let key = order_key(columns, row).unwrap_or_default();
            format!("import:order:{}", HEXLOWER.encode(&key))
        }
        Kind::Reviews => {
            let cells: Vec<&[u8]> =
                row.cells.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]).collect();
            format!("import:review:{}", HEXLOWER.encode(&digest16(&cells)))
        }
    };
    let mut call = json!({ "type": kind, "messageId": message_id, "timestamp": reader.time()? });
    if let Some(user) = identities.remove("user_id") {
        call["userId"] = user;
    }
    if let Some(device) = identities.remove("anonymous_id") {
        call["anonymousId"] = device;
    }
    if let Some(event) = event {
        call["event"] = event.into();
        call["properties"] = properties.into();
        call["context"] = json!({ "traits": identities });
    } else {
        identities.extend(traits);
        call["traits"] = identities.into();
    }
    Ok(call)
}

struct Reader<'a> {
    origin: &'a Origin,
    columns: &'a Columns,
    row: &'a Row,
}

impl Reader<'_> {
    fn get(&self, field: &str) -> Option<&str> {
        self.columns.get(self.row, field)
    }

    fn refuse(&self, field: &'static str, code: &str, message: &str) -> RejectedRow {
        let error = FieldError::new(self.columns.column(field), code, message);
        RejectedRow { line: self.row.line, error }
    }

    fn identities(&self) -> Result<Map<String, Value>, RejectedRow> {
        let of = |field: &str| self.get(field).map(|value| (field.to_owned(), Value::from(value)));
        let found: Map<String, Value> = IDENTITIES.iter().filter_map(|field| of(field)).collect();
        if found.is_empty() {
            let message =
                "the row says nobody: it needs a user id, member number, phone, e-mail, openid or unionid";
            return Err(self.refuse("user_id", "required", message));
        }
        Ok(found)
    }

    fn time(&self) -> Result<Timestamp, RejectedRow> {
        let Some(text) = self.get("time") else { return Ok(self.origin.now) };
        time::read(text, &self.origin.zone)
            .ok_or_else(|| self.refuse("time", "type", "not a time such as 2026-03-02 12:30 or 2026-03-02"))
    }

    fn number(&self, field: &'static str) -> Result<Option<f64>, RejectedRow> {
        let Some(text) = self.get(field) else { return Ok(None) };
        let plain: String =
            text.chars().filter(|letter| !matches!(letter, ',' | '¥' | '￥' | '$' | ' ')).collect();
        let number = plain.parse().ok().filter(|number: &f64| number.is_finite());
        number.map(Some).ok_or_else(|| self.refuse(field, "type", "not a number"))
    }

    /// Columns that are no field, under their own names.
    fn others(&self) -> Map<String, Value> {
        let of = |column: &String| self.row.get(column).map(|value| (column.clone(), Value::from(value)));
        self.columns.others.iter().filter_map(of).collect()
    }

    fn texts(&self, into: &mut Map<String, Value>, fields: &[&str]) {
        for field in fields {
            if let Some(value) = self.get(field) {
                into.insert((*field).to_owned(), value.into());
            }
        }
    }

    fn numbers(&self, into: &mut Map<String, Value>, fields: &[&'static str]) -> Result<(), RejectedRow> {
        for field in fields {
            if let Some(number) = self.number(field)? {
                into.insert((*field).to_owned(), number.into());
            }
        }
        Ok(())
    }

    fn traits(&self) -> Result<Map<String, Value>, RejectedRow> {
        let mut traits = self.others();
        self.texts(&mut traits, &["name", "language"]);
        if let Some(said) = self.get("email_marketing") {
            let granted = match said.to_lowercase().as_str() {
                "1" | "true" | "yes" | "y" | "是" => true,
                "0" | "false" | "no" | "n" | "否" => false,
                _ => return Err(self.refuse("email_marketing", "type", "say yes or no")),
            };
            traits.insert("consent".to_owned(), json!({ "email.marketing": granted }));
        }
        Ok(traits)
    }

    fn order(&self) -> Result<Map<String, Value>, RejectedRow> {
        if self.get("order_id").is_none() {
            return Err(self.refuse("order_id", "required", "an order needs its number"));
        }
        let mut order = self.others();
        self.texts(&mut order, &["order_id", "currency", "unit", "staff", "group", "channel", "coupon"]);
        self.numbers(&mut order, &["total"])?;
        if let Some(id) = self.get("product_id").or_else(|| self.get("product_name")) {
            let mut product = Map::new();
            product.insert("product_id".to_owned(), id.into());
            if let Some(name) = self.get("product_name") {
                product.insert("name".to_owned(), name.into());
            }
            self.texts(&mut product, &["category"]);
            self.numbers(&mut product, &["quantity", "price"])?;
            order.insert("products".to_owned(), Value::from(vec![Value::from(product)]));
        }
        Ok(order)
    }

    fn review(&self) -> Result<Map<String, Value>, RejectedRow> {
        if self.get("text").is_none() && self.get("rating").is_none() {
            return Err(self.refuse("text", "required", "a review needs a text or a rating"));
        }
        let mut review = self.others();
        let texts = ["text", "title", "unit", "staff", "group", "channel", "order_id", "product_id"];
        self.texts(&mut review, &texts);
        self.numbers(&mut review, &["rating", "rating_max"])?;
        Ok(review)
    }
}
