//! The database: its tables, and how functions come to a connection. Tables and rows are those of every twin.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use mizan::{Code, Problem};
use rusqlite::{Connection, TransactionBehavior};

use crate::seed;

const TABLES: &str = "
CREATE TABLE profiles (id INTEGER PRIMARY KEY, name TEXT NOT NULL, avatar TEXT) STRICT;
CREATE TABLE orders (
    id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES profiles, shipped INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE products (sku TEXT PRIMARY KEY, category TEXT NOT NULL, price_cents INTEGER NOT NULL) STRICT;
CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, shelf TEXT NOT NULL) STRICT;
";

/// A file of `SQLite`: readers and one writer at a time.
#[derive(Debug)]
pub struct Database {
    path: PathBuf,
    writer: Mutex<Connection>,
    // Those that are not in use.
    readers: Mutex<Vec<Connection>>,
}

/// Why a function of this app has no result. What the database itself says is for the log alone.
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
    /// The database of this file; a new one gets its tables, and the rows of every twin.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(path: impl Into<PathBuf>) -> rusqlite::Result<Self> {
        let path = path.into();
        let mut writer = connect(&path)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        let created = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !created.table_exists(None, "profiles")? {
            created.execute_batch(TABLES)?;
            seed::fill(&created)?;
        }
        created.commit()?;
        Ok(Self {
            path,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        })
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
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut connection = idle.map_or_else(|| connect(&self.path), Ok)?;
        let transaction = connection.transaction()?;
        let found = read(&transaction)?;
        transaction.finish()?;
        self.readers
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
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = write(&transaction)?;
        transaction.commit()?;
        Ok(written)
    }
}

fn connect(path: &PathBuf) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_mins(2))?;
    Ok(connection)
}
