//! What is refused when a template is saved, and what the others become.

use serde_json::json;

use super::*;
use crate::id::CustomerId;
use crate::locale::Lang;
use crate::offer::{Offer, Pick};
use crate::profile::Profile;

fn template(body: &str) -> Template {
    Template {
        id: TemplateId::from_bytes([1; 16]),
        name: "T".to_owned(),
        channel: Channel::Sms,
        class: MessageClass::Service,
        subject: LocalizedText::default(),
        body: LocalizedText::from([(Lang::zh_cn(), body)]),
        html: LocalizedText::default(),
    }
}

fn errors(template: &Template) -> Vec<String> {
    check(template).into_iter().map(|error| format!("{} {}", error.field, error.code)).collect()
}

fn rendered(template: Template, lang: &str) -> Result<Rendered, RenderError> {
    let profile = Profile {
        traits: [("name".to_owned(), json!("<b>李&雷</b>")), ("many".to_owned(), json!("x".repeat(400)))]
            .into(),
        ..Profile::new()
    };
    let pick = |name: &str| Pick {
        product: name.to_owned(),
        name: name.to_owned(),
        category: None,
        price: Some(3850),
        promotion: None,
        score: 1.0,
        reasons: Vec::new(),
    };
    let offer = Offer { picks: vec![pick("面"), pick("茶")], passed: Vec::new() };
    let properties = json!({"n": 7, "list": vec!["word"; 500]});
    let variables = Variables {
        brand: BrandVariables { name: "山城", public_url: "https://t.example" },
        customer: CustomerVariables {
            id: CustomerId::from_bytes([1; 16]).to_string(),
            name: profile.traits["name"].as_str(),
            traits: &profile.traits,
            tags: [("vip", "")].into(),
        },
        event: EventVariables {
            name: "E",
            occurred_at: "2026-01-01T00:00:00Z".to_owned(),
            properties: &properties,
        },
        response: None,
        unit: None,
        offer: Some(&offer),
        survey_link: None,
        unsubscribe_link: Some("https://t.example/u".to_owned()),
        voucher: None,
    };
    let id = template.id;
    let lang: Lang = lang.parse().expect("a tag");
    Templates::new([template]).render(id, &lang, &Lang::zh_cn(), &variables)
}

#[test]
fn faults_are_found_when_saved() {
    for (body, expected) in [
        ("{{ customer.name", "body.zh-CN syntax"),
        ("{% if unit %}x", "body.zh-CN syntax"),
        ("{{ custmer.name }}", "body.zh-CN unknown_variable"),
        ("{{ customer.nmae }}", "body.zh-CN unknown_variable"),
        ("{{ response.answer.q1 }}", "body.zh-CN unknown_variable"),
        ("{% include 'x' %}", "body.zh-CN not_allowed"),
        ("{% set x = 1 %}", "body.zh-CN not_allowed"),
        ("{%- macro x() %}{% endmacro %}", "body.zh-CN not_allowed"),
        ("{{ range(10) }}", "body.zh-CN not_allowed"),
        ("{{ customer.name.upper() }}", "body.zh-CN not_allowed"),
        ("{{ customer.name|replace('a', 'aa') }}", "body.zh-CN not_allowed"),
        ("{{ customer.name ~ customer.name }}", "body.zh-CN not_allowed"),
        ("{{ 'x' * 100000 }}", "body.zh-CN not_allowed"),
        ("{% for x in [customer.name] %}{% endfor %}", "body.zh-CN not_allowed"),
        ("{% for x in 'abc' %}{% endfor %}", "body.zh-CN not_allowed"),
        ("{% for x in offer.picks recursive %}{% endfor %}", "body.zh-CN not_allowed"),
        ("{% if customer.name is mapping %}{% endif %}", "body.zh-CN not_allowed"),
        ("", "body required"),
    ] {
        assert_eq!(errors(&template(body)), [expected], "{body}");
    }
    let message = &check(&template("\n\n{% frob %}"))[0].message;
    assert_eq!(message, "Line 3: There is no statement `frob`; use if and for.");
}

