//! The customers, each made from the seed and their number, so that 100,000 of them need no memory.

use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use super::{Purpose, World};

const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何",
    "林", "高", "罗",
];
const GIVEN: [&str; 20] = [
    "伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "明", "超", "霞", "平",
    "桂英", "秀兰", "子涵",
];
/// Of a hundred customers, so many allow offers by e-mail.
const CONSENT_PERCENT: u32 = 70;

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Counted from 0.
    pub number: u32,
    /// What the brand's systems call them.
    pub user_id: String,
    /// An address nobody has: `.example` is reserved.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// The store they go to most, counted from 0.
    pub home: usize,
    /// Whether offers by e-mail are welcome.
    pub marketing: bool,
}

impl Person {
    /// Traits, as the brand's systems send them.
    #[must_use]
    pub fn traits(&self) -> Value {
        json!({
            "email": self.email,
            "name": self.name,
            "demo": true,
            "consent": { "email.marketing": self.marketing },
        })
    }
}

impl World {
    /// A customer by number.
    #[must_use]
    pub fn person(&self, number: u32) -> Person {
        let mut numbers = self.numbers(Purpose::Person, number.into());
        let surname = SURNAMES.choose(&mut numbers).expect("there are surnames");
        let given = GIVEN.choose(&mut numbers).expect("there are given names");
        Person {
            number,
            user_id: format!("demo-{number:06}"),
            email: format!("c{number:06}@customers.example"),
            name: format!("{surname}{given}"),
            home: numbers.random_range(0..self.chain.stores.len()),
            marketing: numbers.random_ratio(CONSENT_PERCENT, 100),
        }
    }
}
