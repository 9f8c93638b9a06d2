//! The figures: a table for people, JSON for machines, each with the bound measured in the same run.

use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// Its stable name.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// The best that this machine could do, measured in the same run; none where there is none.
    pub bound: Option<f64>,
    /// What the bound is.
    pub bound_name: String,
}

/// All figures of a run.
#[derive(Debug, Default)]
pub struct Report {
    figures: Vec<Figure>,
}

impl Report {
    /// Adds a figure without a bound.
    pub fn add(&mut self, name: &str, value: f64, unit: &str) {
        self.bounded(name, value, unit, None, "");
    }

    /// Adds a figure with its bound.
    pub fn bounded(&mut self, name: &str, value: f64, unit: &str, bound: Option<f64>, bound_name: &str) {
        self.figures.push(Figure {
            name: name.to_owned(),
            value,
            unit: unit.to_owned(),
            bound,
            bound_name: bound_name.to_owned(),
        });
    }

    /// The table.
    pub fn table(&self) -> String {
        let mut table =
            String::from("| figure | value | unit | bound | what the bound is |\n|---|---:|---|---:|---|\n");
        for figure in &self.figures {
            let bound = figure.bound.map(shown).unwrap_or_default();
            let (name, value, unit) = (&figure.name, shown(figure.value), &figure.unit);
            writeln!(table, "| {name} | {value} | {unit} | {bound} | {} |", figure.bound_name)
                .expect("writing to a string does not fail");
        }
        table
    }

    /// Writes the JSON.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let json = serde_json::to_string_pretty(&self.figures)?;
        std::fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))
    }
}

fn shown(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}
