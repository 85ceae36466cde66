//! The data in memory; its twins are `bench/peers/_shared/data.py` and `data.mjs`.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

/// A user.
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub joined: Timestamp,
}

/// An order.
pub struct Order {
    pub id: i64,
    pub total: Decimal,
    pub placed_at: Timestamp,
}

/// Ten users, each with twenty orders.
pub static USERS: LazyLock<BTreeMap<i64, (User, Vec<Order>)>> = LazyLock::new(|| {
    // 2020-01-02T03:04:05Z.
    let begun = Timestamp::from_second(1_577_934_245).unwrap_or_default();
    let users = (1..=10).map(|id| {
        let user = User {
            id,
            name: "Ada Lovelace".to_owned(),
            email: format!("user{id}@example.com"),
            joined: begun,
        };
        let orders = (1..=20).map(|number| Order {
            id: 1000 * id + number,
            total: Decimal::new(1300 * number + number, 2),
            placed_at: begun + SignedDuration::from_hours(24 * number),
        });
        (id, (user, orders.collect()))
    });
    users.collect()
});
