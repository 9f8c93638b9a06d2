//! Problems in the language that the request asks for.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use touchstone_domain::locale::{Lang, negotiate};

use crate::problem::Problem;

/// Says a problem in Chinese to those who like it better than English.
pub(super) async fn worded(request: Request, next: Next) -> Response {
    let wishes = request.headers().get(header::ACCEPT_LANGUAGE).cloned();
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let chinese = wishes
        .as_ref()
        .and_then(|wishes| wishes.to_str().ok())
        .is_some_and(|wishes| negotiate(wishes, &[Lang::en(), Lang::zh_cn()], &Lang::en()) == Lang::zh_cn());
    if chinese {
        response = problem.into_chinese(response);
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Language"));
    response
}
