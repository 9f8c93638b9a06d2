//! Every documented route but a short list refuses strangers.

use std::collections::BTreeSet;

use crate::client::Server;

/// Routes that answer strangers, and why.
const PUBLIC: [(&str, &str); 5] = [
    // The first start has nobody to log in as; it works once.
    ("post", "/v1/setup"),
    // Logging in.
    ("post", "/v1/session"),
    // Whoever forgot their password, or has none yet, cannot log in; the link of a letter stands in for it.
    ("post", "/v1/password_links"),
    ("post", "/v1/password_links/look"),
    ("post", "/v1/password_links/set"),
];

#[tokio::test]
async fn strangers_are_refused_everywhere_else() {
    let (server, _) = Server::set_up().await;
    let stranger = server.stranger();
    let document = serde_json::to_value(touchstone_web::router::document()).expect("JSON");
    let mut open = BTreeSet::new();
    let mut walked = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let named = (method.as_str(), path.as_str());
            let needs = operation["security"].as_array().is_some_and(|needed| !needed.is_empty());
            if !needs {
                open.insert((method.clone(), path.clone()));
                continue;
            }
            walked += 1;
            assert!(!PUBLIC.contains(&named), "{named:?} is documented as guarded");
            let concrete = path.replace(['{', '}'], "x");
            for (name, value) in [
                ("x-nothing", "1"),
                ("authorization", "Bearer tst_00000000000000000000000000000000000000000000000000xx"),
                ("authorization", "Basic dHNrXzA6"),
                ("cookie", "touchstone=tss_0"),
            ] {
                let answer = stranger.with(name, value).send(&method.to_uppercase(), &concrete, None).await;
                let problem = answer.problem();
                assert_eq!(problem, (401, "unauthenticated".to_owned()), "{named:?} with {name}: {value}");
                assert_eq!(answer.headers["www-authenticate"], "Bearer");
            }
        }
    }
    assert!(walked > 8, "the walk found the routes");
    let expected = PUBLIC.map(|(method, path)| (method.to_owned(), path.to_owned())).into();
    assert_eq!(open, expected);
}
