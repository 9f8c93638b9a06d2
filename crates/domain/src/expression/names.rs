//! The names that one survey adds to the language: its questions, hidden fields and computed values, each
//! with its type and the place where its value is found.

use super::schema::{Kind, Root};

/// The names of a survey.
#[derive(Debug, Default)]
pub struct Names {
    roots: Vec<(Root, Kind)>,
    records: Vec<Vec<Name>>,
    choices: Vec<Vec<Box<str>>>,
}

/// A field of a declared record.
#[derive(Debug)]
pub struct Name {
    /// As it is written.
    pub name: Box<str>,
    /// Its type.
    pub kind: Kind,
    /// What [`Facts::slot`](super::Facts::slot) is asked for when the record is a root.
    pub slot: u16,
}

/// No names besides those of the product.
pub(super) static NO_NAMES: Names = Names { roots: Vec::new(), records: Vec::new(), choices: Vec::new() };

impl Names {
    /// Gives a root the type it has here.
    pub fn root(&mut self, root: Root, kind: Kind) {
        self.roots.push((root, kind));
    }

    /// A record with exactly these fields.
    pub fn record(&mut self, fields: Vec<Name>) -> Kind {
        self.records.push(fields);
        Kind::Declared(number(self.records.len() - 1))
    }

    /// Options to choose from; the number is that of [`Kind::Choice`] and [`Kind::Choices`].
    pub fn choices(&mut self, options: impl IntoIterator<Item = Box<str>>) -> u16 {
        self.choices.push(options.into_iter().collect());
        number(self.choices.len() - 1)
    }

    /// Gives a field of a declared record a more exact type.
    pub fn retype(&mut self, record: Kind, slot: u16, kind: Kind) {
        let Kind::Declared(record) = record else { return };
        for name in self.records.get_mut(usize::from(record)).into_iter().flatten() {
            if name.slot == slot {
                name.kind = kind;
            }
        }
    }

    pub(super) fn kind(&self, root: Root) -> Kind {
        self.roots.iter().find(|(known, _)| *known == root).map_or(root.kind(), |(_, kind)| *kind)
    }

    pub(super) fn fields(&self, record: u16) -> &[Name] {
        self.records.get(usize::from(record)).map_or(&[], Vec::as_slice)
    }

    /// The options of a kind that has some.
    pub(super) fn options(&self, kind: Kind) -> Option<&[Box<str>]> {
        let (Kind::Choice(number) | Kind::Choices(number)) = kind else { return None };
        self.choices.get(usize::from(number)).map(Vec::as_slice)
    }
}

/// Surveys have limits far below this one.
fn number(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX)
}
