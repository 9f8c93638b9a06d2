//! Vouchers: what a customer gets for their trouble, with a code that they show.
//!
//! A voucher is a promise in writing: what it is worth, until which day, and a code that nobody can guess. Here is
//! how one is made and said, and that it is used once.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::field::FieldError;
use crate::hash::digest16;
use crate::id::{CaseId, CustomerId, EffectId, MemberId, UnitId, VoucherId};
use crate::locale::Lang;

/// Longest description of what a voucher is worth, in characters.
pub const WORTH_CHARS_MAX: usize = 60;
/// Longest validity, in days.
pub const DAYS_MAX: u16 = 365;
/// Highest value, in hundredths.
pub const VALUE_MAX: i64 = 100_000_000;
/// Without 0, 1, I, L and O: a code survives being read aloud and typed.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Letters before and after the hyphen of a code: together about 2^49 codes.
const HALF: usize = 5;

/// What a member wants to give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// What the customer gets for it, in the customer's words: a dessert, 20 off.
    pub worth: String,
    /// What that costs the brand, in hundredths of its currency, if it is money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// For how many days; 1 ends with tomorrow.
    pub days: u16,
}

/// One voucher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// Its id.
    pub id: VoucherId,
    /// What the customer shows.
    pub code: String,
    /// Whose.
    pub customer: CustomerId,
    /// The case in which it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// For what happened where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// What the customer gets for it.
    pub worth: String,
    /// What that costs, in hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// When it was given.
    pub issued_at: Timestamp,
    /// By whom.
    pub issued_by: MemberId,
    /// The last day on which it is taken, in the brand's time zone.
    pub last_day: Date,
    /// When that day is over.
    pub expires_at: Timestamp,
    /// When it was taken back, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Timestamp>,
    /// That it was used, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeemed: Option<Redemption>,
}

/// That a voucher was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redemption {
    /// When.
    pub at: Timestamp,
    /// Who took it.
    pub by: MemberId,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
}

/// Who gives a voucher to whom, and for what.
#[derive(Debug, Clone, Copy)]
pub struct Giving {
    /// The message that says it; the voucher's id follows from it.
    pub effect: EffectId,
    /// Whose.
    pub customer: CustomerId,
    /// In which case.
    pub case: CaseId,
    /// For what happened where.
    pub unit: Option<UnitId>,
    /// By whom.
    pub by: MemberId,
}

/// How a voucher is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is taken.
    Valid,
    /// Its last day is over.
    Expired,
    /// It was taken back before the customer knew of it.
    Withdrawn,
    /// It was used.
    Redeemed,
}

impl Standing {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Redeemed => "redeemed",
        }
    }
}

impl Wanted {
    /// What is wrong with it, naming fields below `voucher`.
    #[must_use]
    pub fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let worth = self.worth.trim();
        if !(1..=WORTH_CHARS_MAX).contains(&worth.chars().count()) || worth.chars().any(char::is_control) {
            let message =
                format!("Say in 1 to {WORTH_CHARS_MAX} characters on one line what the customer gets.");
            let chinese = format!("请用一行 1 到 {WORTH_CHARS_MAX} 个字说明顾客能得到什么。");
            errors.push(FieldError::new("voucher.worth", "length", message).in_chinese(chinese));
        }
        if !(1..=DAYS_MAX).contains(&self.days) {
            let message = format!("Let it be valid for 1 to {DAYS_MAX} days.");
            let chinese = format!("有效期为 1 到 {DAYS_MAX} 天。");
            errors.push(FieldError::new("voucher.days", "out_of_range", message).in_chinese(chinese));
        }
        if self.value.is_some_and(|value| !(1..=VALUE_MAX).contains(&value)) {
            let message = format!("Use 1 to {VALUE_MAX} hundredths, or none.");
            let chinese = format!("面值以分为单位，1 到 {VALUE_MAX}，也可不填。");
            errors.push(FieldError::new("voucher.value", "out_of_range", message).in_chinese(chinese));
        }
        errors
    }
}

