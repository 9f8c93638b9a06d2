//! Whole requests through the parsers: real payloads, the rules, and hostile bytes.

mod hostile;
mod payloads;
mod rules;

use std::fmt::Write as _;

use touchstone_domain::id::SourceId;

use super::{Arrival, Limits, Parsed};

fn arrival() -> Arrival<'static> {
    Arrival {
        source: SourceId::from_bytes([1; 16]),
        received_at: "2026-11-22T00:50:00Z".parse().expect("a time"),
        random: [7; 10],
        ip: None,
        limits: Limits::default(),
    }
}

/// What was understood, one line per fact, so that a test shows it whole.
fn show(parsed: &Parsed<'_>) -> String {
    let mut out = String::new();
    for accepted in &parsed.events {
        let event = &accepted.event;
        let who: Vec<String> =
            event.identities.iter().map(|id| format!("{}:{}", id.kind.as_str(), id.value)).collect();
        let kind = format!("{:?}", event.kind).to_lowercase();
        writeln!(out, "{kind} {:?} [{}] at {}", event.name, who.join(" "), event.occurred_at).expect("text");
        for (name, value) in [("properties", &event.properties), ("traits", &event.traits)] {
            if !value.is_null() {
                writeln!(out, "  {name} {value}").expect("text");
            }
        }
        for warning in &accepted.warnings {
            writeln!(out, "  warning {} {}: {}", warning.field, warning.code, warning.message).expect("text");
        }
    }
    for rejected in &parsed.rejected {
        let id = rejected.message_id.as_deref().unwrap_or("-");
        writeln!(out, "rejected {} {id}", rejected.index).expect("text");
        for error in &rejected.errors {
            writeln!(out, "  {} {}: {}", error.field, error.code, error.message).expect("text");
        }
    }
    out
}
