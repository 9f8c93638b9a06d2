//! From text to CEL's syntax tree, by the `cel` crate's parser.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use std::thread;

use cel::Env;
use cel::common::ast::{IdedExpr, SourceInfo};
use cel::parser::ParseError;

use super::error::{ExpressionError, Problem};

/// No macros, so that `has(..)` and `list.all(..)` stay the calls they are written as, and no optional
/// values: a missing field is null here.
static GRAMMAR: LazyLock<Env> = LazyLock::new(|| Env::default().with_optional_support(false));

/// The parser's stack. It takes 12 calls a bracket, 140 kB in a debug build, so that a nesting within our
/// limits can exhaust the 2 MB of a usual thread. Only the pages used are real.
const STACK_BYTES: usize = 16 * 1024 * 1024;

thread_local! {
    /// Whether this thread has the parser's stack.
    static ROOMY: Cell<bool> = const { Cell::new(false) };
}

/// Does work on a thread with the parser's stack, unless this is one: whoever parses many expressions needs
/// one thread for all of them, not one for each. None if there is no such thread, or it panicked.
pub fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    if ROOMY.get() {
        // The work is given up as a whole, so nothing half done is seen.
        return catch_unwind(AssertUnwindSafe(work)).ok();
    }
    let roomy = || {
        ROOMY.set(true);
        work()
    };
    let builder = thread::Builder::new().stack_size(STACK_BYTES);
    thread::scope(|scope| builder.spawn_scoped(scope, roomy).ok()?.join().ok())
}

/// Parses what [`scan`](super::guard::scan) has let pass, with room for it, and so that a defect of the
/// parser is an error of this one expression. Expressions are compiled when saved and loaded, never per event.
pub(super) fn parse(source: &str) -> Result<(IdedExpr, SourceInfo), ExpressionError> {
    let Some(parsed) = with_room(|| GRAMMAR.parser().parse_with_source_info(source)) else {
        return Err(ExpressionError::new(source, 0, Problem::Syntax("the parser gave up".to_owned())));
    };
    parsed.map_err(|errors| {
        let first = errors.errors.first();
        let offset = first.map_or(0, |error| offset_of(source, error.pos));
        ExpressionError::new(source, offset, Problem::Syntax(first.map_or_else(String::new, describe)))
    })
}

/// The parser's token offset as a byte offset within the source.
pub(super) fn byte_offset(source: &str, offset: usize) -> usize {
    source.floor_char_boundary(offset.min(source.len()))
}

/// The parser's line and column, both from 1 and the column in characters, as a byte offset.
fn offset_of(source: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line).unwrap_or(1).max(1);
    let column = usize::try_from(column).unwrap_or(1).max(1);
    let start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = &source[start..];
    start + rest.char_indices().nth(column - 1).map_or(rest.len(), |(offset, _)| offset)
}

/// The parser's message without its list of every token that could have followed.
fn describe(error: &ParseError) -> String {
    let text = error.msg.trim_start_matches("Syntax error: ");
    if text.contains("<EOF>' expecting") || text.contains("input '<EOF>'") {
        return "the expression ends too early".to_owned();
    }
    let text = text.split_once(" expecting ").map_or(text, |(before, _)| before);
    for known in ["extraneous input ", "mismatched input ", "no viable alternative at input "] {
        if let Some(found) = text.strip_prefix(known) {
            return format!("unexpected {found}");
        }
    }
    if let Some(found) = text.strip_prefix("token recognition error at: ") {
        return format!("unexpected {found}");
    }
    text.lines().next().unwrap_or_default().to_owned()
}
