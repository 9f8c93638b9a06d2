//! A brand's colours on the page, kept readable in light and dark whatever the brand chose.

use std::fmt::Write as _;

use touchstone_domain::brand::colour::{CONTROL_CONTRAST, Colour, TEXT_CONTRAST};
use touchstone_domain::brand::theme::{BACKGROUND, SURFACE, TEXT};
use touchstone_domain::brand::{BrandSettings, Theme};

/// The surface that questions stand on in the dark; the same as in `survey.css`.
const DARK_SURFACE: Colour = Colour([0x1b, 0x1f, 0x23]);
/// What says that something is wrong; the same as in `survey.css`.
const WRONG: Colour = Colour([0xa8, 0x4a, 0x06]);

/// The colours of a brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    accent: Colour,
    on_accent: Option<Colour>,
    background: Option<Colour>,
    surface: Option<Colour>,
    text: Option<Colour>,
}

impl Default for Look {
    fn default() -> Self {
        Self::of(&BrandSettings::default())
    }
}

impl Look {
    /// The colours that a brand's settings name; what is no colour is left to the page.
    #[must_use]
    pub fn of(settings: &BrandSettings) -> Self {
        let read = |text: &Option<String>| text.as_ref()?.parse().ok();
        let Theme { background, surface, text, on_accent } = &settings.theme;
        Self {
            accent: settings.accent.parse().unwrap_or(Colour([0x0f, 0x76, 0x6e])),
            on_accent: read(on_accent),
            background: read(background),
            surface: read(surface),
            text: read(text),
        }
    }

    /// The custom properties for both themes: the brand's fill, text on it, the brand's colour as ink
    /// (text, focus, borders), a tint for what is chosen, and the surfaces where the brand has its own.
    pub(super) fn css(self) -> String {
        let mut css = String::from(":root{");
        self.accents(self.surface.unwrap_or(SURFACE), 0.09, &mut css);
        self.surfaces(&mut css);
        css.push_str("}@media(prefers-color-scheme:dark){:root{");
        self.accents(DARK_SURFACE, 0.2, &mut css);
        if self.has_surfaces() {
            css.push_str(";--bg:#121518;--surface:#1b1f23;--text:#e8ebee;--muted:#a4aeb7;--line:#30373d;--control:#7b8690;--wrong:#f4a261;--wrong-tint:#2c221a");
        }
        css.push_str("}}");
        css
    }

    fn accents(self, surface: Colour, tint: f64, css: &mut String) {
        let fill = self.accent;
        let on = self.on_accent.filter(|on| on.contrast(fill) >= TEXT_CONTRAST).unwrap_or(fill.opposite());
        let away = surface.opposite();
        // A fill that hides in the surface gets an edge, so that a brand keeps its yellow or its black.
        let ink = fill.until(&[surface], away, TEXT_CONTRAST);
        let edge = if fill.contrast(surface) >= CONTROL_CONTRAST { fill } else { ink };
        let tint = surface.mix(ink, tint);
        write!(css, "--fill:{fill};--on:{on};--edge:{edge};--ink:{ink};--tint:{tint}")
            .expect("a string takes all text");
    }

    fn has_surfaces(self) -> bool {
        self.background.or(self.surface).or(self.text).is_some()
    }

    /// The brand's own surfaces, with everything else that is written or drawn on them.
    fn surfaces(self, css: &mut String) {
        if !self.has_surfaces() {
            return;
        }
        let (background, surface) = (self.background.unwrap_or(BACKGROUND), self.surface.unwrap_or(SURFACE));
        let (both, away) = ([background, surface], surface.opposite());
        let text = self.text.unwrap_or(TEXT).until(&both, away, TEXT_CONTRAST);
        let muted = text.mix(surface, 0.35).until(&both, away, TEXT_CONTRAST);
        let line = surface.mix(text, 0.15);
        let control = text.mix(surface, 0.5).until(&both, away, CONTROL_CONTRAST);
        let wrong_tint = surface.mix(WRONG, 0.08);
        let wrong = WRONG.until(&[background, surface, wrong_tint], away, TEXT_CONTRAST);
        write!(
            css,
            ";--bg:{background};--surface:{surface};--text:{text};--muted:{muted};--line:{line};--control:{control};--wrong:{wrong};--wrong-tint:{wrong_tint}"
        )
        .expect("a string takes all text");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(css: &str, name: &str) -> Colour {
        let at = css.find(&format!("--{name}:")).expect("set") + name.len() + 3;
        css[at..at + 7].parse().expect("a colour")
    }

    #[test]
    fn any_brand_colour_stays_readable() {
        for red in (0..=255_u8).step_by(15) {
            for green in (0..=255_u8).step_by(15) {
                for blue in (0..=255_u8).step_by(15) {
                    let css = Look { accent: Colour([red, green, blue]), ..Look::default() }.css();
                    let (light, dark) = css.split_once("@media").expect("two themes");
                    for (theme, surface) in [(light, SURFACE), (dark, DARK_SURFACE)] {
                        let on_fill = colour(theme, "on").contrast(colour(theme, "fill"));
                        assert!(on_fill >= TEXT_CONTRAST, "{css}");
                        assert!(colour(theme, "ink").contrast(surface) >= TEXT_CONTRAST, "{css}");
                        assert!(colour(theme, "edge").contrast(surface) >= CONTROL_CONTRAST, "{css}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_brand_with_surfaces_of_its_own_gets_everything_readable_on_them() {
        for (background, surface) in
            [("#fff8e1", "#ffffff"), ("#101820", "#1d2a36"), ("#0b3d2e", "#145c45"), ("#ffffff", "#ffe4e1")]
        {
            let theme = Theme {
                background: Some(background.to_owned()),
                surface: Some(surface.to_owned()),
                ..Theme::default()
            };
            let css = Look::of(&BrandSettings { theme, ..BrandSettings::default() }).css();
            let light = css.split("@media").next().expect("two themes");
            for behind in ["bg", "surface"] {
                for (name, contrast) in [
                    ("text", TEXT_CONTRAST),
                    ("muted", TEXT_CONTRAST),
                    ("wrong", TEXT_CONTRAST),
                    ("control", 3.0),
                ] {
                    let ratio = colour(light, name).contrast(colour(light, behind));
                    assert!(ratio >= contrast, "{name} on {behind}: {ratio}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_colour_is_left_to_the_page() {
        let settings = BrandSettings { accent: "red".to_owned(), ..BrandSettings::default() };
        assert_eq!(Look::of(&settings), Look::default());
    }
}
