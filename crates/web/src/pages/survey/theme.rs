//! A brand's colour on the page, kept readable in light and dark whatever the brand chose.

use std::fmt::Write as _;

/// The surfaces that questions stand on; the same values as in `survey.css`.
const LIGHT_SURFACE: Colour = Colour([0xff, 0xff, 0xff]);
const DARK_SURFACE: Colour = Colour([0x1b, 0x1f, 0x23]);
const WHITE: Colour = Colour([0xff, 0xff, 0xff]);
const BLACK: Colour = Colour([0, 0, 0]);

/// What WCAG 2.2 AA asks of text (1.4.3) and of controls (1.4.11).
const TEXT_CONTRAST: f64 = 4.5;
const CONTROL_CONTRAST: f64 = 3.0;

/// An sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// The one colour of a brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent(Colour);

impl Default for Accent {
    fn default() -> Self {
        Self(Colour([0x0f, 0x76, 0x6e]))
    }
}

impl Accent {
    /// The colour of `#rrggbb`; the default one when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
        let part = |at: usize| digits.and_then(|digits| u8::from_str_radix(&digits[at..at + 2], 16).ok());
        match (part(0), part(2), part(4)) {
            (Some(red), Some(green), Some(blue)) => Self(Colour([red, green, blue])),
            _ => Self::default(),
        }
    }

    /// The custom properties for both themes: the brand's fill, text on it, the brand's colour as ink
    /// (text, focus, borders), and a tint for what is chosen.
    pub(super) fn css(self) -> String {
        let mut css = String::from(":root{");
        self.properties(LIGHT_SURFACE, BLACK, 0.09, &mut css);
        css.push_str("}@media(prefers-color-scheme:dark){:root{");
        self.properties(DARK_SURFACE, WHITE, 0.2, &mut css);
        css.push_str("}}");
        css
    }

    fn properties(self, surface: Colour, away: Colour, tint: f64, css: &mut String) {
        let fill = self.0;
        let on = if fill.contrast(WHITE) >= TEXT_CONTRAST { WHITE } else { BLACK };
        // A fill that hides in the surface gets an edge, so that a brand keeps its yellow or its black.
        let ink = fill.until(surface, away, TEXT_CONTRAST);
        let edge = if fill.contrast(surface) >= CONTROL_CONTRAST { fill } else { ink };
        let tint = surface.mix(ink, tint);
        write!(css, "--fill:{fill};--on:{on};--edge:{edge};--ink:{ink};--tint:{tint}")
            .expect("a string takes all text");
    }
}

impl Colour {
    /// This colour moved towards `away` until it stands out enough from `surface`.
    fn until(self, surface: Self, away: Self, contrast: f64) -> Self {
        let steps = (0..=20).map(|step| self.mix(away, f64::from(step) / 20.0));
        steps.into_iter().find(|colour| colour.contrast(surface) >= contrast).unwrap_or(away)
    }

    fn mix(self, other: Self, share: f64) -> Self {
        let channel = |at: usize| {
            let (from, to) = (f64::from(self.0[at]), f64::from(other.0[at]));
            // Between two bytes, so it is one.
            (from + (to - from) * share).round() as u8
        };
        Self([channel(0), channel(1), channel(2)])
    }

    /// WCAG 2.2, relative luminance.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0[0]) + 0.7152 * linear(self.0[1]) + 0.0722 * linear(self.0[2])
    }

    /// WCAG 2.2, contrast ratio, 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_brand_colour_stays_readable() {
        for red in (0..=255_u8).step_by(15) {
            for green in (0..=255_u8).step_by(15) {
                for blue in (0..=255_u8).step_by(15) {
                    let css = Accent(Colour([red, green, blue])).css();
                    let (light, dark) = css.split_once("@media").expect("two themes");
                    for (theme, surface) in [(light, LIGHT_SURFACE), (dark, DARK_SURFACE)] {
                        let colour = |name: &str| {
                            let at = theme.find(&format!("--{name}:")).expect("set") + name.len() + 3;
                            Accent::parse(&theme[at..at + 7]).0
                        };
                        assert!(colour("on").contrast(colour("fill")) >= TEXT_CONTRAST, "{css}");
                        assert!(colour("ink").contrast(surface) >= TEXT_CONTRAST, "{css}");
                        assert!(colour("edge").contrast(surface) >= CONTROL_CONTRAST, "{css}");
                    }
                }
            }
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((WHITE.contrast(Colour([0, 0, 0])) - 21.0).abs() < 1e-9);
        assert!((Colour([0x76, 0x76, 0x76]).contrast(WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn what_is_no_colour_is_the_default() {
        for text in ["", "red", "#12", "#12345g", "#1234567", "#日本"] {
            assert_eq!(Accent::parse(text), Accent::default());
        }
        assert_eq!(Accent::parse("#FFD400").0.to_string(), "#ffd400");
    }
}
