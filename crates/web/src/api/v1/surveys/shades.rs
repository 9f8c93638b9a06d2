//! How well what stands on a survey page can be told from what it stands on, measured on the page as it is served.

use serde::Serialize;
use touchstone_domain::brand::colour::{CONTROL_CONTRAST, Colour, TEXT_CONTRAST};
use touchstone_domain::brand::theme::SURFACE;
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
    /// What it is for: `button`, `ink` or `edge`.
    #[schema(example = "button")]
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

/// The shades of a page: words on buttons, coloured words and edges, light and dark.
pub(super) fn of_page(html: &str) -> Vec<PreviewShade> {
    // The brand's colours stand in a style of their own, behind the page's.
    let theme = html.split("<style>").last().and_then(|rest| rest.split("</style>").next());
    let Some((light, dark)) = theme.and_then(|theme| theme.split_once(DARK)) else { return Vec::new() };
    let parts = [(false, light, SURFACE), (true, dark, DARK_SURFACE)];
    parts.into_iter().flat_map(|(is_dark, part, surface)| of_part(is_dark, part, surface)).collect()
}

fn of_part(is_dark: bool, part: &str, surface: Colour) -> Vec<PreviewShade> {
    let surface = property(part, "surface").unwrap_or(surface);
    let wanted = [
        ("button", property(part, "on"), property(part, "fill"), TEXT_CONTRAST),
        ("ink", property(part, "ink"), Some(surface), TEXT_CONTRAST),
        ("edge", property(part, "edge"), Some(surface), CONTROL_CONTRAST),
    ];
    let shade = |(of, front, back, needed): (&'static str, Option<Colour>, Option<Colour>, f64)| {
        let (front, back) = (front?, back?);
        let ratio = front.contrast(back);
        Some(PreviewShade { is_dark, of, front: front.to_string(), back: back.to_string(), ratio, needed })
    };
    wanted.into_iter().filter_map(shade).collect()
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
    fn a_pages_colours_are_measured_where_it_names_them() {
        let html = "<style>p{}</style><style>:root{--fill:#0f766e;--on:#ffffff;--edge:#0f766e;--ink:#0f766e}\
            @media(prefers-color-scheme:dark){:root{--fill:#0f766e;--on:#ffffff;--edge:#0f766e;--ink:#4b9892}}</style>";
        let shades = of_page(html);
        let told: Vec<_> = shades.iter().map(|shade| (shade.is_dark, shade.of)).collect();
        let of = ["button", "ink", "edge"];
        assert_eq!(told, [false, true].map(|dark| of.map(|of| (dark, of))).concat());
        assert!((shades[0].ratio - 5.47).abs() < 0.01 && shades[0].back == "#0f766e");
        assert!(shades.iter().all(|shade| shade.ratio >= shade.needed));
        assert!(of_page("<p>no page</p>").is_empty());
    }
}
