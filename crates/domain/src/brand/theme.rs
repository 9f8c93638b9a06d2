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

impl Theme {
    /// What is wrong with the colours, with the ratio where one cannot be read on the other.
    pub(super) fn check(&self, accent: &str, errors: &mut Vec<FieldError>) {
        let mut read =
            |name: &str, text: Option<&String>, default: Colour| match text.map(|text| text.parse()) {
                None => Some(default),
                Some(Ok(colour)) => Some(colour),
                Some(Err(_)) => {
                    let message = "Use a colour such as #0f766e.";
                    errors.push(FieldError::new(format!("theme.{name}"), "malformed", message));
                    None
                }
            };
        let background = read("background", self.background.as_ref(), BACKGROUND);
        let surface = read("surface", self.surface.as_ref(), SURFACE);
        let text = read("text", self.text.as_ref(), TEXT);
        let accent = accent.parse::<Colour>().ok();
        let on_accent = match (&self.on_accent, accent) {
            (None, Some(accent)) => Some(accent.opposite()),
            (given, _) => read("on_accent", given.as_ref(), Colour::WHITE),
        };
        // The colour that the brand chose is the one to change; where it chose both, the writing.
        let of = |own: bool, name: &'static str, other: &'static str| if own { name } else { other };
        let own_text = self.text.is_some();
        let pairs = [
            (of(own_text, "text", "background"), text, background, "the background"),
            (of(own_text, "text", "surface"), text, surface, "the surface"),
            ("on_accent", on_accent, accent, "the accent"),
        ];
        for (name, text, behind, said) in pairs {
            let Some((text, behind)) = text.zip(behind) else { continue };
            let ratio = text.contrast(behind);
            if ratio < TEXT_CONTRAST {
                // Rounded down, so that what fails never reads as what would do.
                let ratio = (ratio * 100.0).floor() / 100.0;
                let message = format!(
                    "{text} on {said} {behind} has a contrast of {ratio:.2} to 1; it takes 4.5 to 1 to be read by everyone (WCAG 2.2 AA)."
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
