//! Importing units from CSV: tens of thousands of rows in one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use touchstone_domain::field::FieldError;
use touchstone_domain::hash;
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::unit::{
    ImportRow, NUMBER_MAX, NewUnits, Plan, RejectedRow, UNITS_MAX, UnitTree, plan,
};
use touchstone_store::Tx;
use touchstone_store::rows::{members, units};

use crate::access::Actor;
use crate::{App, Refusal};

/// Refused rows named in the report, more than a brand has units; all are counted.
const NAMED_MAX: usize = 50_000;
/// Columns with their other names, in the order of the fields of a row.
const COLUMNS: [(&str, &[&str]); 6] = [
    ("code", &["编码", "编号", "代码"]),
    ("name", &["名称"]),
    ("kind", &["类型"]),
    ("parent", &["上级", "上级编码"]),
    ("owner", &["负责人", "负责人邮箱"]),
    ("time_zone", &["时区"]),
];
/// How many of the columns must be there.
const NEEDED: usize = 3;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Units that were added.
    pub created: usize,
    /// Units that were changed.
    pub changed: usize,
    /// Rows that said what was so already.
    pub unchanged: usize,
    /// Rows that were refused.
    pub rejected: usize,
    /// The first refused rows, with the reason.
    pub rejections: Vec<RejectedRow>,
}

impl App {
    /// Imports units from a CSV file in UTF-8 with a header. Sound rows are taken, others reported.
    pub async fn import_units(&self, actor: &Actor, file: &[u8]) -> Result<ImportReport, Refusal> {
        let rows = Arc::new(read(file)?);
        let now = self.now();
        let seed: [u8; 16] = self.random_bytes();
        self.change("import_units", actor, move |change| {
            let scope = change.actor().scope.clone();
            let tree = UnitTree::new(units::all(change.tx)?);
            let owners = owners(change.tx, &rows)?;
            let new = rows.iter().filter(|row| tree.by_code(row.code.trim()).is_none()).count();
            if tree.units().len() + new > UNITS_MAX {
                return Err(Refusal::Conflict(format!("A brand has at most {UNITS_MAX} units.")));
            }
            let count = u32::try_from(new).expect("fewer than the units of a brand");
            let first_number = if count == 0 { 0 } else { units::take_numbers(change.tx, count)? };
            if first_number.saturating_add(count) > NUMBER_MAX {
                return Err(Refusal::Conflict("The brand has used up the numbers of its units.".to_owned()));
            }
            let id = |line: u64| {
                let random = hash::digest16(&[&seed, &line.to_be_bytes()]);
                let mut bits = [0; 10];
                bits.copy_from_slice(&random[..10]);
                UnitId::new(now.as_millisecond(), bits)
            };
            let plan = plan(&tree, &scope, &rows, &owners, &NewUnits { first_number, id: &id });
            units::upsert_many(change.tx, &plan.created, now)?;
            units::upsert_many(change.tx, &plan.changed, now)?;
            let report = report(plan);
            if report.created + report.changed == 0 {
                change.unchanged();
            } else {
                let after = json!({ "created": report.created, "changed": report.changed });
                change.audit("unit.import", change.actor().brand, &(), &after);
                change.config_changed();
            }
            Ok(report)
        })
        .await
    }
}

fn report(plan: Plan) -> ImportReport {
    let mut rejections = plan.rejected;
    let rejected = rejections.len();
    rejections.truncate(NAMED_MAX);
    ImportReport {
        created: plan.created.len(),
        changed: plan.changed.len(),
        unchanged: plan.unchanged,
        rejected,
        rejections,
    }
}

fn owners(tx: &mut Tx<'_>, rows: &[ImportRow]) -> Result<HashMap<String, MemberId>, Refusal> {
    let mut emails: Vec<String> = rows.iter().map(|row| row.owner.trim().to_lowercase()).collect();
    emails.sort_unstable();
    emails.dedup();
    let emails: Vec<&str> = emails.iter().map(String::as_str).filter(|email| !email.is_empty()).collect();
    Ok(members::ids_of_emails(tx, &emails)?.into_iter().collect())
}

