//! Files of respondents.

use jiff::Timestamp;
use touchstone_domain::id::{FileId, LinkId, ResponseId};
use touchstone_store::rows::files::{self, FileRow};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{StoreError, Tx};

use crate::support::BRAND;

fn file(n: u8) -> FileRow {
    FileRow {
        file: FileId::from_bytes([n; 16]),
        response: None,
        link: Some(LinkId::from_bytes([n % 2; 16])),
        name: format!("汤 {n}.jpg"),
        media_type: "image/jpeg".to_owned(),
        size: 5,
        created_at: at(n),
        expires_at: Some(at(n)),
    }
}

fn at(n: u8) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + i64::from(n)).unwrap()
}

pub fn files_belong_to_one_response_or_are_forgotten(database: &mut TestDatabase) {
    let store = database.open();
    let write = move |tx: &mut Tx<'_>| {
        let (one, other) = (ResponseId::from_bytes([1; 16]), ResponseId::from_bytes([2; 16]));
        let ids = |numbers: &[u8]| numbers.iter().map(|n| FileId::from_bytes([*n; 16])).collect::<Vec<_>>();
        for n in 1..=5 {
            files::insert(tx, &file(n))?;
            files::insert_piece(tx, file(n).file, 0, b"abc")?;
            files::insert_piece(tx, file(n).file, 1, b"de")?;
        }
        let names = |tx: &mut Tx<'_>, response| {
            Ok::<_, StoreError>(
                files::of_response(tx, response)?.into_iter().map(|row| row.file).collect::<Vec<_>>(),
            )
        };
        assert_eq!(files::bytes_of_brand(tx)?, 25);
        // 1, 3 and 5 came through this link; the first of them not after the time.
        assert_eq!(files::bytes_of_link(tx, LinkId::from_bytes([1; 16]), at(1))?, 10);
        files::settle(tx, one, &ids(&[1, 2, 3]), Some(at(100)))?;
        // What is another's stays another's.
        files::settle(tx, other, &ids(&[3, 4]), None)?;
        assert_eq!(names(tx, one)?, ids(&[1, 2, 3]));
        assert_eq!(names(tx, other)?, ids(&[4]));
        files::settle(tx, one, &ids(&[3, 1]), Some(at(200)))?;
        assert_eq!(names(tx, one)?, ids(&[1, 3]));
        assert_eq!(files::find(tx, file(2).file)?, None);
        assert_eq!(files::piece(tx, file(2).file, 0)?, None);
        let found = files::find(tx, file(1).file)?;
        assert_eq!(found, Some(FileRow { response: Some(one), expires_at: Some(at(200)), ..file(1) }));
        assert_eq!(files::bytes_of_brand(tx)?, 20);
        assert_eq!(files::piece(tx, file(1).file, 1)?.as_deref(), Some(&b"de"[..]));
        assert_eq!(files::piece(tx, file(1).file, 2)?, None);
        // What belongs to nobody expires first, what belongs to a completed answer never.
        let expired = |tx: &mut Tx<'_>, now| {
            let found = files::expired(tx, now, 10)?;
            Ok::<_, StoreError>(found.into_iter().map(|(_, file)| file).collect::<Vec<_>>())
        };
        assert_eq!(expired(tx, at(4))?, []);
        assert_eq!(expired(tx, at(199))?, ids(&[5]));
        assert_eq!(expired(tx, at(200))?, ids(&[5, 1, 3]));
        files::delete(tx, &ids(&[5]))?;
        assert_eq!(files::piece(tx, file(5).file, 0)?, None);
        files::settle(tx, one, &[], None)?;
        assert_eq!(names(tx, one)?, []);
        assert_eq!(names(tx, other)?, ids(&[4]));
        assert_eq!(files::bytes_of_brand(tx)?, 5);
        Ok::<_, StoreError>(())
    };
    store.write_blocking("files", BRAND, write).unwrap();
}
