//! Checking a plan before it is saved.

use super::{COUNT_MAX, DAYS_MAX, NAME_CHARS_MAX, Plan, REMINDERS_MAX, Sampling, Whom};
use crate::expression::{Expression, Scope, Type};
use crate::field::FieldError;
use crate::message::{Template, Templates};
use crate::profile::{Channel, MessageClass};

/// Most channels of a plan.
const CHANNELS_MAX: usize = 3;
/// Longest tag, in characters.
const TAG_CHARS_MAX: usize = 128;

/// What is wrong with a plan; empty if nothing.
#[must_use]
pub fn check(plan: &Plan, templates: &Templates) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, code: &str, message: String, chinese: &str| {
        errors.push(FieldError::new(field, code, message).in_chinese(chinese));
    };
    if !(1..=NAME_CHARS_MAX).contains(&plan.name.trim().chars().count()) {
        let message = format!("Give it a name of 1 to {NAME_CHARS_MAX} characters.");
        wrong("name", "length", message, "请填写 1 到 120 个字的名称。");
    }
    let distinct = |at: usize| !plan.channels[..at].contains(&plan.channels[at]);
    if plan.channels.is_empty()
        || plan.channels.len() > CHANNELS_MAX
        || !(0..plan.channels.len()).all(distinct)
    {
        let message = format!("Name 1 to {CHANNELS_MAX} channels, each once.");
        wrong("channels", "count", message, "请选择 1 到 3 个不同的渠道。");
    }
    if plan.channels.contains(&Channel::Webhook) {
        let message = "Invitations go out by e-mail, text message or WeChat.".to_owned();
        wrong("channels", "not_allowed", message, "邀请只能通过邮件、短信或微信发送。");
    }
    if let Some(id) = plan.template {
        for (code, message, chinese) in words(plan, templates.get(id)) {
            wrong("template", code, message, chinese);
        }
    }
    match plan.sample {
        Sampling::Share { share } if !(share > 0.0 && share <= 1.0) => {
            wrong(
                "sample.share",
                "range",
                "Use a share above 0 and at most 1.".to_owned(),
                "比例须大于 0 且不超过 1。",
            );
        }
        Sampling::Count { count } if !(1..=COUNT_MAX).contains(&count) => {
            let message = format!("Use a number from 1 to {COUNT_MAX}.");
            wrong("sample.count", "range", message, "请填写 1 到 10,000,000 的人数。");
        }
        Sampling::All | Sampling::Share { .. } | Sampling::Count { .. } => {}
    }
    if !(1..=DAYS_MAX).contains(&plan.valid_days) {
        wrong("valid_days", "range", format!("Use 1 to {DAYS_MAX} days."), "请填写 1 到 365 天。");
    }
    if plan.reminders.len() > REMINDERS_MAX {
        wrong("reminders", "too_many", format!("At most {REMINDERS_MAX} reminders."), "最多 3 次提醒。");
    }
    let ascending = plan.reminders.windows(2).all(|pair| pair[0] < pair[1]);
    if !ascending || plan.reminders.iter().any(|days| !(1..=DAYS_MAX).contains(days)) {
        let message = format!("Use days from 1 to {DAYS_MAX}, each later than the one before.");
        wrong("reminders", "order", message, "提醒天数须在 1 到 365 之间并逐次递增。");
    } else if plan.reminders.iter().any(|days| *days >= plan.valid_days) {
        let message = "Remind while the invitation still works.".to_owned();
        wrong("reminders", "too_late", message, "提醒须在邀请有效期内。");
    }
    if let Whom::Customers { tag, condition } = &plan.whom {
        let is_long = |tag: &String| tag.trim().is_empty() || tag.chars().count() > TAG_CHARS_MAX;
        if tag.as_ref().is_some_and(is_long) {
            let message = format!("Use a tag of 1 to {TAG_CHARS_MAX} characters.");
            wrong("whom.tag", "length", message, "标签须为 1 到 128 个字。");
        }
        if let Some(source) = condition
            && let Err(error) = Expression::compile(source, Scope::CUSTOMER, Type::Bool)
        {
            let refused = FieldError::new("whom.condition", error.problem.code(), error.to_string());
            errors.push(refused.in_chinese(error.in_chinese()).at(error.line, error.column));
        }
    }
    errors
}

/// What keeps a template from inviting: its code, and the words in both languages.
fn words(plan: &Plan, template: Option<&Template>) -> Vec<(&'static str, String, &'static str)> {
    let Some(template) = template else {
        return vec![("unknown", "There is no such template.".to_owned(), "没有这个模板。")];
    };
    let mut wrong = Vec::new();
    if template.class != MessageClass::Survey {
        wrong.push(("class", "Use a template of the class survey.".to_owned(), "请使用“问卷”类的模板。"));
    }
    if !template.names("survey_link") {
        let message = "A template that asks needs {{ survey_link }} in every language.".to_owned();
        wrong.push(("no_survey_link", message, "邀请模板的每种语言都须包含 {{ survey_link }}。"));
    }
    if plan.channels != [template.channel] {
        let message = "A template is written for one channel: choose that channel alone.".to_owned();
        wrong.push(("channel", message, "模板只适用于一个渠道，请只选择该渠道。"));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::id::TemplateId;

    #[test]
    fn a_template_leads_to_the_survey_on_its_own_channel() {
        let id = TemplateId::from_bytes([7; 16]);
        let found = |channel: &str, class: &str, body: &str, channels: &[&str]| {
            let template: Template = serde_json::from_value(serde_json::json!({
                "id": id, "name": "Ask", "channel": channel, "class": class, "body": { "en": body, "zh-CN": "{{ survey_link }}" },
            }))
            .expect("a template");
            let plan: Plan = serde_json::from_value(serde_json::json!({
                "name": "All", "whom": { "from": "list" }, "channels": channels, "template": id,
            }))
            .expect("a plan");
            let said = check(&plan, &Templates::new([template]));
            said.iter().map(|error| format!("{} {}", error.field, error.code)).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(found("email", "survey", "Tell us: {{ survey_link }}", &["email"]), "");
        assert_eq!(found("email", "survey", "Tell us", &["email"]), "template no_survey_link");
        assert_eq!(found("email", "survey", "{{ survey_link }}", &["sms"]), "template channel");
        assert_eq!(found("email", "survey", "{{ survey_link }}", &["email", "sms"]), "template channel");
        assert_eq!(found("sms", "service", "Hi", &["sms"]), "template class, template no_survey_link");
    }

    #[test]
    fn what_is_wrong_names_its_field() {
        let plan: Plan = serde_json::from_value(serde_json::json!({
            "name": " ",
            "whom": { "from": "customers", "tag": "", "condition": "customer.colour == 1" },
            "channels": ["email", "email", "webhook"],
            "sample": { "by": "share", "share": 0.0 },
            "valid_days": 10,
            "reminders": [3, 12],
        }))
        .expect("a plan");
        let said: Vec<String> = check(&plan, &Templates::new([]))
            .iter()
            .map(|error| format!("{} {}", error.field, error.code))
            .collect();
        expect![[r#"
            [
                "name length",
                "channels count",
                "channels not_allowed",
                "sample.share range",
                "reminders too_late",
                "whom.tag length",
                "whom.condition unknown_field",
            ]
        "#]]
        .assert_debug_eq(&said);
    }
}
