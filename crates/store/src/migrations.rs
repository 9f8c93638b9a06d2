//! Brings a database's schema up to what this release needs: forward only, one transaction each.
//!
//! A migration is one file `migrations/NNNN_what.sql`, written in the portable words that
//! [`dialect`](crate::dialect) describes, and one line in [`MIGRATIONS`], in ascending order. A file that
//! was released is never altered: its checksum is recorded in `schema_migrations`, and a database whose
//! record differs is refused, as is one that a newer release has migrated further. Change a schema by
//! adding first (a column, a table), and removing in a later release, so that two releases can overlap.

use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::dialect::Dialect;
use crate::tx::{Session, Tx};

/// One step of the schema; its number begins its name.
struct Migration {
    name: &'static str,
    sql: &'static str,
}

/// All steps.
const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_brands", sql: include_str!("../migrations/0001_brands.sql") },
    Migration { name: "0002_accounts", sql: include_str!("../migrations/0002_accounts.sql") },
    Migration { name: "0003_customers", sql: include_str!("../migrations/0003_customers.sql") },
    Migration { name: "0004_asking", sql: include_str!("../migrations/0004_asking.sql") },
    Migration { name: "0005_acting", sql: include_str!("../migrations/0005_acting.sql") },
    Migration { name: "0006_hot_log", sql: include_str!("../migrations/0006_hot_log.sql") },
    Migration { name: "0007_erasure", sql: include_str!("../migrations/0007_erasure.sql") },
    Migration { name: "0008_lists", sql: include_str!("../migrations/0008_lists.sql") },
    Migration { name: "0009_journeys", sql: include_str!("../migrations/0009_journeys.sql") },
    Migration { name: "0010_security", sql: include_str!("../migrations/0010_security.sql") },
    Migration { name: "0011_vouchers", sql: include_str!("../migrations/0011_vouchers.sql") },
    Migration { name: "0012_ranks", sql: include_str!("../migrations/0012_ranks.sql") },
    Migration { name: "0013_packed", sql: include_str!("../migrations/0013_packed.sql") },
    Migration { name: "0014_reaching", sql: include_str!("../migrations/0014_reaching.sql") },
    Migration { name: "0015_quotas", sql: include_str!("../migrations/0015_quotas.sql") },
    Migration { name: "0016_files", sql: include_str!("../migrations/0016_files.sql") },
    Migration { name: "0017_results", sql: include_str!("../migrations/0017_results.sql") },
    Migration { name: "0018_looks_by_age", sql: include_str!("../migrations/0018_looks_by_age.sql") },
    Migration { name: "0019_limits", sql: include_str!("../migrations/0019_limits.sql") },
    Migration { name: "0020_exact_results", sql: include_str!("../migrations/0020_exact_results.sql") },
    Migration { name: "0021_erased_answers", sql: include_str!("../migrations/0021_erased_answers.sql") },
    Migration { name: "0022_files_index", sql: include_str!("../migrations/0022_files_index.sql") },
    Migration { name: "0023_outbox_rows", sql: include_str!("../migrations/0023_outbox_rows.sql") },
    Migration { name: "0024_shared_links", sql: include_str!("../migrations/0024_shared_links.sql") },
];

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
  version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";

/// Applies what is missing. Several processes may do so at once; each step is applied by one of them.
pub(crate) fn migrate(session: &mut dyn Session) -> Result<(), StoreError> {
    while step(session, MIGRATIONS)? {}
    Ok(())
}

/// Applies what a release lacked whose latest migration has this number: for tests of what older releases left.
#[cfg(feature = "testing")]
pub(crate) fn migrate_to(session: &mut dyn Session, last: usize) -> Result<(), StoreError> {
    while step(session, &MIGRATIONS[..last])? {}
    Ok(())
}

/// Applies the next missing migration; false when there is none.
fn step(session: &mut dyn Session, known: &[Migration]) -> Result<bool, StoreError> {
    let dialect = session.phrases().dialect();
    session.control(dialect.begin_migration())?;
    let result = apply_next(session, dialect, known);
    session.control(if result.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    result
}

fn apply_next(session: &mut dyn Session, dialect: Dialect, known: &[Migration]) -> Result<bool, StoreError> {
    for statement in dialect.migration(HISTORY) {
        session.control(&statement)?;
    }
    let applied = Tx::new(session, None).query(
        "SELECT version, name, checksum FROM schema_migrations ORDER BY version",
        &[],
        |row| Ok((row.int(0)?, row.text(1)?.to_owned(), row.text(2)?.to_owned())),
    )?;
    check(&applied, known)?;
    let Some(next) = known.get(applied.len()) else { return Ok(false) };
    for statement in dialect.migration(next.sql) {
        session.control(&statement)?;
    }
    let version = version(next.name);
    Tx::new(session, None).execute(
        "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
        &[version.into(), next.name.into(), (&checksum(next.sql)).into()],
    )?;
    tracing::info!(migration = next.name, "migrated the database");
    Ok(true)
}

/// Refuses a history that is not a beginning of ours.
fn check(applied: &[(i64, String, String)], known: &[Migration]) -> Result<(), StoreError> {
    for (index, (version, name, recorded)) in applied.iter().enumerate() {
        let Some(ours) = known.get(index) else {
            return Err(StoreError::Schema(format!(
                "it was migrated to {name} by a newer release; this one knows {} migrations",
                known.len()
            )));
        };
        if *version != self::version(ours.name) || *recorded != checksum(ours.sql) {
            return Err(StoreError::Schema(format!("its migration {name} differs from {}", ours.name)));
        }
    }
    Ok(())
}

fn version(name: &str) -> i64 {
    let number = name.split('_').next().and_then(|number| number.parse().ok());
    number.expect("a test reads the number of every migration's name")
}

fn checksum(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_listed_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder of migrations is part of the source")
            .map(|entry| entry.expect("a folder can be listed").file_name().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let listed: Vec<String> = MIGRATIONS.iter().map(|one| format!("{}.sql", one.name)).collect();
        assert_eq!(files, listed);
        for migration in MIGRATIONS {
            assert!(version(migration.name) > 0);
            assert!(!migration.sql.to_ascii_uppercase().contains("DEFERRABLE"), "{}", migration.name);
        }
    }

    #[test]
    fn the_number_of_a_migration_is_its_place() {
        for (place, migration) in (1..).zip(MIGRATIONS) {
            assert_eq!(version(migration.name), place, "{}", migration.name);
        }
    }

    #[test]
    fn a_foreign_history_is_refused() {
        let known = [Migration { name: "0001_a", sql: "a" }];
        let row = |version, sql| (version, format!("{version:04}_x"), checksum(sql));
        assert_eq!(check(&[], &known), Ok(()));
        assert_eq!(check(&[row(1, "a")], &known), Ok(()));
        for applied in [vec![row(1, "b")], vec![row(2, "a")], vec![row(1, "a"), row(2, "c")]] {
            assert!(matches!(check(&applied, &known), Err(StoreError::Schema(_))), "{applied:?}");
        }
    }
}
