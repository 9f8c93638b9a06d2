//! Second factors, invitations, letters and their links.

use jiff::Timestamp;
use touchstone_domain::id::{BrandId, InvitationId, MemberId};
use touchstone_domain::member::Role;
use touchstone_domain::member::letter::Purpose;
use touchstone_store::rows::account_links::{self, AccountLink};
use touchstone_store::rows::invitations::{self, Invitation, LetterState};
use touchstone_store::rows::letters::{self, LetterRow};
use touchstone_store::rows::second_factors;
use touchstone_store::testing::TestDatabase;

use crate::support::BRAND;

const MEMBER: MemberId = MemberId::from_bytes([7; 16]);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

pub fn a_code_is_taken_once_and_wrong_ones_are_counted(database: &mut TestDatabase) {
    let store = database.open();
    store
        .write_blocking("factor", BRAND, |tx| {
            assert!(second_factors::begin(tx, MEMBER, "first", at(0))?);
            assert!(second_factors::begin(tx, MEMBER, "second", at(1))?, "not confirmed, it gives way");
            second_factors::confirm(tx, MEMBER, at(2))?;
            assert!(!second_factors::begin(tx, MEMBER, "third", at(3))?);
            second_factors::replace_codes(tx, MEMBER, &[[1; 32], [2; 32]])?;
            second_factors::failed(tx, MEMBER, 6, Some(at(60)))?;
            let factor = second_factors::find(tx, MEMBER)?.unwrap();
            assert_eq!((factor.secret.as_str(), factor.confirmed_at), ("second", Some(at(2))));
            assert_eq!((factor.failures, factor.wait_until), (6, Some(at(60))));
            assert!(second_factors::take_step(tx, MEMBER, 5)?);
            assert!(!second_factors::take_step(tx, MEMBER, 5)?);
            assert!(!second_factors::take_step(tx, MEMBER, 4)?);
            let factor = second_factors::find(tx, MEMBER)?.unwrap();
            assert_eq!((factor.failures, factor.wait_until, factor.last_step), (0, None, 5));
            assert!(second_factors::take_code(tx, MEMBER, &[1; 32])?);
            assert!(!second_factors::take_code(tx, MEMBER, &[1; 32])?);
            assert_eq!(second_factors::codes_left(tx, MEMBER)?, 1);
            assert_eq!(second_factors::secrets(tx, None, 10)?, [(MEMBER, "second".to_owned())]);
            assert!(second_factors::secrets(tx, Some(MEMBER), 10)?.is_empty());
            assert!(second_factors::remove(tx, MEMBER)?);
            assert!(!second_factors::remove(tx, MEMBER)?);
            assert_eq!(second_factors::codes_left(tx, MEMBER)?, 0);
            Ok::<_, touchstone_store::StoreError>(())
        })
        .unwrap();
}

pub fn a_link_is_used_once_and_in_its_own_brand(database: &mut TestDatabase) {
    let store = database.open();
    let other = BrandId::from_bytes([2; 16]);
    let link = AccountLink { purpose: Purpose::Reset, subject: [7; 16], expires_at: at(60) };
    store
        .write_blocking("link", BRAND, move |tx| {
            account_links::insert(tx, &[1; 32], &link)?;
            account_links::insert(tx, &[2; 32], &AccountLink { expires_at: at(10), ..link })
        })
        .unwrap();
    let found = store
        .read_global_blocking("by_secret", |tx| {
            Ok::<_, touchstone_store::StoreError>([
                account_links::by_secret(tx, &[1; 32], at(59))?,
                account_links::by_secret(tx, &[1; 32], at(60))?,
                account_links::by_secret(tx, &[3; 32], at(0))?,
            ])
        })
        .unwrap();
    assert_eq!(found, [Some((BRAND, link)), None, None]);
    let take = |brand, secret: [u8; 32]| {
        store.write_blocking("take", brand, move |tx| account_links::take(tx, &secret, at(20))).unwrap()
    };
    assert!(!take(other, [1; 32]));
    assert!(!take(BRAND, [2; 32]), "it has ended");
    assert!(take(BRAND, [1; 32]));
    assert!(!take(BRAND, [1; 32]));
    let forget = store.write_global_blocking("forget", |tx| account_links::forget_ended(tx, at(30), 10));
    assert_eq!(forget, Ok(1));
}

