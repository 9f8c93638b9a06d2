//! What is wrong with an expression, in Chinese. What CEL calls things (names, operators, how a function
//! is written) stays as it is written in the expression.

use super::error::{ExpressionError, Problem};

impl ExpressionError {
    /// What [`message`](Self::message) says, in Chinese.
    #[must_use]
    pub fn message_in_chinese(&self) -> String {
        let problem = self.problem.in_chinese();
        match (self.suggestions.as_slice(), self.known.as_slice()) {
            ([], []) => problem,
            ([], known) => format!("{problem}；可用的有：{}", known.join("、")),
            (suggestions, _) => format!("{problem}；您是想写 {} 吗？", suggestions.join(" 或 ")),
        }
    }

    /// What `Display` says, in Chinese.
    #[must_use]
    pub fn in_chinese(&self) -> String {
        format!("第 {} 行第 {} 列：{}", self.line, self.column, self.message_in_chinese())
    }
}

impl Problem {
    fn in_chinese(&self) -> String {
        match self {
            Problem::Empty => "表达式是空的".to_owned(),
            Problem::TooLong { limit } => format!("表达式最多 {limit} 个字符"),
            Problem::TooDeep => "表达式嵌套太深；请拆成用 && 或 || 连接的几部分".to_owned(),
            Problem::Syntax(what) => format!("语法错误：{}", syntax(what)),
            Problem::Unsupported(what) => format!("这里不支持{}", word(what)),
            Problem::UnknownName(name) => format!("没有 `{name}` 这个名字"),
            Problem::NotInScope(name) => format!("这里不能用 `{name}`"),
            Problem::UnknownField { record, field } => format!("`{record}` 没有字段 `{field}`"),
            Problem::UnknownOption { question, option } => format!("`{question}` 没有选项 `{option}`"),
            Problem::NoFields(kind) => format!("{}没有字段", word(kind)),
            Problem::UnknownFunction(name) => format!("没有 `{name}` 这个函数"),
            Problem::Usage(usage) => format!("应写作 {usage}"),
            Problem::Types { operation, left, right } => {
                format!("{operation} 不能用于{}和{}", word(left), word(right))
            }
            Problem::Expected { expected, found } => {
                format!("这里需要{}，实际是{}", word(expected), word(found))
            }
            Problem::Literal { what, text } => format!("`{text}` 不是有效的{}", word(what)),
        }
    }
}

/// The parser's complaints, as far as they are worded by us.
fn syntax(what: &str) -> String {
    match what {
        "the expression ends too early" | "incomplete expression" => "表达式没有写完".to_owned(),
        "the parser gave up" => "无法解析".to_owned(),
        _ => what
            .strip_prefix("unexpected ")
            .map_or_else(|| what.to_owned(), |found| format!("多余的 {found}")),
    }
}

/// Types and forms; what is none of them is a word of CEL and stays.
fn word(english: &'static str) -> &'static str {
    match english {
        "any" | "value" => "值",
        "null" => "空值",
        "bool" => "真假值",
        "number" => "数字",
        "text" => "文本",
        "timestamp" => "时间",
        "duration" => "时长",
        "list" => "列表",
        "record" => "记录",
        "map literals" => "映射字面量",
        "message literals" => "消息字面量",
        "bytes literals" => "字节字面量",
        "patterns that are not a literal" => "不是字面量的匹配模式",
        "pattern" => "匹配模式",
        "time zone" => "时区",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Expression, Scope, Type};

    #[test]
    fn errors_are_said_in_chinese_at_the_same_place() {
        for (source, expected) in [
            ("", "第 1 行第 1 列：表达式是空的"),
            ("event.name ==", "第 1 行第 14 列：语法错误：表达式没有写完"),
            ("custmer.tags", "第 1 行第 1 列：没有 `custmer` 这个名字；您是想写 customer 吗？"),
            (
                "customer.spend_9d > 3",
                "第 1 行第 10 列：`customer` 没有字段 `spend_9d`；您是想写 spend_90d 吗？",
            ),
            (
                "response.nps > 3",
                "第 1 行第 1 列：这里不能用 `response`；可用的有：event、customer、unit、now",
            ),
            ("event.name + 1", "第 1 行第 12 列：+ 不能用于文本和数字"),
            ("customer.orders_90d", "第 1 行第 10 列：这里需要真假值，实际是数字"),
            ("now > timestamp('soon')", "第 1 行第 7 列：`soon` 不是有效的时间"),
            ("{'a': 1}", "第 1 行第 1 列：这里不支持映射字面量"),
        ] {
            let error = Expression::compile(source, Scope::EVENT, Type::Bool).expect_err(source);
            assert_eq!(error.in_chinese(), expected, "{source}: {error}");
        }
    }
}
