//! Files of respondents.

use jiff::Timestamp;
use touchstone_domain::id::{FileId, ResponseId};
use touchstone_store::rows::files::{self, FileRow};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{StoreError, Tx};

use crate::support::BRAND;

fn file(n: u8) -> FileRow {
    FileRow {
        file: FileId::from_bytes([n; 16]),
        response: None,
        name: format!("汤 {n}.jpg"),
        media_type: "image/jpeg".to_owned(),
        size: 5,
        created_at: Timestamp::from_second(1_800_000_000 + i64::from(n)).unwrap(),
    }
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
        files::settle(tx, one, &ids(&[1, 2, 3]))?;
        // What is another's stays another's.
        files::settle(tx, other, &ids(&[3, 4]))?;
        assert_eq!(names(tx, one)?, ids(&[1, 2, 3]));
        assert_eq!(names(tx, other)?, ids(&[4]));
        files::settle(tx, one, &ids(&[3, 1]))?;
        assert_eq!(names(tx, one)?, ids(&[1, 3]));
        assert_eq!(files::find(tx, file(2).file)?, None);
        assert_eq!(files::piece(tx, file(2).file, 0)?, None);
        let found = files::find(tx, file(1).file)?;
        assert_eq!(found, Some(FileRow { response: Some(one), ..file(1) }));
        assert_eq!(files::piece(tx, file(1).file, 1)?.as_deref(), Some(&b"de"[..]));
        assert_eq!(files::piece(tx, file(1).file, 2)?, None);
        // Of those that belong to nobody, only the old ones are forgotten.
        assert_eq!(files::forget_orphans(tx, file(5).created_at, 10)?, 0);
        let later = Timestamp::from_second(1_900_000_000).unwrap();
        assert_eq!(files::forget_orphans(tx, later, 10)?, 1);
        assert_eq!(files::piece(tx, file(5).file, 0)?, None);
        files::settle(tx, one, &[])?;
        assert_eq!(names(tx, one)?, []);
        assert_eq!(names(tx, other)?, ids(&[4]));
        Ok::<_, StoreError>(())
    };
    store.write_blocking("files", BRAND, write).unwrap();
}
