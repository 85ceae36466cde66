//! Signing in and out. Where a token is kept, a cookie or a program's memory, is the host's to say.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mizan::{Caller, Code, Context, Problem, Request, State};
use rusqlite::Connection;

use crate::{
    Database, Failed,
    customers::number_of,
    people::{A_FORTNIGHT, begin, end},
};

pub(crate) const SESSION: Context = Context::new("session");

/// Who is signed in.
#[derive(mizan::Type)]
struct Visitor {
    id: i64,
    name: String,
    staff: bool,
}

/// A session, as a request has it. The host puts it among the request's extensions: one for each request, with the token that
/// came, which it asks for the change when there is an answer; or one and the same, where whoever sits before the program is
/// all who ask.
#[derive(Clone, Debug, Default)]
pub struct Session(Arc<Mutex<Held>>);

#[derive(Debug, Default)]
struct Held {
    token: Option<String>,
    change: Option<Change>,
}

/// What the host has to do for a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// To keep this token.
    Begun {
        /// What the next requests come with.
        token: String,
        /// For so many seconds.
        seconds: i64,
    },
    /// To forget the token.
    Ended,
}

impl Session {
    /// Of a request that came with this token, or with none.
    pub fn new(token: Option<String>) -> Self {
        let change = None;
        Self(Arc::new(Mutex::new(Held { token, change })))
    }

    /// What was changed while the request was answered.
    pub fn change(&self) -> Option<Change> {
        self.held().change.clone()
    }

    /// The token that it has by now.
    pub fn token(&self) -> Option<String> {
        self.held().token.clone()
    }

    fn set(&self, change: Change) {
        let mut held = self.held();
        held.token = match &change {
            Change::Begun { token, .. } => Some(token.clone()),
            Change::Ended => None,
        };
        held.change = Some(change);
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(request: &Request) -> Result<Self, Problem> {
        let found = request.extensions().get::<Self>().cloned();
        found
            .ok_or_else(|| Problem::new(Code::Internal).log("the host gave the request no session"))
    }
}

/// Who is signed in, or null. It depends on the caller alone, and so may be kept for each caller.
#[mizan::client(context = SESSION)]
fn whoami(shop: State<Database>, caller: Option<Caller>) -> Result<Option<Visitor>, Failed> {
    let Some(caller) = caller else {
        return Ok(None);
    };
    let id = number_of(&caller)?;
    Ok(Some(shop.read(|db| visitor(db, id))?))
}

/// Begins a session. The client then calls `client.clear()`: what others saw is not kept.
#[mizan::client(affects = SESSION)]
fn sign_in(
    shop: State<Database>,
    request: Request,
    username: String,
    password: String,
) -> Result<Visitor, Failed> {
    let session = Session::of(&request)?;
    let nobody = || Problem::new(Code::Unauthenticated);
    let unknown = || nobody().detail("no account has this name and password");
    let id = shop.known_by(&username, &password)?.ok_or_else(unknown)?;
    let before = session.token();
    let (token, visitor) = shop.write(|db| {
        let token = begin(db, id, before.as_deref())?;
        Ok::<_, rusqlite::Error>((token, visitor(db, id)?))
    })?;
    let seconds = A_FORTNIGHT;
    session.set(Change::Begun { token, seconds });
    Ok(visitor)
}

/// Ends the session.
#[mizan::client(affects = SESSION)]
fn sign_out(shop: State<Database>, request: Request) -> Result<(), Failed> {
    let session = Session::of(&request)?;
    let token = session.token();
    shop.write(|db| end(db, token.as_deref()))?;
    session.set(Change::Ended);
    Ok(())
}

/// An account as the screen shows it. One that never bought anything, as of `createsuperuser`, has a name too.
fn visitor(db: &Connection, id: i64) -> rusqlite::Result<Visitor> {
    let mut found = db.prepare_cached(
        "SELECT id, coalesce(name, username), is_staff FROM auth_user \
         LEFT JOIN store_customer ON user_id = id WHERE id = ?",
    )?;
    found.query_row([id], |row| {
        Ok(Visitor {
            id: row.get(0)?,
            name: row.get(1)?,
            staff: row.get(2)?,
        })
    })
}