pub fn letters_are_taken_in_turn_and_put_off(database: &mut TestDatabase) {
    let store = database.open();
    let letter = |n: u8, brand: BrandId, seconds: i64| LetterRow {
        letter: [n; 16],
        brand,
        purpose: Purpose::Invitation,
        subject: [n; 16],
        language: (n == 1).then(|| "en".to_owned()),
        created_at: at(seconds),
        attempts: 0,
    };
    store
        .write_global_blocking("insert", move |tx| {
            letters::insert(tx, &letter(2, BRAND, 5))?;
            letters::insert(tx, &letter(1, BrandId::from_bytes([0; 16]), 0))
        })
        .unwrap();
    let take = |now: i64| {
        store
            .write_global_blocking("take", move |tx| letters::take_due(tx, at(now), 10, |_| at(now + 60)))
            .unwrap()
    };
    let next = || store.read_global_blocking("next", letters::next_due).unwrap();
    assert_eq!(next(), Some(at(0)));
    assert_eq!(take(0), [letter(1, BrandId::from_bytes([0; 16]), 0)]);
    assert_eq!(take(5), [letter(2, BRAND, 5)]);
    assert_eq!(take(59), []);
    assert_eq!(take(60)[0].attempts, 1);
    store.write_blocking("withdraw", BRAND, |tx| letters::withdraw(tx, &[2; 16])).unwrap();
    let remove =
        |n: u8| store.write_global_blocking("remove", move |tx| letters::remove(tx, &[n; 16])).unwrap();
    assert_eq!((remove(2), remove(1), next()), (false, true, None));
}

pub fn an_address_is_invited_once(database: &mut TestDatabase) {
    let store = database.open();
    let invitation = |n: u8, email: &str| Invitation {
        id: InvitationId::from_bytes([n; 16]),
        email: email.to_owned(),
        name: "Wang Wei".to_owned(),
        role: Role::FrontLine,
        units: Vec::new(),
        language: "zh-CN".to_owned(),
        invited_by: MEMBER,
        created_at: at(0),
        sent_at: at(0),
        expires_at: at(60),
        letter: LetterState::Queued(None),
    };
    store
        .write_blocking("invite", BRAND, move |tx| {
            assert!(invitations::insert(tx, &invitation(1, "a@example.com"))?);
            assert!(!invitations::insert(tx, &invitation(2, "a@example.com"))?);
            assert!(invitations::insert(tx, &invitation(3, "b@example.com"))?);
            assert_eq!(invitations::count(tx)?, 2);
            let id = InvitationId::from_bytes([1; 16]);
            for state in [
                LetterState::Queued(Some("451 later".to_owned())),
                LetterState::Failed("550 no".to_owned()),
                LetterState::Sent,
                LetterState::None,
            ] {
                invitations::letter_is(tx, id, &state)?;
                assert_eq!(invitations::get(tx, id)?.unwrap().letter, state);
            }
            let renewed = Invitation { sent_at: at(5), expires_at: at(90), ..invitation(1, "a@example.com") };
            invitations::renew(tx, &renewed)?;
            let listed = invitations::list(tx, None, 10)?;
            assert_eq!(listed, [renewed, invitation(3, "b@example.com")]);
            assert_eq!(invitations::list(tx, Some(id), 10)?.len(), 1);
            invitations::remove_of_email(tx, "b@example.com")?;
            assert!(invitations::remove(tx, id)? && !invitations::remove(tx, id)?);
            invitations::insert(tx, &invitation(4, "c@example.com")).map(drop)
        })
        .unwrap();
    let forget = |now: i64| {
        store.write_global_blocking("forget", move |tx| invitations::forget_ended(tx, at(now), 10))
    };
    assert_eq!((forget(59), forget(60)), (Ok(0), Ok(1)));
}
