//! The jobs as functions of Mizan's.

#![allow(
    clippy::unused_async,
    reason = "the floor's handlers are async, and like stands beside like"
)]

use jiff::Timestamp;
use mizan::{Code, Context, Problem};
use rust_decimal::Decimal;

use crate::data::USERS;

const USER: Context = Context::new("user");

/// A sum, and what was said with it.
#[derive(mizan::Type)]
struct Sum {
    sum: i64,
    note: String,
}

/// A user.
#[derive(mizan::Type)]
struct Profile {
    id: i64,
    name: String,
    email: String,
    joined: Timestamp,
}

/// An order.
#[derive(mizan::Type)]
struct Order {
    id: i64,
    total: Decimal,
    placed_at: Timestamp,
}

/// Adds.
#[mizan::client]
async fn add(a: i64, b: i64, note: String) -> Sum {
    Sum { sum: a + b, note }
}

/// A user.
#[mizan::client(context = USER)]
async fn profile(user_id: i64) -> Result<Profile, Problem> {
    let (user, _) = USERS.get(&user_id).ok_or(Problem::new(Code::NotFound))?;
    Ok(Profile {
        id: user.id,
        name: user.name.clone(),
        email: user.email.clone(),
        joined: user.joined,
    })
}

/// A user's orders.
#[mizan::client(context = USER)]
async fn orders(user_id: i64) -> Result<Vec<Order>, Problem> {
    let (_, orders) = USERS.get(&user_id).ok_or(Problem::new(Code::NotFound))?;
    let orders = orders.iter().map(|order| Order {
        id: order.id,
        total: order.total,
        placed_at: order.placed_at,
    });
    Ok(orders.collect())
}
