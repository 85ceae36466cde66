//! Functions that fail: by each problem of the closed table, and by what no client may hear of.

use mizan::{Code, Problem, State};
use rusqlite::Connection;

use crate::{
    board::{BOARD, put},
    database::{Database, Failed},
};

/// The problems that a function may answer with.
#[derive(Clone, Copy, Debug, mizan::Type)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Refusal {
    BadRequest,
    Unauthenticated,
    Forbidden,
    NotFound,
    Timeout,
    Conflict,
    TooLarge,
    UnsupportedMediaType,
    Invalid,
    RateLimited,
    Internal,
    NotImplemented,
    Unavailable,
}

impl From<Refusal> for Code {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::BadRequest => Self::BadRequest,
            Refusal::Unauthenticated => Self::Unauthenticated,
            Refusal::Forbidden => Self::Forbidden,
            Refusal::NotFound => Self::NotFound,
            Refusal::Timeout => Self::Timeout,
            Refusal::Conflict => Self::Conflict,
            Refusal::TooLarge => Self::TooLarge,
            Refusal::UnsupportedMediaType => Self::UnsupportedMediaType,
            Refusal::Invalid => Self::Invalid,
            Refusal::RateLimited => Self::RateLimited,
            Refusal::Internal => Self::Internal,
            Refusal::NotImplemented => Self::NotImplemented,
            Refusal::Unavailable => Self::Unavailable,
        }
    }
}

/// Answers with that problem, whatever was sent.
#[mizan::client]
fn refuse(code: Refusal, detail: Option<String>) -> Result<(), Problem> {
    let problem = Problem::new(Code::from(code));
    Err(match detail {
        Some(detail) => problem.detail(detail),
        None => problem,
    })
}

/// Hangs a notice and fails by no problem: what it wrote is undone, and nobody but the log hears of the word.
#[mizan::client(affects = BOARD)]
fn fail(db: State<Database>, shelf: String, word: String) -> Result<(), Failed> {
    db.write(|db| fall(db, shelf, word))
}

/// The same, asynchronously.
#[mizan::client(affects = BOARD)]
#[allow(clippy::unused_async, reason = "that is what is shown")]
async fn fail_async(db: State<Database>, shelf: String, word: String) -> Result<(), Failed> {
    db.write(|db| fall(db, shelf, word))
}

#[allow(clippy::panic, reason = "that is what is shown")]
fn fall(db: &Connection, shelf: String, word: String) -> Result<(), Failed> {
    let note = put(db, word, shelf)?;
    panic!("{} at {}", note.text, note.shelf)
}
