//! Checking a widget before it is saved.

use super::{Form, Trigger, Widget};
use crate::expression::{Expression, Scope, Type};
use crate::field::FieldError;

/// Most origins.
pub const ORIGINS_MAX: usize = 20;
/// Most patterns of pages.
const PAGES_MAX: usize = 20;
/// Longest text of a setting, in characters.
const TEXT_CHARS_MAX: usize = 200;
/// Longest wait, in seconds.
const SECONDS_MAX: u32 = 3_600;
/// Longest clock, in days.
const DAYS_MAX: u32 = 3_650;

/// What is wrong with a widget; empty if nothing.
#[must_use]
pub fn check(widget: &Widget) -> Vec<FieldError> {
    let mut errors = Vec::new();
    check_pages(widget, &mut errors);
    check_trigger(&widget.trigger, &mut errors);
    check_look(widget, &mut errors);
    if !(widget.share > 0.0 && widget.share <= 1.0) {
        let text = ("Use a share above 0 and at most 1.", "比例须大于 0 且不超过 1。");
        wrong(&mut errors, "share", "range", text);
    }
    if !(1..=DAYS_MAX).contains(&widget.again_after_days) {
        wrong(&mut errors, "again_after_days", "range", ("Use 1 to 3,650 days.", "请填写 1 到 3,650 天。"));
    }
    if let Some(source) = &widget.condition
        && let Err(error) = Expression::compile(source, Scope::CUSTOMER, Type::Bool)
    {
        let refused = FieldError::new("condition", error.problem.code(), error.to_string());
        errors.push(refused.in_chinese(error.in_chinese()).at(error.line, error.column));
    }
    errors
}

fn wrong(errors: &mut Vec<FieldError>, field: &str, code: &str, (english, chinese): (&str, &str)) {
    errors.push(FieldError::new(field, code, english).in_chinese(chinese));
}

fn check_pages(widget: &Widget, errors: &mut Vec<FieldError>) {
    if widget.origins.len() > ORIGINS_MAX {
        wrong(errors, "origins", "too_many", ("Name at most 20 origins.", "最多 20 个网站地址。"));
    }
    if widget.enabled && widget.origins.is_empty() {
        let text = (
            "Name the origin of the pages that show it, such as https://shop.example.com.",
            "请填写展示页面的网站地址，例如 https://shop.example.com。",
        );
        wrong(errors, "origins", "required", text);
    }
    for (at, origin) in widget.origins.iter().enumerate() {
        if !is_origin(origin) {
            let text = (
                "Use a scheme and a host without a path, such as https://shop.example.com.",
                "请填写协议和域名，不带路径，例如 https://shop.example.com。",
            );
            wrong(errors, &format!("origins[{at}]"), "malformed", text);
        }
    }
    if widget.pages.len() > PAGES_MAX {
        wrong(errors, "pages", "too_many", ("Name at most 20 patterns.", "最多 20 个页面规则。"));
    }
    for (at, page) in widget.pages.iter().enumerate() {
        if !is_text(page) || !page.starts_with('/') {
            let text = (
                "Use a path of at most 200 characters that begins with a slash, such as /orders/*.",
                "请填写以斜杠开头的路径，例如 /orders/*，最多 200 个字符。",
            );
            wrong(errors, &format!("pages[{at}]"), "malformed", text);
        }
    }
}

fn check_trigger(trigger: &Trigger, errors: &mut Vec<FieldError>) {
    match trigger {
        Trigger::Event { name } if !is_text(name) => {
            let text = ("Name the event in 1 to 200 characters.", "请填写 1 到 200 个字符的事件名。");
            wrong(errors, "trigger.name", "length", text);
        }
        Trigger::Delay { seconds } if *seconds > SECONDS_MAX => {
            let text = ("Wait at most 3,600 seconds.", "最多等待 3,600 秒。");
            wrong(errors, "trigger.seconds", "range", text);
        }
        Trigger::Scroll { share } if !(0.0..=1.0).contains(share) => {
            wrong(errors, "trigger.share", "range", ("Use a share from 0 to 1.", "比例须在 0 到 1 之间。"));
        }
        _ => {}
    }
}

fn check_look(widget: &Widget, errors: &mut Vec<FieldError>) {
    let selector = widget.look.selector.as_deref();
    if widget.look.form == Form::Inline && !selector.is_some_and(is_text) {
        let text = (
            "Name the element of the page that holds it, such as #survey.",
            "请填写页面中承载问卷的元素，例如 #survey。",
        );
        wrong(errors, "look.selector", "required", text);
    } else if selector.is_some_and(|selector| !is_text(selector)) {
        wrong(errors, "look.selector", "length", ("Use 1 to 200 characters.", "须为 1 到 200 个字符。"));
    }
}

fn is_text(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= TEXT_CHARS_MAX && !text.contains(char::is_control)
}

/// Whether a text is exactly what browsers send as `Origin` of a page. It also stands in a header, so nothing else may
/// be in it.
fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let is_host = |host: &str| {
        !host.is_empty()
            && host.len() <= 253
            && host
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte))
            && !host.starts_with(['-', '.'])
            && !host.ends_with('.')
    };
    is_host(host)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0 && port.len() <= 5))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::widget::Look;

    #[test]
    fn what_is_wrong_names_its_field() {
        let widget = Widget {
            enabled: true,
            origins: [
                "https://shop.example.com",
                "https://shop.example.com/",
                "shop",
                "https://a b",
                "http://localhost:5173",
            ]
            .map(str::to_owned)
            .into(),
            trigger: Trigger::Scroll { share: 1.5 },
            pages: vec!["orders".to_owned()],
            look: Look { form: Form::Inline, ..Look::default() },
            condition: Some("customer.".to_owned()),
            share: 0.0,
            again_after_days: 0,
            ..Widget::default()
        };
        let said: Vec<String> =
            check(&widget).iter().map(|error| format!("{} {}", error.field, error.code)).collect();
        expect![[r#"
            [
                "origins[1] malformed",
                "origins[2] malformed",
                "origins[3] malformed",
                "pages[0] malformed",
                "trigger.share range",
                "look.selector required",
                "share range",
                "again_after_days range",
                "condition syntax",
            ]
        "#]]
        .assert_debug_eq(&said);
        assert_eq!(check(&Widget::default()), []);
    }
}
