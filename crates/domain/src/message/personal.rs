//! A message that a member sends to one customer: a template or own words, within the contact budget.

use jiff::Timestamp;

use super::{
    BrandVariables, CustomerVariables, EventVariables, RenderError, Rendered, SUBJECT_CHARS_MAX, Template,
    UnitVariables, Variables, VoucherVariables,
};
use crate::budget::{self, Verdict, Wanted};
use crate::effect::Message;
use crate::id::{CustomerId, TemplateId};
use crate::locale::Lang;
use crate::playbook::{BrandFacts, Links};
use crate::profile::{Channel, MessageClass, Profile};
use crate::unit::Unit;
use crate::voucher::Voucher;

/// Most characters of own words.
pub const OWN_CHARS_MAX: usize = 2_000;

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// As a template of the brand does.
    Template(TemplateId),
    /// In the member's words.
    Own {
        /// What for; decides on consent, caps and quiet hours.
        class: MessageClass,
        /// The subject of an e-mail.
        subject: Option<String>,
        /// The text.
        text: String,
    },
}

/// To whom, and what may be said about them.
#[derive(Clone, Copy)]
pub struct Personal<'a> {
    /// The brand that speaks.
    pub brand: BrandFacts<'a>,
    /// Writes the link that stops marketing.
    pub links: &'a dyn Links,
    /// The customer.
    pub customer: CustomerId,
    /// What is known of them.
    pub profile: &'a Profile,
    /// Where it happened.
    pub unit: Option<&'a Unit>,
    /// What they get with it.
    pub voucher: Option<&'a Voucher>,
    /// When.
    pub now: Timestamp,
}

/// Why a message is not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsent {
    /// The contact budget says no.
    #[error("the contact budget says no: {}", .0.as_str())]
    Budget(budget::Refusal),
    /// There is no such template.
    #[error("there is no such template")]
    UnknownTemplate,
    /// The template needs what only a playbook has: a survey link, an offer.
    #[error("only a playbook can send this template")]
    NotByHand,
    /// Surveys are asked by playbooks.
    #[error("own words are service or marketing")]
    NoSurvey,
    /// No words.
    #[error("the message is empty")]
    Empty,
    /// More than [`OWN_CHARS_MAX`] characters, or a subject that is too long.
    #[error("the message is too long")]
    TooLong,
    /// The template could not be rendered.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Whether a member can send a template: it asks for nothing that only a playbook has.
#[must_use]
pub fn is_for_hand(template: &Template) -> bool {
    let needs = |name: &str| {
        let texts = [&template.subject, &template.body, &template.html];
        texts.iter().flat_map(|texts| texts.iter()).any(|(_, source)| super::check::names(source, name))
    };
    template.class != MessageClass::Survey && !needs("survey_link") && !needs("offer")
}

/// Writes the message, and says when it may leave if not now. Whether it may be sent at all is decided here.
pub fn compose(
    channel: Channel,
    words: &Words,
    to: &Personal<'_>,
) -> Result<(Message, Option<Timestamp>), Unsent> {
    let class = class(words, to)?;
    let zone = to.profile.zone(&to.brand.settings.time_zone);
    let wanted = Wanted { channel, class, now: to.now };
    let not_before = match budget::decide(to.brand.budget, to.profile, wanted, &zone) {
        Verdict::Allow => None,
        Verdict::Defer { until } => Some(until),
        Verdict::Refuse { reason } => return Err(Unsent::Budget(reason)),
    };
    let address = to.profile.address(channel).cloned().ok_or(Unsent::Budget(budget::Refusal::NoAddress))?;
    let unsubscribe_link =
        (class != MessageClass::Service).then(|| to.links.unsubscribe(to.customer, channel));
    let rendered = match words {
        Words::Template(id) => from_template(*id, to, unsubscribe_link.clone())?,
        Words::Own { subject, text, .. } => {
            own(channel, subject.as_deref(), text, to, unsubscribe_link.as_deref())?
        }
    };
    let message = Message {
        channel,
        address,
        class,
        template: match words {
            Words::Template(id) => Some(*id),
            Words::Own { .. } => None,
        },
        language: rendered.language.to_string(),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        unsubscribe_link,
        link: None,
        offer: None,
    };
    Ok((message, not_before))
}

