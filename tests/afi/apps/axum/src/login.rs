//! The app's own door: sessions in its database, a form to sign in by, and who asks by the cookie.
//!
//! None of it is Mizan's but [`Identity`]: the other twins have their framework's own in its place, with the same
//! addresses and people.

use std::path::Path;

use axum::{
    Form, Router,
    extract::State,
    http::{StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use mizan_axum::{Caller, Code, Identity, Problem};
use rusqlite::OptionalExtension;
use serde::Deserialize;
use tokio::task::spawn_blocking;

use crate::people::{People, caller, hashed};

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

const SESSIONS: &str = "
    create table if not exists session (
        token text primary key, person integer not null references person
    ) strict;
";

/// Who may come in. Cheap to clone.
#[derive(Clone)]
pub struct Door(People);

impl Door {
    /// At this database, with everybody in it.
    ///
    /// # Errors
    /// The database's.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let people = People::open(path)?;
        people.connection().execute_batch(SESSIONS)?;
        Ok(Self(people))
    }

    /// Its addresses.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new()
            .route("/accounts/login/", get(form).post(sign_in))
            .route("/accounts/logout/", post(sign_out))
            .with_state(self.clone())
    }

    /// A new session, for who knows the password.
    fn begin(&self, given: &Given) -> rusqlite::Result<Option<String>> {
        let connection = self.0.connection();
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
        self.0
            .connection()
            .execute("delete from session where token = ?", [token])
    }

    fn caller_of(&self, token: &str) -> rusqlite::Result<Option<Caller>> {
        let session = "id = (select person from session where token = ?)";
        caller(&self.0.connection(), session, token)
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
