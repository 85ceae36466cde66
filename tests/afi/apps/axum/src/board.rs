//! A notice board: every option of the attribute that the graph of the vectors does without.
//!
//! Public members, one that is not cached, one with a revision; functions that the app alone calls; errors with data and
//! without; targets that are named while a function runs.

use mizan::{Caller, Code, Context, Problem, Request, State, invalidate};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    database::{Database, Failed},
    text::storable,
};

/// The notices; the same for everybody.
pub const BOARD: Context = Context::new("board");
/// Where the notices are looked after.
pub const DESK: Context = Context::new("desk");

const MOST: i64 = 20;
const LONGEST: usize = 80;

/// A notice.
#[derive(Debug, mizan::Type)]
pub struct Note {
    /// The notice's number.
    pub id: i64,
    /// What it says.
    pub text: String,
    /// Where it hangs.
    pub shelf: String,
}

/// By how much a limit was missed.
#[derive(Debug, mizan::Type)]
pub struct Excess {
    limit: i64,
    given: i64,
}

/// Why a notice does not hang.
#[derive(Debug, mizan::Error)]
pub enum NotHung {
    /// There is no room for another notice.
    BoardFull,
    /// The notice is too long.
    #[mizan(status = 422)]
    TooLong(Excess),
    /// Neither of these.
    Other(#[mizan(from)] Problem),
}

impl From<rusqlite::Error> for NotHung {
    fn from(error: rusqlite::Error) -> Self {
        Self::Other(Failed::from(error).into())
    }
}

// ---------------------------------------------------------------- reads

/// The notices of one shelf, one answer for everybody.
#[mizan::client(context = BOARD, public = true)]
pub fn notes(
    db: State<Database>,
    #[mizan(default = "hall")] shelf: String,
) -> Result<Vec<Note>, Failed> {
    storable(&shelf, ["params", "shelf"])?;
    db.read(|db| Ok(notes_on(db, &shelf)?))
}

/// How many notices there are; kept for a minute at most, and not what was kept of the first revision.
#[mizan::client(context = BOARD, public = true, rev = 1, cache = 60)]
pub fn note_count(db: State<Database>) -> Result<i64, Failed> {
    db.read(|db| Ok(count(db)?))
}

/// A member that is not cached sees the host's own request.
#[mizan::client(context = DESK, cache = false)]
pub fn desk_language(request: Request) -> String {
    let language = request.headers().get("Accept-Language");
    let language = language.and_then(|language| language.to_str().ok());
    language.unwrap_or_default().to_owned()
}

/// Who asks; beside a member that is not cached, the bundle is not kept either.
#[mizan::client(context = DESK)]
pub fn desk_owner(caller: Option<Caller>) -> Option<String> {
    caller.map(|caller| caller.id)
}

// ---------------------------------------------------------------- mutations

/// Hangs a notice on a shelf.
#[mizan::client(affects = BOARD, raises = [NotHung], auth = true)]
pub fn pin(
    db: State<Database>,
    text: String,
    #[mizan(default = "hall")] shelf: String,
) -> Result<Note, NotHung> {
    db.write(|db| hang(db, text, shelf))
}

/// Takes everything off a shelf, with a function that the app alone calls.
#[mizan::client(affects = BOARD, auth = "staff")]
pub fn clear_shelf(db: State<Database>, shelf: String) -> Result<i64, Failed> {
    storable(&shelf, ["args", "shelf"])?;
    take_down(db, shelf)
}

/// Moves a notice; it names what is stale once it knows where the notice hung.
#[mizan::client(auth = true)]
pub fn r#move(db: State<Database>, note_id: i64, to: String) -> Result<Note, Failed> {
    db.write(|db| {
        let found = find(db, note_id)?;
        let found = found.ok_or_else(|| Problem::new(Code::NotFound).detail("no such notice"))?;
        storable(&to, ["args", "to"])?;
        db.execute("UPDATE notes SET shelf = ? WHERE id = ?", (&to, note_id))?;
        for shelf in [&found.shelf, &to] {
            invalidate(BOARD.member("notes").with("shelf", shelf))?;
        }
        Ok(Note { shelf: to, ..found })
    })
}

/// Deletes what hangs on a shelf; a job, or a part of other functions, whose targets are theirs.
#[mizan::client(private = true, affects = DESK)]
pub fn take_down(db: State<Database>, shelf: String) -> Result<i64, Failed> {
    let gone = db.write(|db| db.execute("DELETE FROM notes WHERE shelf = ?", [&shelf]))?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}

// ---------------------------------------------------------------- rows

/// Hangs a notice where there is room.
pub fn hang(db: &Connection, text: String, shelf: String) -> Result<Note, NotHung> {
    let length = text.chars().count();
    if length > LONGEST {
        let number = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        return Err(NotHung::TooLong(Excess {
            limit: number(LONGEST),
            given: number(length),
        }));
    }
    storable(&text, ["args", "text"])?;
    storable(&shelf, ["args", "shelf"])?;
    let there: i64 = db.query_row(
        "SELECT count(*) FROM notes WHERE shelf = ?",
        [&shelf],
        |row| row.get(0),
    )?;
    if there >= MOST {
        return Err(NotHung::BoardFull);
    }
    Ok(put(db, text, shelf)?)
}

/// Hangs a notice.
pub fn put(db: &Connection, text: String, shelf: String) -> rusqlite::Result<Note> {
    db.execute(
        "INSERT INTO notes (text, shelf) VALUES (?, ?)",
        (&text, &shelf),
    )?;
    Ok(Note {
        id: db.last_insert_rowid(),
        text,
        shelf,
    })
}

/// What hangs on a shelf.
pub fn notes_on(db: &Connection, shelf: &str) -> rusqlite::Result<Vec<Note>> {
    let mut found = db.prepare_cached("SELECT * FROM notes WHERE shelf = ? ORDER BY id")?;
    found.query_map([shelf], note_of)?.collect()
}

/// One notice.
pub fn find(db: &Connection, id: i64) -> rusqlite::Result<Option<Note>> {
    db.query_row("SELECT * FROM notes WHERE id = ?", [id], note_of)
        .optional()
}

/// How many there are.
pub fn count(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("SELECT count(*) FROM notes", [], |row| row.get(0))
}

fn note_of(row: &Row<'_>) -> rusqlite::Result<Note> {
    Ok(Note {
        id: row.get("id")?,
        text: row.get("text")?,
        shelf: row.get("shelf")?,
    })
}
