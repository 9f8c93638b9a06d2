//! How well what stands on a survey page can be told from what it stands on: as the brand chose it, and measured on
//! the page as it is served.

use serde::Serialize;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::brand::colour::{CONTROL_CONTRAST, Colour, TEXT_CONTRAST};
use touchstone_domain::brand::theme::{Behind, SURFACE, Writing};
use utoipa::ToSchema;

/// What questions stand on in the dark, unless the page says otherwise.
const DARK_SURFACE: Colour = Colour([0x1b, 0x1f, 0x23]);
/// Where the part for readers of dark pages begins.
const DARK: &str = "@media(prefers-color-scheme:dark)";

/// A colour on another.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewShade {
    /// For readers of light or dark pages.
    pub is_dark: bool,
    /// What it is for. As the brand chose it, and as settings are refused by: `background` and `surface` for what is
    /// written on them, `accent` for what is written on buttons. As the page makes it of the accent: `ink`, `edge`.
    #[schema(example = "accent")]
    pub of: &'static str,
    /// The colour.
    #[schema(example = "#ffffff")]
    pub front: String,
    /// What it stands on.
    #[schema(example = "#0f766e")]
    pub back: String,
    /// The contrast ratio of WCAG 2.2, 1 to 21.
    #[schema(example = 5.47)]
    pub ratio: f64,
    /// The least that is needed.
    #[schema(example = 4.5)]
    pub needed: f64,
}

impl PreviewShade {
    fn new(of: &'static str, is_dark: bool, front: Colour, back: Colour, needed: f64) -> Self {
        let ratio = front.contrast(back);
        Self { is_dark, of, front: front.to_string(), back: back.to_string(), ratio, needed }
    }
}

/// The shades of a page: what a brand wrote on what, and the words and edges that the page colours, light and dark.
pub(super) fn of(settings: &BrandSettings, html: &str) -> Vec<PreviewShade> {
    let chosen = settings.theme.writings(&settings.accent).map(|Writing { on, front, back }| {
        let of = match on {
            Behind::Background => "background",
            Behind::Surface => "surface",
            Behind::Accent => "accent",
        };
        PreviewShade::new(of, false, front, back, TEXT_CONTRAST)
    });
    chosen.chain(of_page(html)).collect()
}

fn of_page(html: &str) -> Vec<PreviewShade> {
    // The brand's colours stand in a style of their own, behind the page's.
    let theme = html.split("<style>").last().and_then(|rest| rest.split("</style>").next());
    let Some((light, dark)) = theme.and_then(|theme| theme.split_once(DARK)) else { return Vec::new() };
    let parts = [(false, light, SURFACE), (true, dark, DARK_SURFACE)];
    parts.into_iter().flat_map(|(is_dark, part, surface)| of_part(is_dark, part, surface)).collect()
}

fn of_part(is_dark: bool, part: &str, surface: Colour) -> impl Iterator<Item = PreviewShade> {
    let surface = property(part, "surface").unwrap_or(surface);
    let wanted =
        [("ink", property(part, "ink"), TEXT_CONTRAST), ("edge", property(part, "edge"), CONTROL_CONTRAST)];
    let shade = move |(of, front, needed): (&'static str, Option<Colour>, f64)| {
        Some(PreviewShade::new(of, is_dark, front?, surface, needed))
    };
    wanted.into_iter().filter_map(shade)
}

/// A custom property that is a colour.
fn property(css: &str, name: &str) -> Option<Colour> {
    let at = css.find(&format!("--{name}:"))? + name.len() + 3;
    css.get(at..at + 7)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_measured_as_it_is_and_the_rest_as_the_page_has_it() {
        let html = "<style>p{}</style><style>:root{--fill:#0f766e;--on:#ffffff;--edge:#0f766e;--ink:#0f766e}\
            @media(prefers-color-scheme:dark){:root{--fill:#0f766e;--on:#ffffff;--edge:#0f766e;--ink:#4b9892}}</style>";
        let mut settings = BrandSettings::default();
        settings.theme.text = Some("#8a8a8a".to_owned());
        let shades = of(&settings, html);
        let told: Vec<_> = shades.iter().map(|shade| (shade.of, shade.is_dark)).collect();
        let made = [false, true].map(|dark| ["ink", "edge"].map(|of| (of, dark))).concat();
        assert_eq!(told, [["background", "surface", "accent"].map(|of| (of, false)).to_vec(), made].concat());
        let readable: Vec<_> = shades.iter().map(|shade| shade.ratio >= shade.needed).collect();
        assert_eq!(readable, [false, false, true, true, true, true, true]);
        assert!((shades[2].ratio - 5.47).abs() < 0.01 && shades[2].back == "#0f766e");
        assert_eq!(of(&settings, "<p>no page</p>").len(), 3);
    }
}
