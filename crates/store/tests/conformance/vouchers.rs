//! Vouchers.

use jiff::Timestamp;
use touchstone_domain::id::{CaseId, CustomerId, EffectId, MemberId};
use touchstone_domain::voucher::{Giving, Voucher, Wanted, code};
use touchstone_store::rows::vouchers;
use touchstone_store::testing::TestDatabase;
use touchstone_store::{StoreError, Tx};

use crate::support::BRAND;

fn voucher(n: u8, customer: u8, seconds: i64) -> Voucher {
    let giving = Giving {
        effect: EffectId::from_bytes([n; 16]),
        customer: CustomerId::from_bytes([customer; 16]),
        case: CaseId::from_bytes([9; 16]),
        unit: None,
        by: MemberId::from_bytes([8; 16]),
    };
    let wanted = Wanted { worth: "甜品一份".to_owned(), value: Some(2_000), days: 30 };
    let now = Timestamp::from_second(1_800_000_000 + seconds).unwrap();
    Voucher::new(&wanted, giving, code([n; 16]), now, &jiff::tz::TimeZone::UTC)
}

pub fn vouchers_are_unique_listed_changed_and_erased(database: &mut TestDatabase) {
    let store = database.open();
    let write = move |tx: &mut Tx<'_>| {
        for (voucher, is_new) in [
            (voucher(1, 1, 0), true),
            (voucher(2, 1, 5), true),
            (voucher(3, 2, 3), true),
            (voucher(1, 1, 0), false),
            // Another one with a code that is taken.
            (Voucher { code: voucher(1, 1, 0).code, ..voucher(4, 2, 9) }, false),
        ] {
            assert_eq!(vouchers::insert(tx, &voucher)?, is_new, "{voucher:?}");
        }
        let taken_back = Voucher { withdrawn_at: Some(voucher(2, 1, 5).issued_at), ..voucher(2, 1, 5) };
        vouchers::update(tx, &taken_back)?;
        assert_eq!(vouchers::find(tx, taken_back.id)?, Some(taken_back.clone()));
        let both = [CustomerId::from_bytes([1; 16]), CustomerId::from_bytes([2; 16])];
        let all = vouchers::of_customers(tx, &both, 10)?;
        assert_eq!(all, [taken_back.clone(), voucher(3, 2, 3), voucher(1, 1, 0)], "newest first");
        assert_eq!(vouchers::of_customers(tx, &both[..1], 1)?, [taken_back]);
        assert_eq!(vouchers::erase_customer(tx, both[0])?, 2);
        assert_eq!(vouchers::of_customers(tx, &both, 10)?, [voucher(3, 2, 3)]);
        Ok::<_, StoreError>(())
    };
    store.write_blocking("vouchers", BRAND, write).unwrap();
}
