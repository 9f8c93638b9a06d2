//! The page that ends messages: one button for people, one POST for mail programs (RFC 8058).
//!
//! Reading the page ends nothing, since programs that look for harm open every link of a message.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use touchstone_domain::locale::{Lang, negotiate};
use touchstone_domain::profile::Channel;
use touchstone_engine::customers;

use crate::Web;
use crate::extract::Path;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "stop/page.html")]
struct StopPage<'a> {
    lang: &'a str,
    brand: &'a str,
    title: &'a str,
    text: String,
    button: Option<&'a str>,
}

/// Asks whether to stop.
pub async fn show(
    State(web): State<Web>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(found) = customers::stoppable(&web.app, &token).await? else { return unknown(&headers) };
    let chinese = is_chinese(&headers, &found.settings.language);
    let channel = channel(found.channel, chinese);
    let (title, text, button) = if chinese {
        ("不再接收消息？", format!("确认后，我们不再向您发送{channel}。"), "确认退订")
    } else {
        ("No more messages?", format!("We will not send you any {channel} any more."), "Unsubscribe")
    };
    let page =
        StopPage { lang: lang(chinese), brand: &found.settings.name, title, text, button: Some(button) };
    answer(StatusCode::OK, &page)
}

/// Stops; whatever the body says, since a mail program sends `List-Unsubscribe=One-Click` and a browser
/// the form, and both mean it.
pub async fn submit(
    State(web): State<Web>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(found) = customers::stoppable(&web.app, &token).await? else { return unknown(&headers) };
    if !customers::stop(&web.app, &token).await? {
        return unknown(&headers);
    }
    let chinese = is_chinese(&headers, &found.settings.language);
    let channel = channel(found.channel, chinese);
    let (title, text) = if chinese {
        ("已退订", format!("我们不再向您发送{channel}。"))
    } else {
        ("You are unsubscribed", format!("We will not send you any {channel} any more."))
    };
    let page = StopPage { lang: lang(chinese), brand: &found.settings.name, title, text, button: None };
    answer(StatusCode::OK, &page)
}

fn unknown(headers: &HeaderMap) -> Result<Response, Problem> {
    let chinese = is_chinese(headers, "");
    let (title, text) = if chinese {
        ("链接无效", "链接可能不完整，请从原消息重新打开。")
    } else {
        ("This link does not work", "It may be incomplete. Please open it again from the message it came in.")
    };
    let page = StopPage { lang: lang(chinese), brand: "", title, text: text.to_owned(), button: None };
    answer(StatusCode::NOT_FOUND, &page)
}

fn lang(chinese: bool) -> &'static str {
    if chinese { "zh-CN" } else { "en" }
}

/// What the browser likes, else what the brand speaks.
fn is_chinese(headers: &HeaderMap, brand: &str) -> bool {
    let wishes = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let default = if brand.starts_with("en") { Lang::en() } else { Lang::zh_cn() };
    negotiate(wishes.unwrap_or_default(), &[Lang::zh_cn(), Lang::en()], &default) != Lang::en()
}

fn channel(channel: Channel, chinese: bool) -> &'static str {
    match (channel, chinese) {
        (Channel::Email, true) => "邮件",
        (Channel::Email, false) => "e-mail",
        (Channel::Sms, true) => "短信",
        (Channel::Sms, false) => "text messages",
        (Channel::Wechat, true) => "微信消息",
        (Channel::Wechat, false) => "WeChat messages",
        (Channel::Webhook, true) => "消息",
        (Channel::Webhook, false) => "messages",
    }
}

fn answer(status: StatusCode, page: &StopPage<'_>) -> Result<Response, Problem> {
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Problem::internal()
    })?;
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    Ok((status, headers, Html(html)).into_response())
}
