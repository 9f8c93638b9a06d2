//! Problems in Chinese, for those whose browser or program asks for it with `Accept-Language`.
//!
//! A code has a title and a sentence that says what to do; a field's message is Chinese where the check
//! that refused it words it so, as those of conditions and surveys do, and else as its code says. What is said of
//! this one case in English only is added in brackets.

use touchstone_domain::field::FieldError;

use super::{Code, Problem};

/// The title and what to do.
const fn row(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::InvalidBody => ("无法读取请求体", "请按声明的格式发送请求体。"),
        Code::InvalidRequest => ("参数有误", "请改正指出的参数。"),
        Code::Unauthenticated => ("需要登录", "请登录，或发送有效的令牌。"),
        Code::SecondFactorRequired => ("需要验证码", "请连同邮箱和密码，发送两步验证的验证码或恢复码。"),
        Code::Forbidden => ("没有权限", "请向管理员申请所需的权限。"),
        Code::CrossSite => ("请求来自其他网站", "请从控制台自己的网址操作。"),
        Code::NotFound => ("这里什么也没有", "请检查路径和编号；也可能不在您的组织范围内。"),
        Code::MethodNotAllowed => ("此路径不支持该方法", "请使用 Allow 中列出的方法。"),
        Code::Conflict => ("与当前状态不符", "请刷新后再作决定。"),
        Code::AlreadySetUp => ("已经完成初始设置", "请直接登录；初始设置只能进行一次。"),
        Code::Gone => ("已经结束", "它已过期或被撤销。"),
        Code::TooLarge => ("请求体过大", "请一次少发一些。"),
        Code::UnsupportedMediaType => ("不支持的媒体类型", "请使用该路径说明的媒体类型。"),
        Code::InvalidFields => ("有字段填写有误", "请改正指出的字段。"),
        Code::IdempotencyKeyReused => ("幂等键已用于另一请求", "新的请求请使用新的幂等键。"),
        Code::TooManyRequests => ("请求过于频繁", "请稍候再试。"),
        Code::Internal => ("服务器出错", "没有任何更改；服务器日志里有详情。"),
        Code::Busy => ("服务器繁忙", "没有任何更改；请稍后用同一幂等键重试。"),
        Code::Timeout => ("请求超时", "不确定是否已执行；请用同一幂等键重试。"),
        Code::StorageFull => ("存储空间已满", "没有任何更改；请清理或扩充磁盘。"),
    }
}

impl Code {
    /// Whether what happened is said only by the detail of this one problem.
    const fn is_told_by_detail(self) -> bool {
        matches!(
            self,
            Self::InvalidBody
                | Self::InvalidRequest
                | Self::Forbidden
                | Self::Conflict
                | Self::Gone
                | Self::UnsupportedMediaType
        )
    }
}

impl Problem {
    /// Title, detail and field messages in Chinese.
    pub(super) fn in_chinese(&self) -> (&'static str, String, Vec<FieldError>) {
        let (title, advice) = row(self.code);
        let errors: Vec<FieldError> = self.errors.iter().map(worded).collect();
        let detail = match errors.as_slice() {
            [only] => only.to_string(),
            [] if self.code.is_told_by_detail() => format!("{advice}（{}）", self.detail),
            [] => advice.to_owned(),
            many => format!("有 {} 个字段填写有误。", many.len()),
        };
        (title, detail, errors)
    }
}

fn worded(error: &FieldError) -> FieldError {
    let message = error.chinese.clone().unwrap_or_else(|| match (whole(&error.code), part(&error.code)) {
        (Some(words), _) => words.to_owned(),
        (None, Some(words)) => format!("{words}（{}）", error.message),
        (None, None) => error.message.clone(),
    });
    FieldError { message, ..error.clone() }
}

/// What a field's code says by itself, if that is all there is to say.
fn whole(code: &str) -> Option<&'static str> {
    Some(match code {
        "required" | "empty" => "必填",
        "unknown" => "不存在",
        "unknown_field" => "没有这个字段",
        "taken" => "已被占用",
        "archived" => "已归档",
        _ => return None,
    })
}

/// What it says where the message says more.
fn part(code: &str) -> Option<&'static str> {
    Some(match code {
        "duplicate" | "duplicate_field" => "重复",
        "too_long" => "太长",
        "too_many" => "太多",
        "too_deep" => "层级太深",
        "length" => "长度不符",
        "range" | "out_of_range" => "超出允许的范围",
        "type" | "malformed" | "invalid" | "invalid_email" | "encoding" | "json" | "syntax" => "格式有误",
        "wrong" => "不正确",
        "past" => "已经过去",
        "not_yours" | "not_allowed" => "没有权限",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_chinese_words() {
        let mut titles = std::collections::BTreeSet::new();
        for code in Code::ALL {
            let (title, detail, _) = Problem::new(code, "Said of this one.").in_chinese();
            assert!(!title.is_ascii() && titles.insert(title), "{code:?}");
            assert_eq!(detail.contains("Said of this one."), code.is_told_by_detail(), "{code:?}");
        }
    }

    #[test]
    fn fields_are_worded_by_their_check_or_else_by_their_code() {
        let known =
            FieldError::new("condition", "empty", "the expression is empty").in_chinese("表达式是空的");
        let plain = FieldError::new("name", "required", "Give it a name.");
        let long = FieldError::new("name", "too_long", "at most 200 characters");
        let other = FieldError::new("name", "odd", "Only said in English.");
        let (_, detail, errors) = Problem::fields(vec![known.clone()]).in_chinese();
        assert_eq!(
            (detail.as_str(), errors[0].message.as_str()),
            ("condition: 表达式是空的", "表达式是空的")
        );
        let (_, detail, errors) = Problem::fields(vec![known, plain, long, other]).in_chinese();
        assert_eq!(detail, "有 4 个字段填写有误。");
        let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        let expected = ["表达式是空的", "必填", "太长（at most 200 characters）", "Only said in English."];
        assert_eq!(messages, expected);
    }
}