fn class(words: &Words, to: &Personal<'_>) -> Result<MessageClass, Unsent> {
    match words {
        Words::Template(id) => {
            let template = to.brand.templates.get(*id).ok_or(Unsent::UnknownTemplate)?;
            if is_for_hand(template) { Ok(template.class) } else { Err(Unsent::NotByHand) }
        }
        Words::Own { class: MessageClass::Survey, .. } => Err(Unsent::NoSurvey),
        Words::Own { class, .. } => Ok(*class),
    }
}

/// The language the customer reads, and the brand's own.
pub(super) fn languages(to: &Personal<'_>) -> (Lang, Lang) {
    let own: Lang = to.brand.settings.language.parse().unwrap_or_else(|_| Lang::zh_cn());
    let wanted = to.profile.language.as_deref().and_then(|tag| tag.parse().ok());
    (wanted.unwrap_or_else(|| own.clone()), own)
}

fn from_template(
    id: TemplateId,
    to: &Personal<'_>,
    unsubscribe_link: Option<String>,
) -> Result<Rendered, Unsent> {
    let (wanted, own) = languages(to);
    let variables = Variables { unsubscribe_link, ..variables(to) };
    let mut rendered = to.brand.templates.render(id, &wanted, &own, &variables)?;
    // A template that knows nothing of vouchers still must not keep one to itself.
    if let Some(voucher) = to.voucher
        && !rendered.text.contains(&voucher.code)
    {
        let words = voucher.words(&rendered.language);
        rendered.text = format!("{}\n\n{words}\n", rendered.text.trim_end());
        rendered.html = rendered.html.map(|html| with_paragraph(&html, &words));
    }
    Ok(rendered)
}

fn with_paragraph(html: &str, words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    let at = html.rfind("</body>").unwrap_or(html.len());
    format!("{}<p>{escaped}</p>{}", &html[..at], &html[at..])
}

fn own(
    channel: Channel,
    subject: Option<&str>,
    text: &str,
    to: &Personal<'_>,
    unsubscribe_link: Option<&str>,
) -> Result<Rendered, Unsent> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Unsent::Empty);
    }
    // A line break in a subject would be a forged header.
    let subject = subject.map(|subject| subject.split_whitespace().collect::<Vec<_>>().join(" "));
    let is_long = |text: &str, max: usize| text.chars().count() > max;
    if is_long(text, OWN_CHARS_MAX) || subject.as_deref().is_some_and(|text| is_long(text, SUBJECT_CHARS_MAX))
    {
        return Err(Unsent::TooLong);
    }
    let (language, _) = languages(to);
    let mut parts = vec![text.to_owned()];
    parts.extend(
        to.voucher.filter(|voucher| !text.contains(&voucher.code)).map(|voucher| voucher.words(&language)),
    );
    parts.extend(unsubscribe_link.map(|link| {
        if language.primary() == "zh" {
            format!("不想再收到：{link}")
        } else {
            format!("No more of these: {link}")
        }
    }));
    let subject = (channel == Channel::Email).then(|| {
        subject.filter(|subject| !subject.is_empty()).unwrap_or_else(|| to.brand.settings.name.clone())
    });
    Ok(Rendered { language, subject, text: parts.join("\n\n"), html: None })
}

