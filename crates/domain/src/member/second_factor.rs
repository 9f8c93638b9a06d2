//! The second factor: codes of 30 seconds (RFC 6238) from a secret that an app on the member's phone holds, and
//! recovery codes for when the phone is gone.

use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use sha1::Sha1;

/// Bytes of a secret, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
/// Recovery codes that a member gets at once.
pub const RECOVERY_CODES: usize = 10;
/// The most characters of a code as typed: a recovery code with some room for spaces.
pub const CODE_CHARS_MAX: usize = 64;

const STEP_SECONDS: i64 = 30;
const DIGITS: usize = 6;
/// Phones' clocks are off, and typing takes time: one step to either side.
const STEPS_ASIDE: i64 = 1;
/// Wrong codes in a row that nobody is held up for.
const FREE_FAILURES: i64 = 5;
/// How long the first hold-up is; it doubles with each further wrong code.
const PAUSE_MIN_S: i64 = 30;
/// How long a hold-up gets. With a code of three steps in a million, guessing a whole year through then succeeds once in 13.
const PAUSE_MAX_S: i64 = 60 * 60;

/// The code of a step for a secret: RFC 4226, SHA-1, six digits. Apps know nothing else, whatever an address says.
#[must_use]
pub fn code(secret: &[u8], step: u64) -> u32 {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[digest.len() - 1] & 0xF);
    let word = [digest[at], digest[at + 1], digest[at + 2], digest[at + 3]];
    (u32::from_be_bytes(word) & 0x7FFF_FFFF) % 10_u32.pow(DIGITS as u32)
}

/// The step whose code was typed at `now`, if it comes after the last step whose code was used: no code is
/// taken twice, and none from before one that was.
#[must_use]
pub fn step_of(secret: &[u8], typed: &str, now: Timestamp, last_step: i64) -> Option<i64> {
    let digits: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    if digits.len() != DIGITS || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let typed: u32 = digits.parse().ok()?;
    let present = now.as_second().div_euclid(STEP_SECONDS);
    (present - STEPS_ASIDE..=present + STEPS_ASIDE)
        .filter(|step| *step > last_step)
        .find(|step| u64::try_from(*step).is_ok_and(|step| code(secret, step) == typed))
}

/// How long nothing is tried after so many wrong codes in a row.
#[must_use]
pub fn pause_after(failures: i64) -> Option<SignedDuration> {
    let beyond = u32::try_from(failures - FREE_FAILURES).ok()?;
    let seconds = PAUSE_MIN_S.saturating_mul(1_i64.checked_shl(beyond.min(30)).unwrap_or(i64::MAX));
    Some(SignedDuration::from_secs(seconds.min(PAUSE_MAX_S)))
}

/// A recovery code however it is typed: letters and digits, in lower case.
#[must_use]
pub fn plain_recovery_code(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The secret as people type it and apps read it.
#[must_use]
pub fn written(secret: &[u8]) -> String {
    data_encoding::BASE32_NOPAD.encode(secret)
}

/// The address that apps read from a QR code
/// (<https://github.com/google/google-authenticator/wiki/Key-Uri-Format>).
#[must_use]
pub fn address(brand: &str, email: &str, secret: &[u8]) -> String {
    // A colon parts the issuer from the account, so the issuer has none.
    let (brand, email) = (escaped(&brand.replace(':', " ")), escaped(email));
    let secret = written(secret);
    format!(
        "otpauth://totp/{brand}:{email}?secret={secret}&issuer={brand}&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}"
    )
}

fn escaped(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let one = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    /// RFC 4226, appendix D.
    #[test]
    fn codes_are_those_of_rfc_4226() {
        let expected =
            [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489];
        for (step, expected) in expected.into_iter().enumerate() {
            assert_eq!(code(SECRET, step as u64), expected, "{step}");
        }
    }

    /// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (second, typed) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(SECRET, typed, at(second), 0), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_code_is_good_for_its_step_and_its_neighbours_and_once() {
        let (now, step) = (1_234_567_890, 1_234_567_890 / 30);
        assert_eq!(step_of(SECRET, " 005 924 ", at(now), 0), Some(step));
        for wrong in ["005925", "5924", "0005924", "００５９２４", "", "-05924", "+05924", "00592４"] {
            assert_eq!(step_of(SECRET, wrong, at(now), 0), None, "{wrong}");
        }
        assert_eq!(step_of(SECRET, "005924", at(now), step), None, "it was used");
        assert_eq!(step_of(SECRET, "005924", at(now), step - 1), Some(step));
        for (aside, is_good) in [(-60, false), (-30, true), (30, true), (60, false)] {
            assert_eq!(step_of(SECRET, "005924", at(now + aside), 0).is_some(), is_good, "{aside}");
        }
        assert_eq!(step_of(SECRET, "000000", at(-1_000), 0), None, "before 1970 there are no steps");
    }

    #[test]
    fn guessing_gets_slower_and_never_for_ever() {
        let pauses: Vec<_> = [0, 4, 5, 6, 11, 12, 40, i64::MAX]
            .map(|failures| pause_after(failures).map(|p| p.as_secs()))
            .into();
        let expected = [None, None, Some(30), Some(60), Some(1_920), Some(3_600), Some(3_600), None];
        assert_eq!(pauses[..7], expected[..7]);
        assert!(pauses[7].is_none_or(|pause| pause == 3_600));
    }

    #[test]
    fn addresses_and_recovery_codes_are_read_as_meant() {
        let url = address("金 勺: 上海", "a+b@example.com", b"Hello!\xDE\xAD\xBE\xEF");
        assert_eq!(
            url,
            "otpauth://totp/%E9%87%91%20%E5%8B%BA%20%20%E4%B8%8A%E6%B5%B7:a%2Bb%40example.com\
             ?secret=JBSWY3DPEHPK3PXP&issuer=%E9%87%91%20%E5%8B%BA%20%20%E4%B8%8A%E6%B5%B7\
             &algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(plain_recovery_code(" AB3DE-fg4hj "), "ab3defg4hj");
    }
}
