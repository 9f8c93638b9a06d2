//! Statements in the words of the connection's database, kept so that each is put into words once and
//! its text stays the same, which is what prepared statements are found by.

use std::fmt::Write;
use std::sync::Arc;

use crate::dialect::Dialect;
use foldhash::{HashMap, HashMapExt};

/// Texts kept; beyond, all are forgotten. Only statements built at run time can reach it.
const KEPT_MAX: usize = 2048;

pub(crate) struct Phrases {
    dialect: Dialect,
    plain: HashMap<String, Arc<str>>,
    repeated: HashMap<String, Vec<Repeated>>,
}

/// A statement whose list was written out for a number of items.
struct Repeated {
    tail: String,
    fixed: usize,
    columns: usize,
    items: usize,
    sql: Arc<str>,
}

impl Phrases {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, plain: HashMap::new(), repeated: HashMap::new() }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// A statement as it is.
    pub(crate) fn plain(&mut self, portable: &str) -> Arc<str> {
        if let Some(sql) = self.plain.get(portable) {
            return Arc::clone(sql);
        }
        if self.plain.len() >= KEPT_MAX {
            self.plain.clear();
        }
        let sql: Arc<str> = self.dialect.statement(portable).into();
        self.plain.insert(portable.to_owned(), Arc::clone(&sql));
        sql
    }

    /// `head VALUES (..), (..) tail` with `items` rows of `columns` values.
    pub(crate) fn insert(&mut self, head: &str, columns: usize, items: usize, tail: &str) -> Arc<str> {
        self.repeated(head, tail, [0, columns, items], |sql| {
            sql.push_str(head);
            sql.push_str(" VALUES ");
            for item in 0..items {
                sql.push_str(if item == 0 { "(" } else { ",(" });
                numbered(sql, item * columns, columns);
                sql.push(')');
            }
            sql.push(' ');
            sql.push_str(tail);
        })
    }

    /// `portable` with `{in}` replaced by `items` placeholders after the `fixed` ones.
    pub(crate) fn list(&mut self, portable: &str, fixed: usize, items: usize) -> Arc<str> {
        self.repeated(portable, "", [fixed, 1, items], |sql| {
            let mut list = String::new();
            numbered(&mut list, fixed, items);
            sql.push_str(&portable.replace("{in}", &list));
        })
    }

    fn repeated(
        &mut self,
        head: &str,
        tail: &str,
        [fixed, columns, items]: [usize; 3],
        write: impl FnOnce(&mut String),
    ) -> Arc<str> {
        let known = self.repeated.get(head).and_then(|all| {
            let fits = |one: &&Repeated| {
                one.items == items && one.fixed == fixed && one.columns == columns && one.tail == tail
            };
            all.iter().find(fits)
        });
        if let Some(known) = known {
            return Arc::clone(&known.sql);
        }
        if self.repeated.len() >= KEPT_MAX {
            self.repeated.clear();
        }
        let mut portable = String::new();
        write(&mut portable);
        let sql: Arc<str> = self.dialect.statement(&portable).into();
        let entry = Repeated { tail: tail.to_owned(), fixed, columns, items, sql: Arc::clone(&sql) };
        self.repeated.entry(head.to_owned()).or_default().push(entry);
        sql
    }
}

/// `$4,$5,$6` for three after three.
fn numbered(sql: &mut String, after: usize, count: usize) {
    for number in after + 1..=after + count {
        let comma = if number == after + 1 { "" } else { "," };
        write!(sql, "{comma}${number}").expect("writing to a String cannot fail");
    }
}
