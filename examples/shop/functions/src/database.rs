//! The database that Django's twin has made and filled, and how functions come to a connection.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use mizan::{Code, Fault, FaultCode, Problem};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

/// The one table that is not Django's; the shop in Python without Django has the same.
const SESSIONS: &str = "
CREATE TABLE IF NOT EXISTS session (
    token TEXT PRIMARY KEY, ends INTEGER NOT NULL, user_id INTEGER NOT NULL REFERENCES auth_user ON DELETE CASCADE
)";

/// A file of `SQLite`: readers and one writer at a time. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database(Arc<Connections>);

#[derive(Debug)]
struct Connections {
    path: PathBuf,
    writer: Mutex<Connection>,
    // Those that are not in use.
    readers: Mutex<Vec<Connection>>,
}

/// Why a function has no result. What the database itself says is for the log alone.
#[derive(Debug)]
pub struct Failed(Problem);

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self(Problem::new(Code::Internal).log(error.to_string()))
    }
}

impl From<Failed> for Problem {
    fn from(failed: Failed) -> Self {
        failed.0
    }
}

impl Database {
    /// The shop in this file, which is there already.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let writer = connect(path)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.execute_batch(SESSIONS)?;
        Ok(Self(Arc::new(Connections {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        })))
    }

    /// All that `read` reads is of one moment.
    ///
    /// # Errors
    /// What the database says, or `read`.
    pub fn read<T, E: From<rusqlite::Error>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self
            .0
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut connection = idle.map_or_else(|| connect(&self.0.path), Ok)?;
        let transaction = connection.transaction()?;
        let found = read(&transaction)?;
        transaction.finish()?;
        self.0
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
        Ok(found)
    }

    /// What `write` writes is there when it has ended well, and else not at all.
    ///
    /// # Errors
    /// What the database says, or `write`.
    pub fn write<T, E: From<rusqlite::Error>>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        // Whoever panicked here has written nothing: the transaction went with it.
        let mut writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = write(&transaction)?;
        transaction.commit()?;
        Ok(written)
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    // It is never made here: an empty one would be no shop.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    Ok(connection)
}

/// There is no such thing.
pub(crate) fn not_found(what: &str) -> Problem {
    Problem::new(Code::NotFound).detail(format!("there is no such {what}"))
}

/// What was sent at this place is not as it has to be.
pub(crate) fn invalid(detail: &str, path: [&str; 2], code: FaultCode) -> Problem {
    let path = path.map(Into::into).into();
    Problem::new(Code::Invalid)
        .detail(detail)
        .faults(vec![Fault { path, code }])
}

/// The name without spaces around it, of a length that labels bear.
pub(crate) fn checked_name(name: &str) -> Result<&str, Problem> {
    let name = name.trim();
    if (1..=80).contains(&name.chars().count()) {
        Ok(name)
    } else {
        let detail = "a name has 1 to 80 characters";
        Err(invalid(detail, ["args", "name"], FaultCode::Length))
    }
}

/// How many rows are on the pages before this one, and how many pages some rows fill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pages {
    pub(crate) size: i64,
    pub(crate) offset: i64,
}

impl Pages {
    pub(crate) fn before(page: i64, size: i64) -> Result<Self, Problem> {
        if page < 1 {
            let detail = "pages count from 1";
            return Err(invalid(detail, ["params", "page"], FaultCode::Range));
        }
        let offset = (page - 1).saturating_mul(size);
        Ok(Self { size, offset })
    }

    pub(crate) const fn of(self, total: i64) -> i64 {
        (total + self.size - 1) / self.size
    }
}
