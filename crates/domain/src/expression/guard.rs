//! The look at the text before the parser sees it. The parser recurses, so what is too long or nested too
//! deep is refused here; and the tree of what passes is shallow enough for every later recursion.

use super::error::Problem;

/// The most characters of an expression.
pub const CHARACTERS_MAX: usize = 4_000;
/// The most brackets and conditionals open at once.
const LEVELS_MAX: usize = 16;
/// The most operators and brackets on the way from the tree's root to a leaf.
const DEPTH_MAX: usize = 64;

/// What the scan found out about a source.
pub(super) struct Scan {
    /// Byte offsets of the `&&` outside all brackets; empty if the source is not one conjunction.
    pub conjunctions: Vec<usize>,
}

/// Checks length and nesting; the error's offset is where the limit is passed.
pub(super) fn scan(source: &str) -> Result<Scan, (usize, Problem)> {
    if source.trim().is_empty() {
        return Err((0, Problem::Empty));
    }
    if let Some((offset, _)) = source.char_indices().nth(CHARACTERS_MAX) {
        return Err((offset, Problem::TooLong { limit: CHARACTERS_MAX }));
    }
    let mut scanner = Scanner { bytes: source.as_bytes(), at: 0 };
    let mut levels = vec![Level { operators: 0, ternary: false }];
    let mut conjunctions = Vec::new();
    let mut conjunction_only = true;
    while let Some((offset, token)) = scanner.next() {
        if matches!(token, Token::Close | Token::Comma) {
            while levels.pop_if(|level| level.ternary).is_some() {}
        }
        let outermost = levels.len() == 1;
        let Some(level) = levels.last_mut() else { break };
        match token {
            Token::Open => {
                level.operators += 1;
                levels.push(Level { operators: 0, ternary: false });
            }
            Token::Ternary => {
                conjunction_only &= !outermost;
                level.operators += 1;
                levels.push(Level { operators: 0, ternary: true });
            }
            Token::Close if !outermost => {
                levels.pop();
            }
            Token::And | Token::Or | Token::Comma => {
                level.operators = 0;
                match token {
                    Token::And if outermost => conjunctions.push(offset),
                    _ => conjunction_only &= !outermost,
                }
            }
            Token::Operator => level.operators += 1,
            Token::Close | Token::Operand => {}
        }
        let depth: usize = levels.iter().map(|level| level.operators).sum();
        if levels.len() > LEVELS_MAX || depth > DEPTH_MAX {
            return Err((offset, Problem::TooDeep));
        }
    }
    if !conjunction_only {
        conjunctions.clear();
    }
    Ok(Scan { conjunctions })
}

/// What is open: a bracket, or a conditional after its `?`, whose branches nest whatever joins them.
struct Level {
    /// Operators since the last `,`, `&&` or `||` within it.
    operators: usize,
    ternary: bool,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Comma,
    Ternary,
    Operator,
    Operand,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn next(&mut self) -> Option<(usize, Token)> {
        loop {
            let start = self.at;
            let byte = *self.bytes.get(start)?;
            self.at += 1;
            let token = match byte {
                byte if byte.is_ascii_whitespace() => continue,
                b'/' if self.peek() == Some(b'/') => {
                    self.skip_while(|byte| byte != b'\n');
                    continue;
                }
                b'(' | b'[' | b'{' => Token::Open,
                b')' | b']' | b'}' => Token::Close,
                b',' => Token::Comma,
                b'?' => Token::Ternary,
                b'&' if self.peek() == Some(b'&') => self.second(Token::And),
                b'|' if self.peek() == Some(b'|') => self.second(Token::Or),
                b'=' | b'!' | b'<' | b'>' if self.peek() == Some(b'=') => self.second(Token::Operator),
                b'\'' | b'"' => self.text(byte, self.is_raw(start)),
                byte if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 => self.word(start),
                _ => Token::Operator,
            };
            return Some((start, token));
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn second(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    fn skip_while(&mut self, goes_on: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&goes_on) {
            self.at += 1;
        }
    }

    /// A name, a number (its point included) or the operator `in`.
    fn word(&mut self, start: usize) -> Token {
        let is_number = self.bytes[start].is_ascii_digit();
        self.skip_while(|byte| {
            byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 || (is_number && byte == b'.')
        });
        if &self.bytes[start..self.at] == b"in" { Token::Operator } else { Token::Operand }
    }

    /// Whether the quote at `quote` follows an `r` prefix, alone or with a `b`.
    fn is_raw(&self, quote: usize) -> bool {
        let word = self.bytes[..quote].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric());
        let prefix: Vec<u8> = word.take(3).map(u8::to_ascii_lowercase).collect();
        matches!(prefix.as_slice(), b"r" | b"rb" | b"br")
    }

    /// Text in one or three quotes, to its end or that of the source.
    fn text(&mut self, quote: u8, raw: bool) -> Token {
        let rest = &self.bytes[self.at..];
        let closing: &[u8] = if rest.starts_with(&[quote, quote]) { &[quote; 3] } else { &[quote] };
        self.at += closing.len() - 1;
        while self.at < self.bytes.len() {
            if self.bytes[self.at] == b'\\' && !raw {
                self.at += 2;
            } else if self.bytes[self.at..].starts_with(closing) {
                self.at += closing.len();
                break;
            } else if closing.len() == 1 && self.bytes[self.at] == b'\n' {
                // Not closed on its line: the parser says so.
                break;
            } else {
                self.at += 1;
            }
        }
        Token::Operand
    }
}
