//! Patterns of `matches`, and how much work one is.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

/// The most memory of a compiled pattern, in bytes.
const BYTES_MAX: usize = 256 * 1024;
/// The bytes of text that are searched for one position of a pattern in one step.
const BYTES_A_STEP: usize = 4;
/// The positions of a pattern that come with a step.
const POSITIONS_A_STEP: usize = 4;

/// A pattern that is compiled.
pub(super) struct Pattern {
    regex: Regex,
    /// The characters of the pattern, each as often as it is repeated: so many places can a search be at, at once.
    positions: usize,
}

impl Pattern {
    /// Compiles a pattern; none if it is none, or takes too much memory.
    pub fn new(source: &str) -> Option<Self> {
        let builder = &mut RegexBuilder::new(source);
        let regex = builder.size_limit(BYTES_MAX).dfa_size_limit(BYTES_MAX).build().ok()?;
        Some(Self { regex, positions: positions(&regex_syntax::parse(source).ok()?) })
    }

    /// The steps that searching a text of so many bytes counts as. Most searches are far cheaper, but `[\s\S]*a[\s\S]{120}z`
    /// takes 150 ms for 60 kB: where the states that it is in are ever new ones, each byte is as much work as there are
    /// positions.
    pub fn steps(&self, bytes: usize) -> usize {
        (bytes / BYTES_A_STEP + 1).saturating_mul(self.positions / POSITIONS_A_STEP + 1)
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// Texts count once, however long: they lead nowhere but on.
fn positions(pattern: &Hir) -> usize {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(_) | HirKind::Class(_) => 1,
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min).max(1);
            positions(&repeated.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
        HirKind::Capture(group) => positions(&group.sub),
        // A search for words is at no more of them than begin alike, and what begins alike is one place.
        HirKind::Alternation(words)
            if words.iter().all(|word| matches!(word.kind(), HirKind::Literal(_))) =>
        {
            1
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(positions).fold(0, usize::saturating_add)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_as_much_work_as_it_is_repeated() {
        let counted = |source: &str| Pattern::new(source).map(|pattern| pattern.positions);
        assert_eq!(counted("退款|投诉|难吃"), Some(1));
        assert_eq!(counted("(退款|投诉|难吃)+"), Some(1));
        assert_eq!(counted("退款|投.|难吃"), Some(4));
        assert_eq!(counted(r"^\w+@\w+$"), Some(3));
        assert_eq!(counted("^.{5,200}$"), Some(200));
        assert_eq!(counted("(?:(?:ab?){10}){10}"), Some(200));
        assert_eq!(counted("(?:.{1000}){1000}"), None, "it takes too much memory");
        let cheap = Pattern::new(r"\w+@\w+").map(|pattern| pattern.steps(40_000));
        assert_eq!(cheap, Some(10_001), "a long answer is searched for a plain pattern");
    }
}
