//! Colours and how well they stand out from each other.

use std::fmt;
use std::str::FromStr;

/// What WCAG 2.2 AA asks of text (1.4.3).
pub const TEXT_CONTRAST: f64 = 4.5;
/// What WCAG 2.2 AA asks of controls and what else has to be seen (1.4.11).
pub const CONTROL_CONTRAST: f64 = 3.0;

/// An sRGB colour; as text `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// The text given is not a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a colour such as #0f766e")]
pub struct InvalidColour;

impl Colour {
    /// White.
    pub const WHITE: Self = Self([0xff; 3]);
    /// Black.
    pub const BLACK: Self = Self([0; 3]);

    /// The contrast ratio of WCAG 2.2, 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour moved towards `away` until it stands out enough from every surface.
    #[must_use]
    pub fn until(self, surfaces: &[Self], away: Self, contrast: f64) -> Self {
        let stands_out = |colour: &Self| surfaces.iter().all(|surface| colour.contrast(*surface) >= contrast);
        (0..=20).map(|step| self.mix(away, f64::from(step) / 20.0)).find(stands_out).unwrap_or(away)
    }

    /// A mixture, from 0 (this colour) to 1 (the other).
    #[must_use]
    pub fn mix(self, other: Self, share: f64) -> Self {
        let channel = |at: usize| {
            let (from, to) = (f64::from(self.0[at]), f64::from(other.0[at]));
            // Between two bytes, so it is one.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
            let mixed = (from + (to - from) * share).round() as u8;
            mixed
        };
        Self([channel(0), channel(1), channel(2)])
    }

    /// Black or white, whichever stands out more.
    #[must_use]
    pub fn opposite(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    /// WCAG 2.2, relative luminance.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0[0]) + 0.7152 * linear(self.0[1]) + 0.0722 * linear(self.0[2])
    }
}

impl FromStr for Colour {
    type Err = InvalidColour;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let part = |at: usize| digits.and_then(|digits| u8::from_str_radix(&digits[at..at + 2], 16).ok());
        match (part(0), part(2), part(4)) {
            (Some(red), Some(green), Some(blue)) => Ok(Self([red, green, blue])),
            _ => Err(InvalidColour),
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Colour::WHITE.contrast(Colour::BLACK) - 21.0).abs() < 1e-9);
        assert!((Colour([0x76; 3]).contrast(Colour::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in ["", "red", "#12", "#12345g", "#1234567", "#日本", "#+12345"] {
            assert_eq!(text.parse::<Colour>(), Err(InvalidColour), "{text}");
        }
        assert_eq!("#FFD400".parse::<Colour>().map(|colour| colour.to_string()).as_deref(), Ok("#ffd400"));
    }
}
