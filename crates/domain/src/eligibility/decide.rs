//! Deciding, rule by rule. All rules are asked, also after one has said no: who wants to know why wants all of it.

use jiff::{SignedDuration, Timestamp};

use super::{Asking, By, Eligibility, Look, Occasion, Part, Person, Place, Sample};
use crate::budget::{self, Way};
use crate::expression::Expression;
use crate::hash::unit_interval;
use crate::playbook::{CustomerFacts, Totals};
use crate::profile::{Asked, Channel, Profile};
use crate::survey::SurveyState;
use crate::time;

/// Whether a person is asked now, and why.
#[must_use]
pub fn decide(asking: &Asking<'_>, person: &Person<'_>) -> Eligibility {
    let mut looks = of_survey(asking);
    looks.extend(asking.place.map(place_look));
    if let Some(condition) = asking.condition {
        looks.push(condition_look(condition, asking, person));
    }
    looks.extend(asking.sample.map(|sample| sample_look(sample, person.key)));
    let asked = person.known.map(|(_, profile)| profile.asked(asking.survey)).unwrap_or_default();
    looks.extend(clock_looks(asking, asked));
    let again_at = again_at(&looks);
    let reached = reach(asking, person);
    let eligible = looks.iter().all(Look::passed) && reached.allowed;
    let (channel, not_before) = (reached.channel, reached.not_before);
    looks.extend(reached.looks);
    Eligibility { eligible, channel: channel.filter(|_| eligible), not_before, again_at, looks }
}

/// Whether a person is one of those meant: by the condition and the sample alone, which need no contact.
#[must_use]
pub fn is_meant(asking: &Asking<'_>, person: &Person<'_>) -> bool {
    asking.condition.is_none_or(|condition| condition_look(condition, asking, person).passed())
        && asking.sample.is_none_or(|sample| sample_look(sample, person.key).passed())
}

fn of_survey(asking: &Asking<'_>) -> Vec<Look> {
    let taking = asking.taking;
    let passed = matches!(asking.state, SurveyState::Published { .. });
    let mut looks = vec![Look::State { passed, state: asking.state.name().to_owned() }];
    if taking.opens_at.is_some() || taking.closes_at.is_some() {
        let (opens_at, closes_at) = (taking.opens_at, taking.closes_at);
        let begun = opens_at.is_none_or(|at| at <= asking.now);
        let passed = begun && closes_at.is_none_or(|at| at > asking.now);
        looks.push(Look::Schedule { passed, opens_at, closes_at });
    }
    if let Some(max) = taking.responses_max {
        let completed = asking.completed;
        looks.push(Look::ResponsesMax { passed: completed < u64::from(max), completed, max });
    }
    looks
}

const fn place_look(place: Place) -> Look {
    match place {
        Place::Widget(widget) => Look::Widget { passed: widget.asks(), widget },
        Place::Distribution { state, recipient } => {
            Look::Distribution { passed: recipient.is_asked_in(state), state, recipient }
        }
    }
}

fn condition_look(condition: &Expression, asking: &Asking<'_>, person: &Person<'_>) -> Look {
    // Of a stranger everything is null: a condition that needs something of them does not hold.
    let empty = Profile::new();
    let nobody = crate::id::CustomerId::from_bytes([0; 16]);
    let (id, profile) = person.known.unwrap_or((nobody, &empty));
    let totals = Totals::default();
    let facts = CustomerFacts::new(id, profile, &totals, asking.now);
    let parts: Vec<Part> = condition
        .explain(&facts)
        .map(|part| Part {
            source: part.source.to_owned(),
            passed: matches!(part.matched, Ok(true)),
            error: part.matched.err().map(|error| error.to_string()),
        })
        .collect();
    Look::Condition { passed: condition.matches(&facts).unwrap_or(false), parts }
}

fn sample_look(sample: Sample<'_>, key: &[u8]) -> Look {
    let drawn = unit_interval(&[b"sample", sample.salt, key]);
    Look::Sample { passed: drawn < sample.share, share: sample.share, drawn }
}

fn clock_looks(asking: &Asking<'_>, asked: Asked) -> Vec<Look> {
    let own = asking.taking.again_after_days;
    let (days, once) = match asking.occasion {
        // It was right to ask, or the invitation would not be open; only an answer ends it.
        Occasion::Reminder => {
            let passed = asked.answered_at.is_none() || asked.answered_at < asked.asked_at;
            return vec![Look::Answered { passed, answered_at: asked.answered_at }];
        }
        Occasion::Event => (own, false),
        Occasion::None { again_after_days } => (own.or(again_after_days), true),
    };
    let mut looks = Vec::new();
    match days {
        Some(days) => {
            let last_at = asked.last();
            let wait = SignedDuration::from_hours(24 * i64::from(days));
            let until = last_at.map(|at| time::after(at, wait));
            let passed = until.is_none_or(|until| until <= asking.now);
            looks.push(Look::AgainAfter { passed, days, last_at, until });
        }
        None if once => {
            let answered_at = asked.answered_at;
            looks.push(Look::Answered { passed: answered_at.is_none(), answered_at });
        }
        None => {}
    }
    if once {
        let open = asked.open_until.filter(|until| *until > asking.now);
        let asked_at = asked.asked_at.filter(|_| open.is_some());
        looks.push(Look::Pending { passed: open.is_none(), asked_at, until: open });
    }
    looks
}

/// When a clock allows asking, if clocks alone forbid it.
fn again_at(looks: &[Look]) -> Option<Timestamp> {
    let mut latest = None;
    for look in looks.iter().filter(|look| !look.passed()) {
        match look {
            Look::AgainAfter { until, .. } | Look::Pending { until, .. } => latest = latest.max(*until),
            _ => return None,
        }
    }
    latest
}

/// Which way, if any, the contact budget allows.
#[derive(Default)]
struct Reached {
    allowed: bool,
    channel: Option<Channel>,
    not_before: Option<Timestamp>,
    looks: Vec<Look>,
}

fn reach(asking: &Asking<'_>, person: &Person<'_>) -> Reached {
    let empty = Profile::new();
    let profile = person.known.map_or(&empty, |(_, profile)| profile);
    let zone = profile.zone(asking.zone);
    let mut reached = Reached::default();
    let ways: Vec<Way> = match asking.by {
        By::Message(channels) => channels.iter().copied().map(Way::Message).collect(),
        By::Page => vec![Way::Page],
    };
    for way in ways {
        let looks = budget::looks(asking.budget, profile, (way, asking.class), asking.now, &zone);
        let passed = looks.iter().all(budget::Look::passed);
        if passed && !reached.allowed {
            reached.allowed = true;
            reached.channel = match way {
                Way::Message(channel) => Some(channel),
                Way::Page => None,
            };
            reached.not_before = looks.iter().find_map(|look| match look {
                budget::Look::QuietHours { until, .. } => *until,
                _ => None,
            });
        }
        reached.looks.push(Look::Contact { passed, way: way.as_str().to_owned(), looks });
    }
    reached
}
