//! Coming from an invitation: the answer that was chosen in the message, and that its link was opened.

use axum::http::HeaderMap;
use touchstone_domain::link::Via;
use touchstone_domain::response::read_form;
use touchstone_engine::StoreError;
use touchstone_engine::answering::Shown;

use super::survey::Page;
use crate::Web;

/// Shows the answers that stand in the address as chosen. Nothing is stored: programs that look for harm open every
/// link of a message, and only a person sends the form.
pub(super) fn choose(shown: &mut Shown, pairs: &[(String, String)]) {
    let Shown::Form(invitation, form) = shown else { return };
    let Some(version) = &invitation.version else { return };
    let given = pairs.iter().filter(|(name, _)| name.starts_with("a."));
    let given = given.map(|(name, value)| (name.as_str(), value.as_str()));
    let read = read_form(&version.survey, &invitation.link.params.items, given);
    form.draft.merge(read.patch);
}

/// Counts whoever opens the link of a distribution.
pub(super) async fn note_opened(web: &Web, shown: &Shown, headers: &HeaderMap) {
    let Shown::Form(invitation, _) = shown else { return };
    if invitation.link.params.via != Some(Via::Distribution) || is_prefetched(headers) {
        return;
    }
    if let Err(error) = web.app.link_opened(invitation.brand, invitation.link.id).await {
        // The page matters more than the count.
        tracing::warn!(%error, "an opened link was not counted");
    }
}

/// The origins whose pages may hold this one in a frame: those of the widget that made its link, else none.
pub(super) async fn ancestors(web: &Web, shown: &Result<Shown, StoreError>) -> Vec<String> {
    let Ok(Shown::Form(invitation, _) | Shown::Done(invitation, _) | Shown::Refused(invitation, _)) = shown
    else {
        return Vec::new();
    };
    if invitation.link.params.via != Some(Via::Widget) {
        return Vec::new();
    }
    let found = web.app.widget_origins(invitation.brand, invitation.link.survey).await;
    found.unwrap_or_else(|error| {
        tracing::warn!(%error, "the origins of a widget could not be read");
        Vec::new()
    })
}

/// Lets these pages hold the page in a frame, and the page tell them how tall it is.
pub(super) fn framed(mut page: Page, ancestors: &[String]) -> Page {
    if !ancestors.is_empty() {
        let allowed = format!("frame-ancestors {}", ancestors.join(" "));
        page.csp = page
            .csp
            .replace("frame-ancestors 'none'", &allowed)
            .replace("script-src 'none'", "script-src 'self'");
        let script = "<script src=\"/assets/frame.js\" defer></script></body>";
        page.html = page.html.replacen("</body>", script, 1);
    }
    page
}

/// A browser that only may come later says so.
fn is_prefetched(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"].iter().any(|name| {
        headers
            .get(*name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains("prefetch"))
    })
}
