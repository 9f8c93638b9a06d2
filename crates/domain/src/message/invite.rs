//! An invitation to a survey, or a reminder of it, to one customer. Whether it may be sent was decided before.

use super::first_question::first_question;
use super::personal::{Personal, Unsent, languages, variables};
use super::{Rendered, Variables};
use crate::budget;
use crate::effect::{LinkRequest, Message};
use crate::id::TemplateId;
use crate::locale::Lang;
use crate::profile::{Channel, MessageClass};
use crate::survey::Survey;

/// What an invitation consists of.
#[derive(Debug, Clone)]
pub struct Invite<'a> {
    /// How.
    pub channel: Channel,
    /// The words; the built-in ones when absent.
    pub template: Option<TemplateId>,
    /// The link it carries.
    pub link: LinkRequest,
    /// The survey whose first question an e-mail carries; none for only the link.
    pub first_question: Option<&'a Survey>,
    /// Whether it reminds of an earlier one.
    pub reminds: bool,
}

/// Writes an invitation.
///
/// # Errors
/// Without an address, with a template that does not exist, or one that cannot be rendered.
pub fn invite(invite: Invite<'_>, to: &Personal<'_>) -> Result<Message, Unsent> {
    let Invite { channel, template, link, first_question: survey, reminds } = invite;
    let address = to.profile.address(channel).cloned().ok_or(Unsent::Budget(budget::Refusal::NoAddress))?;
    let class = MessageClass::Survey;
    let unsubscribe_link = to.links.unsubscribe(to.customer, channel);
    let survey_link = to.links.survey(&link);
    let (wanted, own) = languages(to);
    let mut rendered = match template {
        None => built_in(&to.brand.settings.name, &wanted, &survey_link, reminds),
        Some(id) => {
            to.brand.templates.get(id).ok_or(Unsent::UnknownTemplate)?;
            let variables = Variables {
                survey_link: Some(survey_link.clone()),
                unsubscribe_link: Some(unsubscribe_link.clone()),
                ..variables(to)
            };
            to.brand.templates.render(id, &wanted, &own, &variables)?
        }
    };
    if channel == Channel::Email
        && let Some(question) =
            survey.and_then(|survey| first_question(survey, &rendered.language, &survey_link))
    {
        let html = rendered.html.unwrap_or_else(|| as_html(&rendered.text, &rendered.language, &survey_link));
        rendered.html = Some(with_block(&html, &question));
    }
    Ok(Message {
        channel,
        address,
        class,
        template,
        language: rendered.language.to_string(),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        unsubscribe_link: Some(unsubscribe_link),
        link: Some(link),
        offer: None,
    })
}

/// The invitation, or the reminder, for brands that have not written one.
pub(crate) fn built_in(brand: &str, wanted: &Lang, link: &str, reminds: bool) -> Rendered {
    let (language, subject, text) = match (wanted.primary() == "zh", reminds) {
        (true, false) => {
            let text = format!("【{brand}】感谢您的光临，请用一分钟告诉我们您的感受：{link}");
            (Lang::zh_cn(), format!("{brand}：您的体验如何？"), text)
        }
        (true, true) => {
            let text = format!("【{brand}】您的意见对我们很重要，还来得及告诉我们：{link}");
            (Lang::zh_cn(), format!("{brand}：还想听听您的感受"), text)
        }
        (false, false) => {
            let text = format!(
                "{brand}: thank you for your visit. Please take a minute to tell us how it was: {link}"
            );
            (Lang::en(), format!("{brand}: how was it?"), text)
        }
        (false, true) => {
            let text = format!("{brand}: we would still like to hear how it was. It takes a minute: {link}");
            (Lang::en(), format!("{brand}: how was it?"), text)
        }
    };
    Rendered { language, subject: Some(subject), text, html: None }
}

/// A text as HTML, with its link as one.
fn as_html(text: &str, lang: &Lang, link: &str) -> String {
    let escaped = escape(text);
    let href = escape(link);
    let linked = escaped.replacen(&href, &format!("<a href=\"{href}\">{href}</a>"), 1);
    let paragraphs: Vec<String> =
        linked.split("\n\n").map(|part| format!("<p>{}</p>", part.replace('\n', "<br>"))).collect();
    let (direction, body) = (lang.direction(), paragraphs.concat());
    format!("<!doctype html><html lang=\"{lang}\" dir=\"{direction}\"><body>{body}</body></html>")
}

fn with_block(html: &str, block: &str) -> String {
    let at = html.rfind("</body>").unwrap_or(html.len());
    format!("{}{block}{}", &html[..at], &html[at..])
}

/// Text as it stands in HTML, also within quotes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}