impl Voucher {
    /// The voucher that goes with a message.
    #[must_use]
    pub fn id_of(effect: EffectId) -> VoucherId {
        VoucherId::from_bytes(digest16(&[b"voucher", effect.as_bytes()]))
    }

    /// Makes a voucher that was checked; `zone` is the brand's.
    #[must_use]
    pub fn new(wanted: &Wanted, giving: Giving, code: String, now: Timestamp, zone: &TimeZone) -> Self {
        let (last_day, expires_at) = end(now, wanted.days, zone);
        Self {
            id: Self::id_of(giving.effect),
            code,
            customer: giving.customer,
            case: Some(giving.case),
            unit: giving.unit,
            worth: wanted.worth.trim().to_owned(),
            value: wanted.value,
            issued_at: now,
            issued_by: giving.by,
            last_day,
            expires_at,
            withdrawn_at: None,
            redeemed: None,
        }
    }

    /// How it is at `now`.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        match (self.withdrawn_at, &self.redeemed) {
            (Some(_), _) => Standing::Withdrawn,
            (None, Some(_)) => Standing::Redeemed,
            (None, None) if now >= self.expires_at => Standing::Expired,
            (None, None) => Standing::Valid,
        }
    }

    /// The voucher once it is used; how it stands, if it cannot be.
    pub fn redeem(&self, redemption: Redemption) -> Result<Self, Standing> {
        match self.standing(redemption.at) {
            Standing::Valid => Ok(Self { redeemed: Some(redemption), ..self.clone() }),
            other => Err(other),
        }
    }

    /// What the customer reads, where the words of the message do not say it themselves.
    #[must_use]
    pub fn words(&self, lang: &Lang) -> String {
        let Self { code, worth, last_day, .. } = self;
        if lang.primary() == "zh" {
            let (year, month, day) = (last_day.year(), last_day.month(), last_day.day());
            format!("送您：{worth}。到店出示券码 {code} 即可使用，有效期至{year}年{month}月{day}日。")
        } else {
            format!("For you: {worth}. Show the code {code} in the store, until {last_day}.")
        }
    }
}

/// A code as somebody typed it, in the form in which codes are kept; none if no code looks like that.
#[must_use]
pub fn read_code(typed: &str) -> Option<String> {
    let letters: Vec<u8> = typed
        .bytes()
        .filter(|letter| !matches!(letter, b' ' | b'-'))
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    if letters.len() != 2 * HALF || !letters.iter().all(|letter| ALPHABET.contains(letter)) {
        return None;
    }
    let mut code = String::from_utf8(letters).ok()?;
    code.insert(HALF, '-');
    Some(code)
}

/// A code out of random bytes that nobody can guess, such as `K7QM3-XPD9T`.
#[must_use]
pub fn code(random: [u8; 16]) -> String {
    let mut rest = u128::from_be_bytes(random);
    let mut code = String::with_capacity(2 * HALF + 1);
    for nth in 0..2 * HALF {
        if nth == HALF {
            code.push('-');
        }
        // The remainder of a number this large by 31 is even enough.
        code.push(char::from(ALPHABET[usize::try_from(rest % 31).expect("less than 31")]));
        rest /= 31;
    }
    code
}

