//! Reading expressions of SurveyJS, as `{satisfaction} >= 8 and {reasons} contains 'price'`.

use crate::survey::exchange::cel::Literal;

/// The most characters of an expression; longer ones are reported.
const CHARACTERS_MAX: usize = 4_000;
/// The most brackets and operators within each other.
const DEPTH_MAX: usize = 32;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::survey::exchange) enum Expr {
    /// `null` and `undefined`.
    Nothing,
    Constant(Literal),
    /// `{name}`.
    Variable(String),
    /// `[a, b]`.
    List(Vec<Expr>),
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    Call(String, Vec<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::survey::exchange) enum Unary {
    Not,
    Empty,
    NotEmpty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::survey::exchange) enum Binary {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Remainder,
    Power,
    Contains,
    NotContains,
    AnyOf,
    AllOf,
    NoneOf,
}

use Binary::{
    AllOf, And, AnyOf, Contains, Divide, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, Minus, NoneOf,
    NotContains, NotEqual, Or, Plus, Power, Remainder, Times,
};

/// How binary operators are written, loosest first; of two that begin alike the longer one first.
const LEVELS: [&[(&str, Binary)]; 7] = [
    &[("||", Or), ("or", Or)],
    &[("&&", And), ("and", And)],
    &[
        ("<=", LessOrEqual),
        ("lessorequal", LessOrEqual),
        (">=", GreaterOrEqual),
        ("greaterorequal", GreaterOrEqual),
        ("==", Equal),
        ("=", Equal),
        ("equal", Equal),
        ("!=", NotEqual),
        ("notequal", NotEqual),
        ("<", Less),
        ("less", Less),
        (">", Greater),
        ("greater", Greater),
    ],
    &[("+", Plus), ("-", Minus)],
    &[("*", Times), ("/", Divide), ("%", Remainder)],
    &[("^", Power), ("power", Power)],
    &[
        ("*=", Contains),
        ("contains", Contains),
        ("contain", Contains),
        ("notcontains", NotContains),
        ("notcontain", NotContains),
        ("anyof", AnyOf),
        ("allof", AllOf),
        ("noneof", NoneOf),
    ],
];

/// Reads an expression.
pub(in crate::survey::exchange) fn parse(source: &str) -> Result<Expr, String> {
    if source.chars().count() > CHARACTERS_MAX {
        return Err(format!("it has more than {CHARACTERS_MAX} characters"));
    }
    let mut parser = Parser { rest: source, depth: 0 };
    let expr = parser.binary(0)?;
    parser.space();
    if parser.rest.is_empty() { Ok(expr) } else { Err(parser.unexpected()) }
}

struct Parser<'s> {
    rest: &'s str,
    depth: usize,
}

