//! The context `user` and what drops parts of it.

use mizan::{Caller, Code, Context, Problem, State};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    catalog::before,
    database::{Database, Failed},
    text::storable,
};

/// One user's reads; `user_id` names the caller.
pub const USER: Context = Context::new("user").identity("user_id").view(&["page"]);

const ORDERS_A_PAGE: i64 = 10;

/// What is known of a user.
#[derive(Debug, mizan::Type)]
pub struct Profile {
    /// The user's number.
    pub id: i64,
    /// As the user wants to be called.
    pub name: String,
    /// Where the picture is, if there is one.
    pub avatar: Option<String>,
}

/// An order of a user.
#[derive(Debug, mizan::Type)]
pub struct Order {
    /// The order's number.
    pub id: i64,
    /// Whether it has left the house.
    pub shipped: bool,
}

/// Numbers that anybody may know.
#[derive(Debug, mizan::Type)]
pub struct Stats {
    /// How many users there are.
    pub users: i64,
    /// How many orders there are.
    pub orders: i64,
}

/// The user's own profile.
#[mizan::client(context = USER, auth = "self")]
pub fn user_profile(db: State<Database>, user_id: i64) -> Result<Profile, Failed> {
    db.read(|db| find(db, user_id))
}

/// The user's own orders, ten a page, by number.
#[mizan::client(context = USER, auth = "self")]
pub fn user_orders(
    db: State<Database>,
    user_id: i64,
    #[mizan(default = 1)] page: i64,
) -> Result<Vec<Order>, Failed> {
    db.read(|db| {
        let mut found = db.prepare_cached(
            "SELECT * FROM orders WHERE owner_id = ? ORDER BY id LIMIT ? OFFSET ?",
        )?;
        let wanted = (user_id, ORDERS_A_PAGE, before(page, ORDERS_A_PAGE));
        let rows = found.query_map(wanted, order_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// How large the shop is.
#[mizan::client(context = USER)]
pub fn site_stats(db: State<Database>) -> Result<Stats, Failed> {
    db.read(|db| {
        let found = db.query_row(
            "SELECT (SELECT count(*) FROM profiles), (SELECT count(*) FROM orders)",
            [],
            |row| {
                Ok(Stats {
                    users: row.get(0)?,
                    orders: row.get(1)?,
                })
            },
        );
        Ok(found?)
    })
}

/// Gives a user another name.
#[mizan::client(affects = USER, auth = "self")]
pub fn rename_user(db: State<Database>, user_id: i64, name: String) -> Result<Profile, Failed> {
    rename(&db, user_id, name)
}

/// Gives whoever calls another name.
#[mizan::client(affects = USER, auth = true)]
pub fn rename_me(db: State<Database>, caller: Caller, name: String) -> Result<Profile, Failed> {
    let user_id = caller.id.parse().map_err(|_| no_user())?;
    rename(&db, user_id, name)
}

/// Marks an order as shipped.
#[mizan::client(affects = USER.member("user_orders").scope(&[("user_id", "owner")]), auth = true)]
pub fn ship_order(db: State<Database>, order_id: i64, owner: i64) -> Result<Order, Failed> {
    db.write(|db| {
        let changed = db.execute(
            "UPDATE orders SET shipped = 1 WHERE id = ? AND owner_id = ?",
            (order_id, owner),
        )?;
        if changed == 0 {
            return Err(Problem::new(Code::NotFound).detail("no such order").into());
        }
        Ok(Order {
            id: order_id,
            shipped: true,
        })
    })
}

/// Changes nothing: its `page` is a view param, which never scopes.
#[mizan::client(affects = USER)]
pub fn jump(#[mizan(default = 1)] page: i64) -> i64 {
    page
}

/// Gives a user another picture.
#[mizan::client(affects = USER.member("user_profile"), auth = "self")]
pub fn set_avatar(db: State<Database>, user_id: i64, url: String) -> Result<Profile, Failed> {
    db.write(|db| {
        let found = find(db, user_id)?;
        storable(&url, ["args", "url"])?;
        db.execute(
            "UPDATE profiles SET avatar = ? WHERE id = ?",
            (&url, user_id),
        )?;
        Ok(Profile {
            avatar: Some(url),
            ..found
        })
    })
}

fn rename(db: &Database, user_id: i64, name: String) -> Result<Profile, Failed> {
    db.write(|db| {
        let found = find(db, user_id)?;
        storable(&name, ["args", "name"])?;
        db.execute(
            "UPDATE profiles SET name = ? WHERE id = ?",
            (&name, user_id),
        )?;
        Ok(Profile { name, ..found })
    })
}

fn find(db: &Connection, user_id: i64) -> Result<Profile, Failed> {
    let found = db.query_row("SELECT * FROM profiles WHERE id = ?", [user_id], |row| {
        Ok(Profile {
            id: row.get("id")?,
            name: row.get("name")?,
            avatar: row.get("avatar")?,
        })
    });
    found.optional()?.ok_or_else(|| no_user().into())
}

fn order_of(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        id: row.get("id")?,
        shipped: row.get("shipped")?,
    })
}

fn no_user() -> Problem {
    Problem::new(Code::NotFound).detail("no such user")
}
