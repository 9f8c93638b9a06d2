//! What templates may use: a part of the template language in which no short text can ask for much
//! memory. The engine's fuel counts steps, not bytes: a loop that doubles a text thirty times is cheap
//! in steps and takes a gigabyte. So nothing can be bound again, loops go over what is given, and
//! texts are joined by standing next to each other.

/// Statements.
const STATEMENTS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];
/// Filters; `money` writes hundredths as on a receipt.
const FILTERS: [&str; 12] = [
    "default", "first", "float", "int", "join", "last", "length", "lower", "money", "round", "trim", "upper",
];
/// Tests after `is`.
const TESTS: [&str; 8] = ["defined", "undefined", "none", "number", "string", "true", "false", "sequence"];

/// What a template must not use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// From 1.
    pub line: usize,
    /// What to do about it.
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Number,
    Text,
    Sign(char),
}

/// The first thing in a template that is not allowed.
pub(crate) fn lint(source: &str) -> Result<(), Fault> {
    let mut at = 0;
    while let Some(open) = source[at..].find('{').map(|offset| at + offset) {
        let end = match source.as_bytes().get(open + 1) {
            Some(b'#') => source[open..].find("#}").map_or(source.len(), |offset| open + offset + 2),
            Some(b'{') => tag(source, open, "}}", expression)?,
            Some(b'%') => tag(source, open, "%}", statement)?,
            _ => open + 1,
        };
        at = end;
    }
    Ok(())
}

/// Checks one tag; returns where it ends.
fn tag(
    source: &str,
    open: usize,
    close: &str,
    check: impl Fn(&[Token<'_>]) -> Result<(), String>,
) -> Result<usize, Fault> {
    let (tokens, end) = tokens(source, open + 2, close);
    let line = source[..open].matches('\n').count() + 1;
    check(&tokens).map_err(|message| Fault { line, message })?;
    Ok(end)
}

fn tokens<'a>(source: &'a str, from: usize, close: &str) -> (Vec<Token<'a>>, usize) {
    let mut tokens = Vec::new();
    let mut at = from;
    while let Some(letter) = source[at..].chars().next() {
        let rest = &source[at..];
        if rest.starts_with(close) {
            return (tokens, at + close.len());
        }
        let length_while = |fits: fn(char) -> bool| rest.find(|letter| !fits(letter)).unwrap_or(rest.len());
        at += match letter {
            '"' | '\'' => {
                tokens.push(Token::Text);
                quoted(rest, letter)
            }
            '0'..='9' => {
                tokens.push(Token::Number);
                length_while(|letter| letter.is_ascii_digit() || letter == '_')
            }
            letter if letter.is_alphabetic() || letter == '_' => {
                let length = length_while(|letter| letter.is_alphanumeric() || letter == '_');
                tokens.push(Token::Word(&rest[..length]));
                length
            }
            letter => {
                if !letter.is_whitespace() {
                    tokens.push(Token::Sign(letter));
                }
                letter.len_utf8()
            }
        };
    }
    // Not closed: the template engine says so.
    (tokens, source.len())
}

/// The length of a literal with its quotes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == quote {
            return at + 1;
        }
    }
    rest.len()
}

fn expression(tokens: &[Token<'_>]) -> Result<(), String> {
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let before = at.checked_sub(1).map(|before| tokens[before]);
        match *token {
            Token::Sign('~' | '*') => {
                return Err("Put texts next to each other instead of joining them with ~ or *.".to_owned());
            }
            Token::Sign('{') => return Err("Tables in braces are not available here.".to_owned()),
            Token::Sign('|') => match next {
                Some(Token::Word(name)) if FILTERS.contains(name) => {}
                Some(Token::Word(name)) => {
                    return Err(format!("There is no filter `{name}`; use one of {}.", FILTERS.join(", ")));
                }
                _ => {}
            },
            Token::Word("is") => {
                let skip = usize::from(matches!(next, Some(Token::Word("not"))));
                if let Some(Token::Word(name)) = tokens.get(at + 1 + skip)
                    && !TESTS.contains(name)
                {
                    return Err(format!("There is no test `{name}`; use one of {}.", TESTS.join(", ")));
                }
            }
            Token::Word(name) if matches!(next, Some(Token::Sign('('))) => {
                let operator = matches!(name, "and" | "or" | "not" | "in" | "if" | "elif" | "else");
                if !operator && before != Some(Token::Sign('|')) {
                    return Err(format!("There is no function `{name}`."));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn statement(tokens: &[Token<'_>]) -> Result<(), String> {
    let tokens = match tokens {
        [Token::Sign('-' | '+'), rest @ ..] => rest,
        all => all,
    };
    let name = match tokens.first() {
        Some(Token::Word(name)) => *name,
        _ => return Ok(()),
    };
    if !STATEMENTS.contains(&name) {
        return Err(format!("There is no statement `{name}`; use if and for."));
    }
    if name == "for" {
        let over = tokens.iter().position(|token| *token == Token::Word("in")).unwrap_or(tokens.len());
        let list = tokens.get(over + 1..).unwrap_or_default();
        let named = matches!(list.first(), Some(Token::Word(_)));
        let plain = list.iter().all(|token| match token {
            Token::Word(word) => !matches!(*word, "recursive" | "if"),
            Token::Number => true,
            Token::Text => false,
            Token::Sign(sign) => matches!(sign, '.' | '[' | ']' | ':' | '-' | '+'),
        });
        if !(named && plain) {
            return Err("A loop goes over a plain list such as offer.picks.".to_owned());
        }
    }
    expression(tokens)
}