/// What templates can name: there was no event and no answer just now.
pub(super) fn variables<'a>(to: &Personal<'a>) -> Variables<'a> {
    let profile = to.profile;
    let settings = to.brand.settings;
    let named = |name: &str| profile.traits.get(name).and_then(serde_json::Value::as_str);
    let live = profile.tags.iter().filter(|(name, _)| profile.has_tag(name, to.now));
    Variables {
        brand: BrandVariables { name: &settings.name, public_url: &settings.public_url },
        customer: CustomerVariables {
            id: to.customer.to_string(),
            name: named("name").or_else(|| named("first_name")).or_else(|| named("firstName")),
            traits: &profile.traits,
            tags: live.map(|(name, tag)| (name.as_str(), tag.value.as_deref().unwrap_or_default())).collect(),
        },
        event: EventVariables {
            name: "",
            occurred_at: to.now.to_string(),
            properties: &serde_json::Value::Null,
        },
        response: None,
        unit: to.unit.map(|unit| UnitVariables {
            code: &unit.code,
            name: &unit.name,
            kind: unit.kind.as_str(),
        }),
        offer: None,
        survey_link: None,
        unsubscribe_link: None,
        voucher: to.voucher.map(|voucher| VoucherVariables {
            code: &voucher.code,
            worth: &voucher.worth,
            last_day: voucher.last_day,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::BrandSettings;
    use crate::effect::LinkRequest;
    use crate::id::{BrandId, CaseId, EffectId, MemberId};
    use crate::identity::{Identity, IdentityKind};
    use crate::locale::LocalizedText;
    use crate::message::Templates;
    use crate::offer::Catalogue;
    use crate::profile::{Consent, Contact};
    use crate::voucher::{self, Giving};

    struct Fixed;
    impl Links for Fixed {
        fn survey(&self, _: &LinkRequest) -> String {
            "https://t.example/s/x".to_owned()
        }
        fn unsubscribe(&self, _: CustomerId, channel: Channel) -> String {
            format!("https://t.example/u/{}", channel.as_str())
        }
    }

    /// Noon in Shanghai.
    fn noon() -> Timestamp {
        "2026-03-02T04:00:00Z".parse().expect("a time")
    }
    fn night() -> Timestamp {
        "2026-03-02T15:00:00Z".parse().expect("a time")
    }
    fn known() -> Profile {
        let phone = Identity { kind: IdentityKind::Phone, value: "+8613800002207".to_owned() };
        let mail = Identity { kind: IdentityKind::Email, value: "wang@example.com".to_owned() };
        Profile { identities: vec![phone, mail], ..Profile::new() }
    }
    fn own(class: MessageClass, text: &str) -> Words {
        Words::Own { class, subject: None, text: text.to_owned() }
    }
    fn template(id: u8, class: MessageClass, body: &str) -> Template {
        Template {
            id: TemplateId::from_bytes([id; 16]),
            name: "T".to_owned(),
            channel: Channel::Email,
            class,
            subject: LocalizedText::from([(Lang::en(), "Sorry")]),
            body: LocalizedText::from([(Lang::en(), body)]),
            html: LocalizedText::from([(Lang::en(), "<body><p>Hi</p></body>")]),
        }
    }

    fn sent(
        profile: &Profile,
        channel: Channel,
        words: &Words,
        now: Timestamp,
        with_voucher: bool,
    ) -> Result<(Message, Option<Timestamp>), Unsent> {
        let settings = BrandSettings { name: "山城".to_owned(), ..BrandSettings::default() };
        let templates = Templates::new([
            template(1, MessageClass::Service, "Sorry{% if customer.name %} {{ customer.name }}{% endif %}."),
            template(2, MessageClass::Survey, "{{ survey_link }}"),
            template(3, MessageClass::Service, "{{ survey_link }}"),
            template(4, MessageClass::Service, "Yours: {{ voucher.code }}"),
        ]);
        let catalogue = Catalogue::default();
        let brand = BrandFacts {
            id: BrandId::from_bytes([1; 16]),
            settings: &settings,
            budget: &settings.budget,
            templates: &templates,
            catalogue: &catalogue,
        };
        let customer = CustomerId::from_bytes([2; 16]);
        let wanted = voucher::Wanted { worth: "<甜品>".to_owned(), value: None, days: 7 };
        let giving = Giving {
            effect: EffectId::from_bytes([3; 16]),
            customer,
            case: CaseId::from_bytes([4; 16]),
            unit: None,
            by: MemberId::from_bytes([5; 16]),
        };
        let zone = crate::time::zone(&settings.time_zone);
        let voucher = Voucher::new(&wanted, giving, voucher::code([0; 16]), now, &zone);
        let voucher = with_voucher.then_some(&voucher);
        let to = Personal { brand, links: &Fixed, customer, profile, unit: None, voucher, now };
        compose(channel, words, &to)
    }

    #[test]
    fn own_words_go_out_as_they_are() {
        let (message, not_before) =
            sent(&known(), Channel::Sms, &own(MessageClass::Service, " 对不起 "), night(), false)
                .expect("service passes quiet hours");
        assert_eq!((message.text.as_str(), not_before), ("对不起", None));
        assert_eq!((message.subject, message.unsubscribe_link), (None, None));
        let words = Words::Own {
            class: MessageClass::Service,
            subject: Some("Sorry\r\nBcc: x@example.com".to_owned()),
            text: "x".to_owned(),
        };
        let (message, _) = sent(&known(), Channel::Email, &words, noon(), false).expect("sent");
        assert_eq!(message.subject.as_deref(), Some("Sorry Bcc: x@example.com"));
        let (message, _) = sent(&known(), Channel::Email, &own(MessageClass::Service, "x"), noon(), false)
            .expect("an e-mail without a subject is the brand's");
        assert_eq!(message.subject.as_deref(), Some("山城"));
    }

    #[test]
    fn marketing_needs_consent_waits_for_the_morning_and_shows_the_way_out() {
        let words = own(MessageClass::Marketing, "新品上市");
        let refused = sent(&known(), Channel::Sms, &words, noon(), false);
        assert_eq!(refused, Err(Unsent::Budget(budget::Refusal::NoConsent)));
        let mut agreed = known();
        agreed.consent.insert(
            "marketing".to_owned(),
            Consent { granted: true, at: noon(), source: "member".to_owned() },
        );
        let (message, not_before) = sent(&agreed, Channel::Sms, &words, night(), false).expect("later");
        assert_eq!(not_before.map(|at| at.to_string()).as_deref(), Some("2026-03-03T01:00:00Z"));
        assert_eq!(message.text, "新品上市\n\n不想再收到：https://t.example/u/sms");
        for _ in 0..2 {
            let contact = Contact { at: noon(), channel: Channel::Sms, class: MessageClass::Marketing };
            budget::record(&mut agreed, contact);
        }
        let refused = sent(&agreed, Channel::Sms, &words, noon(), false);
        assert_eq!(refused, Err(Unsent::Budget(budget::Refusal::CapTotal)));
        let service = sent(&agreed, Channel::Sms, &own(MessageClass::Service, "x"), noon(), false);
        assert!(service.is_ok(), "what answers the customer counts against no cap");
    }

    #[test]
    fn what_cannot_be_sent_says_why() {
        let service = |text: &str| own(MessageClass::Service, text);
        let template = |id: u8| Words::Template(TemplateId::from_bytes([id; 16]));
        for (channel, words, why) in [
            (Channel::Wechat, service("x"), Unsent::Budget(budget::Refusal::NoAddress)),
            (Channel::Sms, service("  "), Unsent::Empty),
            (Channel::Sms, service(&"字".repeat(OWN_CHARS_MAX + 1)), Unsent::TooLong),
            (Channel::Sms, own(MessageClass::Survey, "x"), Unsent::NoSurvey),
            (Channel::Email, template(9), Unsent::UnknownTemplate),
            (Channel::Email, template(2), Unsent::NotByHand),
            (Channel::Email, template(3), Unsent::NotByHand),
        ] {
            assert_eq!(sent(&known(), channel, &words, noon(), false), Err(why), "{words:?}");
        }
    }

    #[test]
    fn a_voucher_is_said_whatever_the_words() {
        let words = own(MessageClass::Service, "对不起");
        let (message, _) = sent(&known(), Channel::Sms, &words, noon(), true).expect("sent");
        assert!(message.text.starts_with("对不起\n\n送您：<甜品>"), "{}", message.text);
        let template = |id: u8| Words::Template(TemplateId::from_bytes([id; 16]));
        let (message, _) = sent(&known(), Channel::Email, &template(1), noon(), true).expect("sent");
        assert!(message.text.contains("22222-22222"), "{}", message.text);
        let html = message.html.expect("the template has one");
        assert!(html.contains("&lt;甜品&gt;") && html.ends_with("</p></body>"), "{html}");
        let (message, _) = sent(&known(), Channel::Email, &template(4), noon(), true).expect("sent");
        assert_eq!(message.text, "Yours: 22222-22222", "a template that says it says it once");
    }
}