#[test]
fn sound_templates_pass() {
    for body in [
        "plain { } {# {% set #} text",
        "{{ customer.traits.city|default('?') }} {{ customer.tags.vip }}",
        "{% if unit and (unit.kind == 'store' or not (response is defined)) %}{{ unit.name }}{% else %}~*{% endif %}",
        "{% for pick in offer.picks[:2] -%}{{ loop.index }} {{ pick.name }} {{ pick.price|money }}{% endfor %}",
        "{{ '~ * | set {' }}{{ event.properties.a.b.c }}{{ response.answers.q1|join('、') }}",
    ] {
        assert_eq!(errors(&template(body)), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn marketing_shows_the_way_out() {
    let mut offer = template("{{ offer.picks[0].name }}");
    offer.class = MessageClass::Marketing;
    assert_eq!(errors(&offer), ["body.zh-CN no_unsubscribe_link"]);
    offer.body.set(Lang::zh_cn(), "回复 {{ unsubscribe_link }} 退订");
    assert_eq!(errors(&offer), Vec::<String>::new());
    offer.body.set(Lang::en(), "Buy");
    assert_eq!(errors(&offer), ["body.en no_unsubscribe_link"]);
}

#[test]
fn email_has_a_subject_and_only_email() {
    let mut mail = template("x");
    mail.subject = LocalizedText::from([(Lang::en(), "s")]);
    assert_eq!(errors(&mail), ["subject not_here"]);
    mail.channel = Channel::Email;
    assert_eq!(errors(&mail), Vec::<String>::new());
    mail.subject = LocalizedText::default();
    assert_eq!(errors(&mail), ["subject required"]);
}

#[test]
fn html_is_escaped_and_subjects_are_one_line() {
    let mut mail = template("{{ customer.name }}");
    mail.channel = Channel::Email;
    mail.subject = LocalizedText::from([(Lang::zh_cn(), "{{ customer.name }}\r\nBcc: x@example.com")]);
    mail.html = LocalizedText::from([(Lang::zh_cn(), "<p>{{ customer.name }}</p>")]);
    let rendered = rendered(mail, "zh-CN").expect("rendered");
    assert_eq!(rendered.text, "<b>李&雷</b>");
    assert_eq!(rendered.html.as_deref(), Some("<p>&lt;b&gt;李&amp;雷&lt;&#x2f;b&gt;</p>"));
    assert_eq!(rendered.subject.as_deref(), Some("<b>李&雷</b> Bcc: x@example.com"));
}

#[test]
fn values_are_written_as_people_read_them() {
    for (body, expected) in [
        (
            "{% for pick in offer.picks %}{{ pick.name }} {{ pick.price|money }};{% endfor %}",
            "面 38.50;茶 38.50;",
        ),
        ("{{ customer.traits.nothing.at.all }}.", "."),
        ("{{ event.properties.n }} {{ unit.name|default('门店') }}", "7 门店"),
        ("{{ response.nps }}{{ brand.name }}", "山城"),
    ] {
        assert_eq!(
            rendered(template(body), "fr").map(|rendered| rendered.text),
            Ok(expected.to_owned()),
            "{body}"
        );
    }
}

#[test]
fn too_much_is_refused() {
    let loops = "{% for a in event.properties.list %}".repeat(3) + &"{% endfor %}".repeat(3);
    assert_eq!(rendered(template(&loops), "en"), Err(RenderError::TooMuch));
    let long = "{{ customer.traits.many }}".repeat(400);
    assert_eq!(rendered(template(&long), "en"), Err(RenderError::TooMuch));
    let joined = format!("{{{{ event.properties.list|join('{}') }}}}", "-".repeat(300));
    assert_eq!(rendered(template(&joined), "en"), Err(RenderError::TooMuch));
    // Saved before it was forbidden: not rendered rather than run.
    assert!(matches!(rendered(template("{% set x = 1 %}"), "en"), Err(RenderError::Failed(_))));
    assert_eq!(Templates::default().get(TemplateId::from_bytes([9; 16])), None);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn checking_never_panics(body in r#"([{}%#|~*'"\\ a-z.0-9()\n]|if|for|in|is|\{\{|\}\}|\{%|%\}|李){0,40}"#) {
            let checked = check(&template(&body));
            if checked.is_empty() {
                // What passes can be rendered, whatever is missing.
                let result = rendered(template(&body), "en");
                let runtime = matches!(result, Ok(_) | Err(RenderError::Failed(_) | RenderError::TooMuch));
                prop_assert!(runtime, "{:?}", result);
            }
        }
    }
}
