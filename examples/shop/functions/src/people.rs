//! Accounts as Django's twin has made them, their passwords, and sessions of this shop's own.

use std::collections::BTreeSet;

use data_encoding::{BASE64, HEXLOWER};
use jiff::Timestamp;
use mizan::{Caller, permission_hash};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Database;

pub(crate) const A_FORTNIGHT: i64 = 14 * 24 * 60 * 60;

/// No password has this hash.
const NOBODYS: &str = "pbkdf2_sha256$1200000$nobody$";

/// Somebody who has signed in.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// The account's number, which is the customer's too.
    pub id: i64,
    /// Whether they work here.
    pub staff: bool,
    /// Whether they may do everything.
    pub superuser: bool,
}

impl From<Account> for Caller {
    /// What Mizan has to know of them.
    fn from(account: Account) -> Self {
        let Account {
            id,
            staff,
            superuser,
        } = account;
        let roles = [("staff", staff), ("superuser", superuser)];
        let has = roles.into_iter().filter(|(_, has)| *has);
        Self {
            id: id.to_string(),
            roles: has.map(|(role, _)| role.to_owned()).collect(),
            permissions: permission_hash(staff, superuser, &BTreeSet::new()),
        }
    }
}

impl Database {
    /// Whose session has this token, if it is one of somebody who is still active.
    ///
    /// # Errors
    /// What the database says.
    pub fn account_of(&self, token: &str) -> rusqlite::Result<Option<Account>> {
        self.read(|db| {
            let mut found = db.prepare_cached(
                "SELECT id, is_staff, is_superuser FROM session JOIN auth_user ON id = user_id \
                 WHERE token = ? AND ends > ? AND is_active",
            )?;
            let now = Timestamp::now().as_second();
            let row = found.query_row((kept(token), now), |row| {
                Ok(Account {
                    id: row.get(0)?,
                    staff: row.get(1)?,
                    superuser: row.get(2)?,
                })
            });
            row.optional()
        })
    }

    /// Who has this name and password.
    pub(crate) fn known_by(&self, username: &str, password: &str) -> rusqlite::Result<Option<i64>> {
        let found: Option<(i64, String)> = self.read(|db| {
            let row = db.query_row(
                "SELECT id, password FROM auth_user WHERE username = ? AND is_active",
                [username],
                |row| Ok((row.get(0)?, row.get(1)?)),
            );
            row.optional()
        })?;
        // It is meant to take long, and as long where it is nobody's.
        let known = found.as_ref().map_or(NOBODYS, |(_, known)| known);
        let right = is_password(password, known);
        Ok(found.map(|(id, _)| id).filter(|_| right))
    }
}

/// A session in place of the one that there may have been: its token.
pub(crate) fn begin(db: &Connection, id: i64, before: Option<&str>) -> rusqlite::Result<String> {
    // Two of them are 244 bits from the system's own source.
    let [one, other] = [Uuid::new_v4(), Uuid::new_v4()].map(Uuid::simple);
    let token = format!("{one}{other}");
    let now = Timestamp::now().as_second();
    end(db, before)?;
    db.execute("DELETE FROM session WHERE ends <= ?", [now])?;
    let row = (kept(&token), now + A_FORTNIGHT, id);
    db.execute("INSERT INTO session VALUES (?, ?, ?)", row)?;
    Ok(token)
}

/// Ends the session of this token.
pub(crate) fn end(db: &Connection, token: Option<&str>) -> rusqlite::Result<()> {
    if let Some(token) = token {
        db.execute("DELETE FROM session WHERE token = ?", [kept(token)])?;
    }
    Ok(())
}

/// What is kept of a session's token: who reads the table cannot be somebody by it.
fn kept(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token))
}

/// Whether it is the one that Django has hashed: `pbkdf2_sha256$rounds$salt$hash`. An account may have none.
fn is_password(password: &str, known: &str) -> bool {
    let known = if known.starts_with("pbkdf2_sha256$") {
        known
    } else {
        NOBODYS
    };
    let mut parts = known.split('$').skip(1);
    let (Some(rounds), Some(salt), Some(hash)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let Ok(rounds) = rounds.parse() else {
        return false;
    };
    let hash = BASE64.decode(hash.as_bytes()).unwrap_or_default();
    let mut made = [0; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt.as_bytes(), rounds, &mut made);
    // Every byte is looked at, so that time does not tell how many are right.
    let differing = made.iter().zip(&hash).fold(0, |all, (a, b)| all | (a ^ b));
    hash.len() == made.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::is_password;

    #[test]
    fn passwords_are_those_that_django_has_hashed() {
        // `make_password("larch", salt="flint")` with 1000 rounds.
        let known = "pbkdf2_sha256$1000$flint$sI+rmfmgIoqgGYgakAN3UBt/oOdqfFl1u+q9hhFXtOo=";
        assert!(is_password("larch", known));
        assert!(!is_password("Larch", known));
        assert!(!is_password("", known));
        for none in ["!", "", "pbkdf2_sha256$", "pbkdf2_sha256$x$flint$"] {
            assert!(!is_password("larch", none), "{none}");
        }
        assert!(!is_password("larch", "pbkdf2_sha256$1000$flint$"));
    }
}