/// The last of so many days after today, and when it is over.
fn end(now: Timestamp, days: u16, zone: &TimeZone) -> (Date, Timestamp) {
    let today = zone.to_datetime(now).date();
    let last = today.saturating_add(i64::from(days).days());
    let over = last.saturating_add(1.day()).at(0, 0, 0, 0);
    (last, zone.to_ambiguous_timestamp(over).compatible().unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> TimeZone {
        TimeZone::get("Asia/Shanghai").expect("a known zone")
    }

    fn given(days: u16) -> Voucher {
        let wanted = Wanted { worth: " 甜品一份 ".to_owned(), value: None, days };
        let giving = Giving {
            effect: EffectId::from_bytes([1; 16]),
            customer: CustomerId::from_bytes([2; 16]),
            case: CaseId::from_bytes([3; 16]),
            unit: None,
            by: MemberId::from_bytes([4; 16]),
        };
        // Half past one in the morning in Shanghai, the day before in UTC.
        let now = "2026-03-01T17:30:00Z".parse().expect("a time");
        Voucher::new(&wanted, giving, code([0; 16]), now, &shanghai())
    }

    #[test]
    fn a_voucher_is_taken_until_its_last_day_is_over() {
        let voucher = given(7);
        assert_eq!(voucher.last_day.to_string(), "2026-03-09");
        assert_eq!(voucher.expires_at.to_string(), "2026-03-09T16:00:00Z");
        let standing = |at: &str| voucher.standing(at.parse().expect("a time"));
        assert_eq!(standing("2026-03-09T15:59:59Z"), Standing::Valid);
        assert_eq!(standing("2026-03-09T16:00:00Z"), Standing::Expired);
        let withdrawn = Voucher { withdrawn_at: Some(voucher.issued_at), ..voucher.clone() };
        assert_eq!(withdrawn.standing(voucher.issued_at), Standing::Withdrawn);
    }

    #[test]
    fn a_voucher_is_used_once_while_it_is_good() {
        let voucher = given(7);
        let at = |at: &str| Redemption {
            at: at.parse().expect("a time"),
            by: MemberId::from_bytes([5; 16]),
            unit: None,
        };
        let used = voucher.redeem(at("2026-03-05T09:00:00Z")).expect("good");
        assert_eq!(used.standing("2027-01-01T00:00:00Z".parse().expect("a time")), Standing::Redeemed);
        assert_eq!(used.redeem(at("2026-03-05T09:00:01Z")), Err(Standing::Redeemed));
        assert_eq!(voucher.redeem(at("2026-03-09T16:00:00Z")), Err(Standing::Expired));
        let withdrawn = Voucher { withdrawn_at: Some(voucher.issued_at), ..voucher };
        assert_eq!(withdrawn.redeem(at("2026-03-05T09:00:00Z")), Err(Standing::Withdrawn));
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["K7QM3-XPD9T", "k7qm3xpd9t", " K7QM3 xpd9t "] {
            assert_eq!(read_code(typed).as_deref(), Some("K7QM3-XPD9T"), "{typed}");
        }
        for wrong in ["", "K7QM3-XPD9", "K7QM3-XPD9TT", "K7QM3-XPD9O", "K7QM3-XPD91", "券券券券券券券券券券"]
        {
            assert_eq!(read_code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_words_say_what_until_when_and_the_code() {
        let voucher = given(7);
        assert_eq!(
            voucher.words(&Lang::zh_cn()),
            "送您：甜品一份。到店出示券码 22222-22222 即可使用，有效期至2026年3月9日。"
        );
        assert_eq!(
            voucher.words(&Lang::en()),
            "For you: 甜品一份. Show the code 22222-22222 in the store, until 2026-03-09."
        );
    }

    #[test]
    fn codes_are_short_plain_and_different() {
        let mut seen = std::collections::HashSet::new();
        for n in 0..10_000u32 {
            let random = digest16(&[&n.to_be_bytes()]);
            let code = code(random);
            assert_eq!((code.len(), code.as_bytes()[HALF]), (11, b'-'));
            assert!(code.bytes().all(|letter| letter == b'-' || ALPHABET.contains(&letter)), "{code}");
            assert!(seen.insert(code));
        }
    }

    #[test]
    fn wrong_wishes_name_their_fields() {
        let sound = Wanted { worth: "20 off".to_owned(), value: Some(2_000), days: 30 };
        assert_eq!(sound.check(), Vec::new());
        let wrong = Wanted { worth: "a\nb".to_owned(), value: Some(0), days: 0 };
        let fields: Vec<String> = wrong.check().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["voucher.worth", "voucher.days", "voucher.value"]);
        assert!(wrong.check().iter().all(|error| error.chinese.is_some()));
        let long = Wanted { worth: "券".repeat(61), ..sound };
        assert_eq!(long.check().len(), 1);
    }
}
