//! The colours of a brand's public pages, and whether everyone can read them.

use serde::{Deserialize, Serialize};

use super::colour::{Colour, TEXT_CONTRAST};
use crate::field::FieldError;

/// What lies behind a page's questions when the brand says nothing.
pub const BACKGROUND: Colour = Colour([0xf4, 0xf6, 0xf7]);
/// What questions stand on when the brand says nothing.
pub const SURFACE: Colour = Colour::WHITE;
/// What is written in when the brand says nothing.
pub const TEXT: Colour = Colour([0x1b, 0x21, 0x27]);

/// Colours of public pages in daylight, as `#rrggbb`; each may be left to the page. In the dark the page keeps its
/// own surfaces with the brand's accent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Theme {
    /// Behind the questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<String>,
    /// What questions stand on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surface: Option<String>,
    /// What is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What is written on the accent, as on buttons; black or white when left to the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_accent: Option<String>,
}

/// What a page writes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// What lies behind the questions.
    Background,
    /// What questions stand on.
    Surface,
    /// The accent, as on buttons.
    Accent,
}

/// Writing on what it stands on, as a brand chose them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    /// What it stands on.
    pub on: Behind,
    /// The colour of the writing.
    pub front: Colour,
    /// The colour of what it stands on.
    pub back: Colour,
}

impl Theme {
    /// The colours that are none, by name.
    pub fn malformed(&self) -> impl Iterator<Item = &'static str> {
        let Self { background, surface, text, on_accent } = self;
        let named =
            [("background", background), ("surface", surface), ("text", text), ("on_accent", on_accent)];
        let is_wrong = |text: &String| text.parse::<Colour>().is_err();
        named.into_iter().filter(move |(_, text)| text.as_ref().is_some_and(is_wrong)).map(|(name, _)| name)
    }

    /// What is written on what, with the page's own colours where the brand has none; nothing where a colour is none.
    pub fn writings(&self, accent: &str) -> impl Iterator<Item = Writing> {
        let read = |text: &Option<String>, default| match text {
            None => Some(default),
            Some(text) => text.parse().ok(),
        };
        let text = read(&self.text, TEXT);
        let accent = accent.parse().ok();
        let on_accent = accent.and_then(|accent: Colour| read(&self.on_accent, accent.opposite()));
        [
            (Behind::Background, text, read(&self.background, BACKGROUND)),
            (Behind::Surface, text, read(&self.surface, SURFACE)),
            (Behind::Accent, on_accent, accent),
        ]
        .into_iter()
        .filter_map(|(on, front, back)| Some(Writing { on, front: front?, back: back? }))
    }

    /// What is wrong with the colours, with the ratio where one cannot be read on the other.
    pub(super) fn check(&self, accent: &str, errors: &mut Vec<FieldError>) {
        errors.extend(self.malformed().map(|name| {
            FieldError::new(format!("theme.{name}"), "malformed", "Use a colour such as #0f766e.")
        }));
        for Writing { on, front, back } in self.writings(accent) {
            let ratio = front.contrast(back);
            if ratio < TEXT_CONTRAST {
                // The colour that the brand chose is the one to change; where it chose both, the writing.
                let (name, said) = match on {
                    Behind::Background if self.text.is_none() => ("background", "the background"),
                    Behind::Surface if self.text.is_none() => ("surface", "the surface"),
                    Behind::Background => ("text", "the background"),
                    Behind::Surface => ("text", "the surface"),
                    Behind::Accent => ("on_accent", "the accent"),
                };
                // Rounded down, so that what fails never reads as what would do.
                let ratio = (ratio * 100.0).floor() / 100.0;
                let message = format!(
                    "{front} on {said} {back} has a contrast of {ratio:.2} to 1; it takes 4.5 to 1 to be read by everyone (WCAG 2.2 AA)."
                );
                errors.push(FieldError::new(format!("theme.{name}"), "contrast", message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn said(accent: &str, theme: serde_json::Value) -> String {
        let theme: Theme = serde_json::from_value(theme).expect("a theme");
        let mut errors = Vec::new();
        theme.check(accent, &mut errors);
        errors.iter().map(|error| format!("{} {}: {}\n", error.field, error.code, error.message)).collect()
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_ratio() {
        let json = |text: &str| serde_json::from_str(text).expect("JSON");
        assert_eq!(said("#0f766e", json("{}")), "");
        assert_eq!(said("#ffd400", json(r##"{"on_accent": "#000000", "surface": "#fff8e1"}"##)), "");
        expect![[r#"
            theme.text contrast: #8a8a8a on the background #f4f6f7 has a contrast of 3.18 to 1; it takes 4.5 to 1 to be read by everyone (WCAG 2.2 AA).
            theme.text contrast: #8a8a8a on the surface #ffffff has a contrast of 3.45 to 1; it takes 4.5 to 1 to be read by everyone (WCAG 2.2 AA).
            theme.on_accent contrast: #ffffff on the accent #ffd400 has a contrast of 1.43 to 1; it takes 4.5 to 1 to be read by everyone (WCAG 2.2 AA).
        "#]]
        .assert_eq(&said("#ffd400", json(r##"{"text": "#8a8a8a", "on_accent": "#ffffff"}"##)));
        expect![[r#"
            theme.surface malformed: Use a colour such as #0f766e.
            theme.background contrast: #1b2127 on the background #222222 has a contrast of 1.02 to 1; it takes 4.5 to 1 to be read by everyone (WCAG 2.2 AA).
        "#]]
        .assert_eq(&said("#0f766e", json(r##"{"surface": "white", "background": "#222222"}"##)));
    }
}
