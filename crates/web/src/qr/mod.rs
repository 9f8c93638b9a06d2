//! QR codes: SVG for the screen and print, PNG for whoever needs pixels.

mod png;
pub mod sheet;

use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};

use crate::problem::Problem;

/// Light modules around a code, as the standard wants.
const QUIET: usize = 4;

/// A code as an SVG picture that scales to its box.
pub fn svg(text: &str) -> Result<String, Problem> {
    let picture = code(text)?.render::<svg::Color<'_>>().quiet_zone(true).min_dimensions(240, 240).build();
    Ok(picture)
}

/// A code as a PNG picture, each module so many pixels wide.
pub fn png(text: &str, module_pixels: usize) -> Result<Vec<u8>, Problem> {
    let code = code(text)?;
    let (width, colors) = (code.width(), code.to_colors());
    let is_dark = |x: usize, y: usize| {
        let module = |at: usize| at.checked_sub(QUIET).filter(|at| *at < width);
        matches!((module(x), module(y)), (Some(x), Some(y)) if colors[y * width + x] == Color::Dark)
    };
    png::encode(width + 2 * QUIET, module_pixels, is_dark)
}

fn code(text: &str) -> Result<QrCode, Problem> {
    // A quarter may be dirty or covered, as happens on tables.
    QrCode::with_error_correction_level(text, EcLevel::Q)
        .or_else(|_| QrCode::with_error_correction_level(text, EcLevel::L))
        .map_err(|_| Problem::field("url", "too_long", "too long for a QR code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_have_their_size() {
        let text = "https://example.com/s/7Q2F9K3M5P";
        assert!(svg(text).expect("a code").contains("<svg"));
        let picture = png(text, 8).expect("a code");
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"));
        let side = u32::from_be_bytes(picture[16..20].try_into().expect("four bytes"));
        assert_eq!(side % 8, 0);
        assert!(picture.len() < 5_000, "{} bytes", picture.len());
        assert!(png(&"x".repeat(5_000), 8).is_err());
    }
}
