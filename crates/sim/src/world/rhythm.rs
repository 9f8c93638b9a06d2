//! When real customers came back: days since the first purchase, from `data/tx-cdnow`.

use std::collections::BTreeMap;
use std::io::Read;

use jiff::civil::Date;
use rand::Rng;
use rand::seq::IndexedRandom;

const PURCHASES: &[u8] = include_bytes!("../../../../data/tx-cdnow/CDNOW_sample.txt.gz");

/// Purchases of real customers.
#[derive(Debug)]
pub struct Rhythm {
    customers: Vec<Vec<Purchase>>,
}

/// One purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    /// Days since the customer's first purchase.
    pub day: u16,
    /// How many things were bought.
    pub quantity: u8,
}

impl Rhythm {
    /// The purchases that ship with the source.
    #[must_use]
    pub fn shipped() -> Self {
        let mut text = String::new();
        flate2::read::GzDecoder::new(PURCHASES)
            .read_to_string(&mut text)
            .expect("the shipped file is compressed text");
        let mut first: BTreeMap<&str, (Date, Vec<Purchase>)> = BTreeMap::new();
        for line in text.lines() {
            let mut fields = line.split_ascii_whitespace().skip(1);
            let (Some(customer), Some(date), Some(quantity)) = (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let date = Date::strptime("%Y%m%d", date).expect("the shipped file's dates are YYYYMMDD");
            let (begin, purchases) = first.entry(customer).or_insert_with(|| (date, Vec::new()));
            let days = (date - *begin).get_days();
            purchases.push(Purchase {
                day: u16::try_from(days).expect("the shipped file is in order and spans 18 months"),
                quantity: quantity.parse().unwrap_or(u8::MAX),
            });
        }
        Self { customers: first.into_values().map(|(_, purchases)| purchases).collect() }
    }

    /// The purchases of one real customer, drawn at random.
    #[must_use]
    pub fn draw(&self, numbers: &mut impl Rng) -> &[Purchase] {
        self.customers.choose(numbers).expect("the shipped file has customers")
    }

    /// How many real customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.customers.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }
}