impl Parser<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn unexpected(&self) -> String {
        match self.rest.chars().next() {
            None => "it ends too early".to_owned(),
            Some(_) => format!("not understood from {:?}", self.rest.chars().take(20).collect::<String>()),
        }
    }

    /// Takes a mark or, in any case and as a whole, a word.
    fn take(&mut self, token: &str) -> bool {
        let Some(head) = self.rest.get(..token.len()).filter(|head| head.eq_ignore_ascii_case(token)) else {
            return false;
        };
        let word = head.as_bytes()[0].is_ascii_alphabetic();
        let rest = &self.rest[token.len()..];
        let goes_on = |character: char| character.is_ascii_alphanumeric() || character == '_';
        if word && rest.starts_with(goes_on) {
            return false;
        }
        self.rest = rest;
        true
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        if self.depth >= DEPTH_MAX {
            return Err(format!("it is nested more than {DEPTH_MAX} times"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn binary(&mut self, level: usize) -> Result<Expr, String> {
        let Some(operators) = LEVELS.get(level) else { return self.factor() };
        let mut left = self.binary(level + 1)?;
        let mut length = 0;
        loop {
            self.space();
            // `*=` is looser than nothing: it must not be read as a product.
            let product = level == 4 && self.rest.starts_with("*=");
            let found = operators.iter().find(|(token, _)| !product && self.take(token));
            let Some((_, operator)) = found else { return Ok(left) };
            length += 1;
            if length > 200 {
                return Err("it has more than 200 operators in a row".to_owned());
            }
            self.space();
            let right = self.binary(level + 1)?;
            left = Expr::Binary(*operator, Box::new(left), Box::new(right));
        }
    }

    fn factor(&mut self) -> Result<Expr, String> {
        self.space();
        let negated = self.rest.starts_with('!') && !self.rest.starts_with("!=");
        if negated || self.word_ahead("negate") {
            let token = if negated { "!" } else { "negate" };
            self.take(token);
            let inner = self.deeper(Self::factor)?;
            return Ok(Expr::Unary(Unary::Not, Box::new(inner)));
        }
        let expr = if self.take("(") {
            let inner = self.deeper(|parser| parser.binary(0))?;
            self.space();
            self.take(")");
            inner
        } else if self.take("[") {
            Expr::List(self.sequence("]")?)
        } else {
            self.atom()?
        };
        self.space();
        if self.take("notempty") {
            return Ok(Expr::Unary(Unary::NotEmpty, Box::new(expr)));
        }
        if self.take("empty") {
            return Ok(Expr::Unary(Unary::Empty, Box::new(expr)));
        }
        Ok(expr)
    }

    fn word_ahead(&self, word: &str) -> bool {
        let mut ahead = Parser { rest: self.rest, depth: 0 };
        ahead.take(word) && !ahead.rest.trim_start().starts_with('(')
    }

    fn sequence(&mut self, close: &str) -> Result<Vec<Expr>, String> {
        let mut all = Vec::new();
        loop {
            self.space();
            if self.take(close) || self.rest.is_empty() {
                return Ok(all);
            }
            if !all.is_empty() && !self.take(",") {
                return Err(self.unexpected());
            }
            let next = self.deeper(|parser| parser.binary(0))?;
            all.push(next);
        }
    }

    fn atom(&mut self) -> Result<Expr, String> {
        let first = self.rest.chars().next().ok_or_else(|| self.unexpected())?;
        match first {
            '{' => {
                let end = self.rest.find('}').ok_or("a brace is not closed")?;
                let name = self.rest[1..end].trim().to_owned();
                self.rest = &self.rest[end + 1..];
                if name.is_empty() {
                    Err("a name between braces is empty".to_owned())
                } else {
                    Ok(Expr::Variable(name))
                }
            }
            '\'' | '"' => self.quoted(first),
            '0'..='9' | '-' => self.number(),
            'a'..='z' | 'A'..='Z' | '_' => {
                let goes_on = |character: char| !character.is_ascii_alphanumeric() && character != '_';
                let end = self.rest.find(goes_on).unwrap_or(self.rest.len());
                let word = self.rest[..end].to_owned();
                self.rest = &self.rest[end..];
                if self.take("(") {
                    return Ok(Expr::Call(word, self.sequence(")")?));
                }
                Ok(match word.to_ascii_lowercase().as_str() {
                    "undefined" | "null" => Expr::Nothing,
                    "true" => Expr::Constant(Literal::Bool(true)),
                    "false" => Expr::Constant(Literal::Bool(false)),
                    _ => Expr::Constant(Literal::Text(word)),
                })
            }
            _ => Err(self.unexpected()),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Expr, String> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' if self.rest[at + 1..].starts_with(['\'', '"']) => {
                    text.extend(characters.next().map(|(_, character)| character));
                }
                character if character == quote => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(Expr::Constant(Literal::Text(text)));
                }
                character => text.push(character),
            }
        }
        Err("a quotation mark is not closed".to_owned())
    }

    fn number(&mut self) -> Result<Expr, String> {
        let body = self.rest.strip_prefix('-').unwrap_or(self.rest);
        let sign = if body.len() == self.rest.len() { 1.0 } else { -1.0 };
        if let Some(hex) = body.strip_prefix("0x") {
            let end = hex.find(|character: char| !character.is_ascii_hexdigit()).unwrap_or(hex.len());
            let value =
                u32::from_str_radix(&hex[..end], 16).map_err(|_| "a number is too long".to_owned())?;
            self.rest = &hex[end..];
            return Ok(Expr::Constant(Literal::Number(sign * f64::from(value))));
        }
        let end = body
            .find(|character: char| !character.is_ascii_digit() && character != '.')
            .unwrap_or(body.len());
        let value: f64 = body[..end].parse().map_err(|_| self.unexpected())?;
        self.rest = &body[end..];
        Ok(Expr::Constant(Literal::Number(sign * value)))
    }
}

/// The names of the questions and values an expression reads.
pub(in crate::survey::exchange) fn variables(expr: &Expr, found: &mut Vec<String>) {
    match expr {
        Expr::Nothing | Expr::Constant(_) => {}
        Expr::Variable(name) => found.push(name.clone()),
        Expr::List(parts) | Expr::Call(_, parts) => parts.iter().for_each(|part| variables(part, found)),
        Expr::Unary(_, inner) => variables(inner, found),
        Expr::Binary(_, left, right) => {
            variables(left, found);
            variables(right, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_bind_as_there() {
        let shape = |source: &str| format!("{:?}", parse(source).expect(source));
        assert_eq!(
            shape("{a} = 1 or {b} = 2 and {c} notempty"),
            shape("({a} = 1) || (({b} == 2) && ({c} notempty))")
        );
        assert_eq!(shape("{a} + 2 * 3 > 7"), shape("({a} + (2 * 3)) > 7"));
        assert_eq!(shape("{a} anyof ['x', 'y']"), shape("{a} ANYOF [x, y]"));
        assert_eq!(shape("!{a} empty"), shape("!({a} empty)"));
        assert_eq!(
            shape("iif({a} > -1.5, 'it\\'s', \"no\")"),
            shape("iif( {a} greater -1.5 , 'it\\'s' , 'no')")
        );
    }

    #[test]
    fn what_is_no_expression_is_said() {
        for source in ["", "{a", "'x", "{a} == ", "{a} b", "1 + + 2", "{}"] {
            assert!(parse(source).is_err(), "{source}");
        }
        assert!(parse(&"(".repeat(5_000)).is_err());
        assert!(parse(&"!".repeat(3_000)).is_err());
    }
}
