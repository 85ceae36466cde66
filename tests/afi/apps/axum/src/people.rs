//! Everybody: people and roles in the app's database, and what is known of a caller. How they come in is each program's own.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use mizan_core::caller::{Caller, permission_hash};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

const TABLES: &str = "
    create table if not exists person (
        id integer primary key, username text not null unique, salt blob not null, password blob not null,
        active integer not null, staff integer not null, superuser integer not null
    ) strict;
    create table if not exists role (
        person integer not null references person, name text not null, primary key (person, name)
    ) strict;
";

/// Everybody: number, name, password, active, staff, superuser.
const PEOPLE: [(i64, &str, &str, bool, bool, bool); 9] = [
    (1, "ada", "ada", true, false, false),
    (5, "grace", "grace", true, false, false),
    (7, "edsger", "edsger", true, false, false),
    (20, "sasha", "sasha", true, true, false),
    (21, "root", "root", true, true, true),
    (22, "packer", "packer", true, false, false),
    // A name that looks like another: its first letter is Cyrillic.
    (24, "\u{430}da", "impostor", true, false, false),
    (25, "impostor", "impostor", true, false, false),
    (23, "gone", "gone", false, false, false),
];

/// Names of roles that look like others': a Kelvin sign, and a capital letter.
const ROLES: [(i64, &str); 3] = [(22, "packers"), (25, "pac\u{212a}ers"), (25, "Packers")];

/// Who there is. Cheap to clone.
#[derive(Clone)]
pub struct People(Arc<Mutex<Connection>>);

impl People {
    /// At this database, with everybody in it.
    ///
    /// # Errors
    /// The database's.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.execute_batch(TABLES)?;
        let seeding = connection.transaction()?;
        for (id, username, password, active, staff, superuser) in PEOPLE {
            let salt = format!("salt of {id}");
            seeding.execute(
                "insert or ignore into person values (?, ?, ?, ?, ?, ?, ?)",
                params![
                    id,
                    username,
                    salt.as_bytes(),
                    hashed(salt.as_bytes(), password),
                    active,
                    staff,
                    superuser
                ],
            )?;
        }
        for (person, name) in ROLES {
            seeding.execute(
                "insert or ignore into role values (?, ?)",
                params![person, name],
            )?;
        }
        seeding.commit()?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Who has this name, if he may come in.
    ///
    /// # Errors
    /// The database's.
    pub fn named(&self, username: &str) -> rusqlite::Result<Option<Caller>> {
        caller(&self.connection(), "username = ?", username)
    }

    pub(crate) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one of whom the condition says so.
pub fn caller(
    connection: &Connection,
    condition: &str,
    value: &str,
) -> rusqlite::Result<Option<Caller>> {
    let found: Option<(i64, bool, bool)> = connection
        .query_row(
            &format!("select id, staff, superuser from person where {condition} and active"),
            [value],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let Some((id, staff, superuser)) = found else {
        return Ok(None);
    };
    let mut roles = connection.prepare_cached("select name from role where person = ?")?;
    let mut roles: BTreeSet<String> = roles
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let may = roles.iter().map(|role| format!("role:{role}")).collect();
    let own = [("staff", staff), ("superuser", superuser)];
    roles.extend(
        own.iter()
            .filter(|(_, has)| *has)
            .map(|(role, _)| (*role).to_owned()),
    );
    Ok(Some(Caller {
        id: id.to_string(),
        permissions: permission_hash(staff, superuser, &may),
        roles,
    }))
}

/// For a reference app with passwords that everybody knows; any other takes a hash that is slow.
pub fn hashed(salt: &[u8], password: &str) -> Vec<u8> {
    let hash = Sha256::new().chain_update(salt).chain_update(password);
    hash.finalize().to_vec()
}
