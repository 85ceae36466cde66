//! One function for each guard, and a member for those that a read may have: who gets an answer is all that matters.

use mizan::{Asked, Code, Context, Problem};

use crate::database::{Database, Failed};

/// For who works here.
pub const STAFFROOM: Context = Context::new("staffroom");

const EARLY: [&str; 2] = ["ada", "root"];

/// A guard of the project's own: who is called by one of these names.
fn is_early(asked: &Asked) -> Result<bool, Failed> {
    let Some(caller) = asked.caller() else {
        return Ok(false);
    };
    let missing = || Problem::new(Code::Internal).log("the host supplied no database");
    let db = asked.state::<Database>().ok_or_else(missing)?;
    db.read(|db| {
        let name: String = db.query_row(
            "SELECT username FROM person WHERE id = ?",
            [&caller.id],
            |row| row.get(0),
        )?;
        Ok(EARLY.contains(&name.as_str()))
    })
}

/// The same, asynchronously.
#[allow(clippy::unused_async, reason = "that it is async is what is shown")]
async fn is_early_async(asked: &Asked) -> Result<bool, Failed> {
    is_early(asked)
}

/// Nobody is asked who asks.
#[mizan::client]
fn for_everybody(#[mizan(default = "everybody")] word: String) -> String {
    word
}

/// Whoever has signed in.
#[mizan::client(auth = true)]
fn for_somebody(#[mizan(default = "somebody")] word: String) -> String {
    word
}

/// Whoever is staff.
#[mizan::client(auth = "staff")]
fn for_staff(#[mizan(default = "staff")] word: String) -> String {
    word
}

/// Whoever is a superuser.
#[mizan::client(auth = "superuser")]
fn for_superusers(#[mizan(default = "superusers")] word: String) -> String {
    word
}

/// A role: the members of a group.
#[mizan::client(auth = "packers")]
fn for_packers(#[mizan(default = "packers")] word: String) -> String {
    word
}

/// A guard of the project's own.
#[mizan::client(auth = is_early)]
fn for_the_early(#[mizan(default = "early")] word: String) -> String {
    word
}

/// A guard that is async.
#[mizan::client(auth = is_early_async)]
fn for_the_early_async(#[mizan(default = "early")] word: String) -> String {
    word
}

/// A sync guard before an async function.
#[mizan::client(auth = is_early)]
#[allow(clippy::unused_async, reason = "that it is async is what is shown")]
async fn for_the_early_too(#[mizan(default = "early")] word: String) -> String {
    word
}

/// Who works here.
#[mizan::client(context = STAFFROOM, auth = "staff")]
fn roster() -> Vec<&'static str> {
    vec!["sasha", "root"]
}

/// For who is early; since a bundle wants every guard, for who is staff as well.
#[mizan::client(context = STAFFROOM, auth = is_early)]
fn roster_notes(#[mizan(default = 1)] day: i64) -> String {
    format!("day {day}")
}
