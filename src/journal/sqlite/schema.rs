//! The file: who may read it, what is in it, which version wrote it.

use crate::journal::JournalError;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::Path;
use std::time::Duration;

/// What marks the file as a journal of ours: `CFjl`.
const APPLICATION: i64 = 0x4346_6a6c;

/// The version of the tables. A file of a newer one is not touched.
pub const FORMAT: i64 = 2;

/// How long a process waits for another that writes.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// To this size the write-ahead log is cut when it has been emptied.
const LOG_BYTES: i64 = 4 << 20;

/// From so many pages on the log is put into the file whenever nobody reads: 16 MiB. Each time the
/// disk is waited for twice more, and the next record of every run waits with it.
const LOG_PAGES: i64 = 4096;

/// How much of the file stays in memory, in KiB: the last page of each of a thousand open runs.
const CACHE_KIB: i64 = 8192;

/// How many statements stay prepared: more than the journal has.
const STATEMENTS: usize = 64;

const TABLES: &str = "
    CREATE TABLE run (
        name TEXT PRIMARY KEY,
        script TEXT NOT NULL,
        started TEXT NOT NULL,
        ended TEXT,
        ending TEXT,
        outcome TEXT,
        deaths INTEGER NOT NULL DEFAULT 0,
        owner TEXT NOT NULL,
        wish TEXT,
        job TEXT,
        item INTEGER,
        rows INTEGER,
        key_number INTEGER NOT NULL,
        sealed_key BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_open ON run (started) WHERE ended IS NULL;
    CREATE INDEX run_owner ON run (owner) WHERE ended IS NULL;
    CREATE INDEX run_alone ON run (started) WHERE job IS NULL;
    CREATE INDEX run_item ON run (job, item) WHERE job IS NOT NULL;
    CREATE TABLE record (
        run TEXT NOT NULL,
        number INTEGER NOT NULL,
        payload BLOB NOT NULL,
        PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE budget (
        tenant TEXT PRIMARY KEY,
        next INTEGER NOT NULL,
        slow INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE doubt (
        run TEXT NOT NULL,
        effect INTEGER NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (run, effect)
    ) STRICT, WITHOUT ROWID;
";

/// What format 2 has beside that: the audit record.
const SECOND: &str = "
    ALTER TABLE run ADD COLUMN facts TEXT;
    ALTER TABLE doubt ADD COLUMN action TEXT;
    ALTER TABLE doubt ADD COLUMN thing TEXT;
    ALTER TABLE doubt ADD COLUMN before TEXT;
    ALTER TABLE doubt ADD COLUMN after TEXT;
    ALTER TABLE doubt ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE audit (number INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
    CREATE TABLE audit_head (
        one INTEGER PRIMARY KEY,
        number INTEGER NOT NULL,
        hash TEXT NOT NULL
    ) STRICT;
";

/// What later versions have added: a file of an older one gets it when it is opened.
const ADDED: &str = "
    CREATE TABLE IF NOT EXISTS signal (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL,
        payload BLOB NOT NULL,
        fate TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS schedule (
        name TEXT PRIMARY KEY,
        until TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS user_key (
        number INTEGER PRIMARY KEY,
        mark TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS signal_waits ON signal (run) WHERE fate IS NULL;
    CREATE TABLE IF NOT EXISTS refusal (
        tenant TEXT PRIMARY KEY,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
";

/// Who drives a run that its process has given back.
pub const NOBODY: &str = "";

/// A folder that only the user can look into.
pub fn private_folder(folder: &Path) -> Result<(), JournalError> {
    let what = || {
        format!(
            "cannot create the folder {} for the journal",
            folder.display()
        )
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|why| JournalError::doing(&what(), why))
}

/// Opens the file to write, and makes its tables where it is new.
pub fn open_to_write(file: &Path) -> Result<Connection, JournalError> {
    let what = format!("cannot open the journal {}", file.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|why| JournalError::doing(&what, why))?;
    prepare(&mut connection, file).map_err(|why| JournalError::doing(&what, why))?;
    Ok(connection)
}

fn prepare(connection: &mut Connection, file: &Path) -> Result<(), String> {
    let text = |why: rusqlite::Error| why.to_string();
    connection.busy_timeout(PATIENCE).map_err(text)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection
        .pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
        .map_err(text)?;
    for (name, value) in [
        ("synchronous", "FULL".to_owned()),
        ("journal_size_limit", LOG_BYTES.to_string()),
        ("secure_delete", "ON".to_owned()),
        ("wal_autocheckpoint", LOG_PAGES.to_string()),
        // Negative as SQLite has it: KiB, not pages.
        ("cache_size", (-CACHE_KIB).to_string()),
    ] {
        let _ = connection.pragma_update_and_check(None, name, value, |_| Ok(()));
    }
    only_for_the_user(file)?;
    let change = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(text)?;
    if number(&change, "application_id")? == 0 && number(&change, "user_version")? == 0 {
        let tables: i64 = change
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(text)?;
        if tables > 0 {
            return Err("another program's database".into());
        }
        change.execute_batch(TABLES).map_err(text)?;
        change
            .pragma_update(None, "application_id", APPLICATION)
            .map_err(text)?;
        change
            .pragma_update(None, "user_version", 1)
            .map_err(text)?;
    }
    fits(&change)?;
    if number(&change, "user_version")? < FORMAT {
        change.execute_batch(SECOND).map_err(text)?;
        change
            .pragma_update(None, "user_version", FORMAT)
            .map_err(text)?;
    }
    change.execute_batch(ADDED).map_err(text)?;
    change.commit().map_err(text)
}

/// Opens a file to read that nobody can write: where its log is empty, SQLite needs no file beside it.
pub fn open_read_only(file: &Path) -> Result<Connection, JournalError> {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let log = std::fs::metadata(log);
    if log.is_ok_and(|log| log.len() > 0) {
        return open_to_read(file).map_err(|why| {
            why.advise(
                "its last changes are in `journal.sqlite-wal`: copy the folder to one that you may write to, \
                 and set FLOW_JOURNAL to it",
            )
        });
    }
    let what = format!("cannot read the journal {}", file.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let path = file.display().to_string();
    let path = path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let connection = Connection::open_with_flags(format!("file:{path}?immutable=1"), flags)
        .map_err(|why| JournalError::doing(&what, why))?;
    fits(&connection).map_err(|why| JournalError::doing(&what, why))?;
    Ok(connection)
}

/// Opens the file to read: it never changes anything, and never waits for whoever writes.
pub fn open_to_read(file: &Path) -> Result<Connection, JournalError> {
    let what = format!("cannot read the journal {}", file.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(file, flags).map_err(|why| JournalError::doing(&what, why))?;
    let _ = connection.busy_timeout(PATIENCE);
    fits(&connection).map_err(|why| JournalError::doing(&what, why))?;
    Ok(connection)
}

fn fits(connection: &Connection) -> Result<(), String> {
    if number(connection, "application_id")? != APPLICATION {
        return Err("not a journal of Contactflow".into());
    }
    match number(connection, "user_version")? {
        version if version > FORMAT => Err(format!(
            "a newer version of `flow` wrote it (format {version}, this one knows {FORMAT})\n\
             help: update `flow`, or set FLOW_JOURNAL to another folder"
        )),
        version if version < 1 => Err(format!("{version} is not the number of a format{CHANGED}")),
        1 if has_second(connection)? => Err(format!(
            "it says that its format is 1, and it is of format 2{CHANGED}"
        )),
        _ => Ok(()),
    }
}

/// What to do where the number of the format is not what `flow` wrote.
const CHANGED: &str = "\nhelp: the file was changed by another program: restore it from a copy";

/// Whether it has what format 2 has added.
fn has_second(connection: &Connection) -> Result<bool, String> {
    connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM pragma_table_info('run') WHERE name = 'facts')",
            [],
            |row| row.get(0),
        )
        .map_err(|why| why.to_string())
}

fn number(connection: &Connection, pragma: &str) -> Result<i64, String> {
    connection
        .pragma_query_value(None, pragma, |row| row.get(0))
        .map_err(|why| why.to_string())
}

#[cfg(unix)]
fn only_for_the_user(file: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(file, mode).map_err(|why| why.to_string())
}

#[cfg(not(unix))]
fn only_for_the_user(_file: &Path) -> Result<(), String> {
    Ok(())
}
