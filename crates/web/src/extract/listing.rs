//! The query of a list: its own filters, and which page of it.
//!
//! serde cannot put two structs together that both refuse unknown fields, so the pairs are dealt out by name
//! here, and every list shares one definition of `limit` and `cursor`.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::{Paging, query};
use crate::problem::Problem;

/// The filters of a list, and which page.
#[derive(Debug, Clone)]
pub struct Listing<T, P = Paging> {
    /// What narrows the list.
    pub filter: T,
    /// Which page.
    pub page: P,
}

/// What says which page is wanted.
pub trait PageQuery: DeserializeOwned {
    /// The names of its parameters.
    const NAMES: &'static [&'static str];

    /// Takes what the headers say.
    #[must_use]
    fn heeding(self, _headers: &HeaderMap) -> Self {
        self
    }
}

impl PageQuery for Paging {
    const NAMES: &'static [&'static str] = &["limit", "cursor"];
}

impl<T: DeserializeOwned, P: PageQuery, S: Send + Sync> FromRequestParts<S> for Listing<T, P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let text = parts.uri.query().unwrap_or_default();
        let (page, filter) = dealt(text.as_bytes(), P::NAMES);
        // The filters first: a name that nobody knows is reported by them.
        let filter = query::parse(filter.as_bytes())?;
        let page: P = query::parse(page.as_bytes())?;
        Ok(Self { filter, page: page.heeding(&parts.headers) })
    }
}

/// The pairs with these names, and the others.
fn dealt(text: &[u8], names: &[&str]) -> (String, String) {
    let mut own = form_urlencoded::Serializer::new(String::new());
    let mut others = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(text) {
        let part = if names.contains(&&*name) { &mut own } else { &mut others };
        part.append_pair(&name, &value);
    }
    (own.finish(), others.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_dealt_out_whole() {
        let (page, filter) =
            dealt("limit=2&q=a%26b+c&cursor=AA&limit=3&%E6%B1%A4=1".as_bytes(), Paging::NAMES);
        assert_eq!(page, "limit=2&cursor=AA&limit=3");
        assert_eq!(filter, "q=a%26b+c&%E6%B1%A4=1");
    }
}
