//! The file with the keys of stored secrets: read at start, made once, readable by its owner alone.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use touchstone_engine::keyring::{KEY_BYTES, Keyring};
use touchstone_engine::random::Random;

use crate::machine::SystemRandom;

/// What a new file begins with.
const HEAD: &str = "\
# Keys of the secrets in Touchstone's database. Keep a copy apart from the database's backups.
# The first key seals, all of them open; see \"Secrets at rest\" in docs/operate.md.
";

/// The keys of a file; `None` when there is no such file.
pub fn read(path: &Path) -> anyhow::Result<Option<Keyring>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    if std::fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "others than its owner may read the key file: chmod 600");
    }
    let keyring = Keyring::parse(&text).with_context(|| format!("{} is no key file", path.display()))?;
    Ok(Some(keyring))
}

/// Makes a file with one new key. Fails when there is a file already: no key is ever overwritten.
pub fn create(path: &Path) -> anyhow::Result<Keyring> {
    let text = format!("{HEAD}{}\n", new_line());
    let temporary = write_beside(path, &text)?;
    // A link, since renaming would replace a file that another process has made meanwhile.
    let linked = std::fs::hard_link(&temporary, path);
    std::fs::remove_file(&temporary).context("cannot remove a temporary file")?;
    linked.with_context(|| format!("cannot make {}", path.display()))?;
    settle(path)?;
    Ok(Keyring::parse(&text)?)
}

/// Puts a new key before those of the file.
pub fn rotate(path: &Path) -> anyhow::Result<Keyring> {
    let Some(_) = read(path)? else { bail!("there is no key file {}", path.display()) };
    let text = std::fs::read_to_string(path)?;
    let text = format!("{HEAD}{}\n{}", new_line(), text.strip_prefix(HEAD).unwrap_or(&text));
    let keyring = Keyring::parse(&text).context("remove keys that seal nothing any more first")?;
    let temporary = write_beside(path, &text)?;
    std::fs::rename(&temporary, path).with_context(|| format!("cannot replace {}", path.display()))?;
    settle(path)?;
    Ok(keyring)
}

fn new_line() -> String {
    let mut bytes = [0; KEY_BYTES];
    SystemRandom.fill(&mut bytes);
    Keyring::line(bytes)
}

/// Writes the text to a file of its own in the same folder, on disk before anything names it.
fn write_beside(path: &Path, text: &str) -> anyhow::Result<PathBuf> {
    let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
    let write = || {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().with_context(|| format!("cannot write {}", temporary.display()))?;
    Ok(temporary)
}

/// The folder is written, too: a secret must not be sealed with a key that a power cut takes away.
fn settle(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all().with_context(|| format!("cannot write {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("touchstone.key");
        assert!(read(&path).unwrap().is_none());
        let made = create(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&path).unwrap().unwrap().current(), made.current());
        assert!(create(&path).is_err(), "never overwritten");

        let rotated = rotate(&path).unwrap();
        assert_ne!(rotated.current(), made.current());
        let read = read(&path).unwrap().unwrap();
        assert_eq!(read.current(), rotated.current());
        assert!(format!("{read:?}").contains(made.current()), "the old key still opens");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
        assert_eq!(std::fs::read_to_string(&path).unwrap().matches(HEAD).count(), 1);
    }
}
