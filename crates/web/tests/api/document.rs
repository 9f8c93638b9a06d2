//! The OpenAPI document is a reviewed file: a change of the outward contract shows in its diff.

use std::path::Path;

use serde_json::Value;

/// `UPDATE_OPENAPI=1 cargo nextest run -p touchstone-web document` writes the file anew.
#[test]
fn the_document_is_as_committed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let json = touchstone_web::router::document().to_pretty_json().expect("JSON") + "\n";
    #[expect(clippy::disallowed_methods, reason = "a test that writes its expectation is told so by hand")]
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &json).expect("the file can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(json == committed, "docs/openapi.json is out of date; review it after UPDATE_OPENAPI=1");
}

#[test]
fn every_operation_is_told_in_full() {
    let document = serde_json::to_value(touchstone_web::router::document()).expect("JSON");
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{name} has no summary");
            assert!(operation["tags"][0].as_str().is_some_and(|tag| tag != "default"), "{name} has no tag");
            let responses = operation["responses"].as_object().expect("responses");
            assert!(responses.keys().any(|status| status.starts_with('2')), "{name} never succeeds");
            assert!(responses.contains_key("5XX"), "{name} never fails");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{name}: {parameter} has no description");
            }
            // A source's events carry ids of their own: what is sent again is a duplicate without a key.
            let needed = operation["security"].as_array();
            let guarded = needed.into_iter().flatten().any(|needed| needed.get("bearer").is_some());
            let keys = operation["parameters"].as_array().into_iter().flatten();
            let takes_key = keys.filter(|parameter| parameter["name"] == "idempotency-key").count() == 1;
            assert_eq!(takes_key, guarded && method == "post", "{name} and the idempotency key");
        }
    }
    every_reference_leads_somewhere(&document, &document);
}

fn every_reference_leads_somewhere(document: &Value, part: &Value) {
    match part {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                let pointer = reference.trim_start_matches('#');
                assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
            }
            fields.values().for_each(|field| every_reference_leads_somewhere(document, field));
        }
        Value::Array(items) => items.iter().for_each(|item| every_reference_leads_somewhere(document, item)),
        _ => {}
    }
}
