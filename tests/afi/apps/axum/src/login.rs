//! The app's own door: people, roles and sessions in its database, a form to sign in by, and who asks by the cookie.
//!
//! None of it is Mizan's but [`Identity`]: the other twins have their framework's own in its place, with the same
//! addresses and people.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Form, Router,
    extract::State,
    http::{StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use mizan_axum::{Caller, Code, Identity, Problem, permission_hash};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

const COOKIE: &str = "sessionid";

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in</title></head>
<body>
<form method="post">
<p><label>Username: <input name="username" autocomplete="username" required></label></p>
<p><label>Password: <input type="password" name="password" autocomplete="current-password" required></label></p>
<button>Sign in</button>
</form>
</body>
</html>
"#;

const TABLES: &str = "
    create table if not exists person (
        id integer primary key, username text not null unique, salt blob not null, password blob not null,
        active integer not null, staff integer not null, superuser integer not null
    ) strict;
    create table if not exists role (
        person integer not null references person, name text not null, primary key (person, name)
    ) strict;
    create table if not exists session (
        token text primary key, person integer not null references person
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

/// Who may come in. Cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<Mutex<Connection>>);

impl Door {
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

    /// Its addresses.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/accounts/login/", get(form).post(sign_in))
            .route("/accounts/logout/", post(sign_out))
            .with_state(self.clone())
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new session, for who knows the password.
    fn begin(&self, given: &Given) -> rusqlite::Result<Option<String>> {
        let connection = self.connection();
        let found: Option<(i64, Vec<u8>, Vec<u8>)> = connection
            .query_row(
                "select id, salt, password from person where username = ? and active",
                [&given.username],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let Some((person, salt, password)) = found else {
            return Ok(None);
        };
        if hashed(&salt, &given.password)[..] != password[..] {
            return Ok(None);
        }
        let token = connection.query_row(
            "insert into session values (lower(hex(randomblob(16))), ?) returning token",
            [person],
            |row| row.get(0),
        )?;
        Ok(Some(token))
    }

    fn end(&self, token: &str) -> rusqlite::Result<usize> {
        self.connection()
            .execute("delete from session where token = ?", [token])
    }

    fn caller_of(&self, token: &str) -> rusqlite::Result<Option<Caller>> {
        let connection = self.connection();
        let found: Option<(i64, bool, bool)> = connection
            .query_row(
                "select id, staff, superuser from person join session on person = id where token = ? and active",
                [token],
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
}

impl Identity for Door {
    async fn caller(&self, parts: &Parts) -> Result<Option<Caller>, Problem> {
        let Some(token) = token(parts) else {
            return Ok(None);
        };
        let door = self.clone();
        let found = spawn_blocking(move || door.caller_of(&token)).await;
        let broken = |why: String| Problem::new(Code::Unavailable).log(why);
        found
            .map_err(|error| broken(error.to_string()))?
            .map_err(|error| broken(error.to_string()))
    }
}

/// What a form says.
#[derive(Deserialize)]
struct Given {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

async fn form() -> Html<&'static str> {
    Html(PAGE)
}

async fn sign_in(State(door): State<Door>, Form(given): Form<Given>) -> Response {
    match spawn_blocking(move || door.begin(&given)).await {
        Ok(Ok(Some(token))) => {
            let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax");
            redirect("/", &cookie)
        }
        Ok(Ok(None)) => Html(PAGE).into_response(),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn sign_out(State(door): State<Door>, request: axum::extract::Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Some(token) = token(&parts)
        && !matches!(spawn_blocking(move || door.end(&token)).await, Ok(Ok(_)))
    {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    redirect(
        "/accounts/login/",
        &format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
    )
}

fn redirect(to: &str, cookie: &str) -> Response {
    let headers = [(header::LOCATION, to), (header::SET_COOKIE, cookie)];
    (StatusCode::FOUND, headers).into_response()
}

/// The session that the cookie names.
fn token(parts: &Parts) -> Option<String> {
    let lines = parts.headers.get_all(header::COOKIE).iter();
    let mut pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

/// For a reference app with passwords that everybody knows; any other takes a hash that is slow.
fn hashed(salt: &[u8], password: &str) -> Vec<u8> {
    let hash = Sha256::new().chain_update(salt).chain_update(password);
    hash.finalize().to_vec()
}
