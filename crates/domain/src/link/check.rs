//! The limits of a link, asked before it is stored.

use std::collections::HashMap;

use super::{Link, LinkKind};
use crate::field::FieldError;
use crate::survey::{FaultKind, Faults, HIDDEN_CHARS_MAX, Key, shorten};

/// The most items a link carries.
pub const ITEMS_MAX: usize = 100;
/// The most hidden values a link carries.
pub const HIDDEN_MAX: usize = 50;
/// The longest text parameter.
pub const PARAM_CHARS_MAX: usize = 200;

/// Everything that keeps a link from being stored; empty when nothing does.
#[must_use]
pub fn check(link: &Link) -> Vec<FieldError> {
    let mut faults = Faults::default();
    let params = &link.params;
    if link.kind == LinkKind::Personal && params.customer.is_none() {
        faults.add("params.customer", FaultKind::Required);
    }
    if link.kind == LinkKind::Open && params.customer.is_some() {
        faults
            .add("params.customer", FaultKind::Expected { expected: "no customer: many share an open link" });
    }
    if link.kind != LinkKind::Personal && params.case.is_some() {
        faults.add(
            "params.case",
            FaultKind::Expected { expected: "no case: only a personal link follows one up" },
        );
    }
    let texts = [
        ("unit_code", &params.unit_code),
        ("staff", &params.staff),
        ("group", &params.group),
        ("order", &params.order),
        ("product", &params.product),
        ("channel", &params.channel),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            limit(&format!("params.{name}"), text, &mut faults);
        }
    }
    if params.hidden.len() > HIDDEN_MAX {
        faults.add("params.hidden", FaultKind::TooMany { max: HIDDEN_MAX });
    }
    for (name, value) in params.hidden.iter().take(HIDDEN_MAX) {
        let path = format!("params.hidden.{}", shorten(name));
        if name.parse::<Key>().is_err() {
            let expected = "1 to 64 letters, digits and underscores";
            faults.add(&path, FaultKind::Expected { expected });
        }
        if value.chars().count() > HIDDEN_CHARS_MAX {
            faults.add(path, FaultKind::TooLong { max: HIDDEN_CHARS_MAX });
        }
    }
    if params.items.len() > ITEMS_MAX {
        faults.add("params.items", FaultKind::TooMany { max: ITEMS_MAX });
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (at, item) in params.items.iter().take(ITEMS_MAX).enumerate() {
        limit(&format!("params.items[{at}].id"), &item.id, &mut faults);
        limit(&format!("params.items[{at}].name"), &item.name, &mut faults);
        if let Some(first) = seen.insert(&item.id, at) {
            let first = format!("params.items[{first}].id");
            faults.add(format!("params.items[{at}].id"), FaultKind::Duplicate { first });
        }
    }
    faults.into_vec().into_iter().map(Into::into).collect()
}

fn limit(path: &str, text: &str, faults: &mut Faults) {
    if text.trim().is_empty() {
        faults.add(path, FaultKind::Required);
    } else if text.chars().count() > PARAM_CHARS_MAX {
        faults.add(path, FaultKind::TooLong { max: PARAM_CHARS_MAX });
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::id::{CaseId, CustomerId, LinkId, SurveyId};
    use crate::link::{Item, LinkParams};

    fn said(kind: LinkKind, params: LinkParams) -> String {
        let (id, survey) = (LinkId::from_bytes([0; 16]), SurveyId::from_bytes([0; 16]));
        let errors = check(&Link { id, survey, kind, params, expires_at: None, revoked_at: None });
        errors.iter().map(|error| format!("{error}\n")).collect()
    }

    #[test]
    fn a_link_keeps_its_limits() {
        let customer = Some(CustomerId::from_bytes([0; 16]));
        let item = |id: &str| Item { id: id.to_owned(), name: "汤".to_owned() };
        assert_eq!(said(LinkKind::Open, LinkParams::default()), "");
        assert_eq!(said(LinkKind::Personal, LinkParams { customer, ..LinkParams::default() }), "");
        let wrong = [
            said(LinkKind::Personal, LinkParams::default()),
            said(LinkKind::Open, LinkParams { customer, ..LinkParams::default() }),
            said(
                LinkKind::SingleUse,
                LinkParams { case: Some(CaseId::from_bytes([0; 16])), ..LinkParams::default() },
            ),
            said(LinkKind::Open, LinkParams { order: Some("x".repeat(201)), ..LinkParams::default() }),
            said(
                LinkKind::Open,
                LinkParams { items: vec![item("a"), item(""), item("a")], ..LinkParams::default() },
            ),
            said(
                LinkKind::Open,
                LinkParams {
                    items: (0..=ITEMS_MAX).map(|at| item(&at.to_string())).collect(),
                    ..LinkParams::default()
                },
            ),
        ];
        expect![[r#"
            params.customer: is required
            params.customer: expected no customer: many share an open link
            params.case: expected no case: only a personal link follows one up
            params.order: is longer than 200 characters
            params.items[1].id: is required
            params.items[2].id: repeats params.items[0].id
            params.items: has more than 100 entries
        "#]]
        .assert_eq(&wrong.concat());
    }
}
