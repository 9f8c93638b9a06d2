//! A forgotten password.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use touchstone_domain::locale::{Lang, negotiate};
use utoipa::ToSchema;

use crate::Web;
use crate::auth::{ClientAddress, refuse_other_origin};
use crate::extract::Json;
use crate::problem::Problem;

/// Whose password was forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskForPasswordLinkRequest {
    /// The e-mail address.
    #[schema(example = "li.na@example.com", format = Email, max_length = 256)]
    pub email: String,
}

/// Sends a link for a new password to an address, if a member has it; the answer does not say whether one does. The
/// letter is in the language that the request asks for, Chinese or English; the link works once, for an hour.
#[utoipa::path(
    post,
    path = "/v1/password_links",
    tag = "session",
    request_body = AskForPasswordLinkRequest,
    responses((status = 202, description = "If a member has the address, a letter is on its way."))
)]
pub async fn ask_for_password_link(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Json(request): Json<AskForPasswordLinkRequest>,
) -> Result<StatusCode, Problem> {
    refuse_other_origin(&headers)?;
    web.app.forgot_password(&request.email, language(&headers), &address).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The language of letters that the request asks for; `None` leaves it to the brand.
fn language(headers: &HeaderMap) -> Option<Lang> {
    let wishes = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let neither: Lang = "und".parse().ok()?;
    Some(negotiate(wishes, &[Lang::en(), Lang::zh_cn()], &neither)).filter(|found| *found != neither)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_speaks_as_the_browser_does() {
        let of = |wishes: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, wishes.parse().expect("a header"));
            language(&headers).map(|language| language.to_string())
        };
        assert_eq!(of("zh-Hans-CN, en;q=0.5").as_deref(), Some("zh-CN"));
        assert_eq!(of("en-GB").as_deref(), Some("en"));
        assert_eq!(of("fr"), None);
        assert_eq!(language(&HeaderMap::new()), None);
    }
}
