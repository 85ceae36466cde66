//! Functions that fail: by each problem of the closed table, and by what no client may hear of.

use mizan::{Code, Problem};

use crate::board::BOARD;

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

/// Fails by no problem, with the word in what it says: nobody but the server's log may hear it.
#[mizan::client(affects = BOARD)]
#[allow(clippy::panic, reason = "that is what is shown")]
fn fail(shelf: String, word: String) {
    panic!("{word} at {shelf}")
}

/// The same, asynchronously.
#[mizan::client(affects = BOARD)]
#[allow(clippy::panic, clippy::unused_async, reason = "that is what is shown")]
async fn fail_async(shelf: String, word: String) {
    panic!("{word} at {shelf}")
}