/// The rows of the file. A header that lacks a column, or a file that is no CSV, is refused as a whole.
fn read(file: &[u8]) -> Result<Vec<ImportRow>, FieldError> {
    let text = std::str::from_utf8(file)
        .map_err(|_| FieldError::new("file", "encoding", "save the file as CSV in UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| broken(&error))?.clone();
    let columns = columns(&header)?;
    let mut rows = Vec::new();
    let (mut counted, mut line) = (0, 1);
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        // The reader's own count stands before a line end of two characters until the next record is read.
        let start = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0)).max(counted);
        let ends = text.as_bytes()[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        line += text.as_bytes()[counted..start + ends].iter().filter(|byte| **byte == b'\n').count();
        counted = start + ends;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() >= UNITS_MAX {
            return Err(FieldError::new("file", "too_long", format!("at most {UNITS_MAX} rows")));
        }
        let cell =
            |column: usize| columns[column].and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        rows.push(ImportRow {
            line: line as u64,
            code: cell(0),
            name: cell(1),
            kind: cell(2),
            parent: cell(3),
            owner: cell(4),
            time_zone: cell(5),
        });
    }
    Ok(rows)
}

fn columns(header: &csv::StringRecord) -> Result<[Option<usize>; 6], FieldError> {
    let mut found = [None; 6];
    for (at, cell) in header.iter().enumerate() {
        let cell = cell.trim().to_lowercase();
        let column =
            COLUMNS.iter().position(|(name, others)| *name == cell || others.contains(&cell.as_str()));
        let Some(column) = column else {
            let names = COLUMNS.map(|(name, _)| name).join(", ");
            return Err(FieldError::new(
                "file",
                "unknown_column",
                format!("column {} is none of {names}", at + 1),
            ));
        };
        if found[column].replace(at).is_some() {
            let name = COLUMNS[column].0;
            return Err(FieldError::new(
                "file",
                "duplicate_column",
                format!("the column {name} stands there twice"),
            ));
        }
    }
    if let Some(missing) = (0..NEEDED).find(|column| found[*column].is_none()) {
        let name = COLUMNS[missing].0;
        return Err(FieldError::new("file", "missing_column", format!("the header lacks the column {name}")));
    }
    Ok(found)
}

fn broken(error: &csv::Error) -> FieldError {
    let line = error.position().map_or(1, csv::Position::line);
    FieldError::new("file", "broken", format!("line {line} cannot be read as CSV"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_spreadsheets_are_read() {
        let file = "\u{feff}名称,编码,类型,上级编码\r\n\"Nanjing, Road\",S1,门店,R1\r\n,,,\r\nShort,S2\r\n";
        let rows = read(file.as_bytes()).expect("a sound file");
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (rows[0].line, rows[0].name.as_str(), rows[0].parent.as_str()),
            (2, "Nanjing, Road", "R1")
        );
        assert_eq!((rows[1].line, rows[1].code.as_str(), rows[1].kind.as_str()), (4, "S2", ""));
    }

    #[test]
    fn what_is_no_such_file_is_refused_as_a_whole() {
        let code = |file: &[u8]| read(file).err().map(|error| error.code);
        assert_eq!(code(b"code,name,kind\n\xff,\xff,store\n").as_deref(), Some("encoding"));
        assert_eq!(code(b"code,name\n").as_deref(), Some("missing_column"));
        assert_eq!(code(b"code,name,kind,colour\n").as_deref(), Some("unknown_column"));
        assert_eq!(code(b"code,name,kind,code\n").as_deref(), Some("duplicate_column"));
        assert_eq!(code(b"").as_deref(), Some("missing_column"));
        assert_eq!(code(b"code,name,kind\n"), None);
    }
}
