//! The shop itself: a few rows, in memory, the same at every start.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// All rows, behind one lock: what a function reads is of one moment.
#[derive(Debug)]
pub struct Shop(Mutex<Rows>);

/// The tables.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) users: BTreeMap<i64, User>,
    pub(crate) orders: BTreeMap<i64, Order>,
    pub(crate) products: BTreeMap<String, Product>,
}

#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) avatar: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) owner: i64,
    pub(crate) shipped: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Product {
    pub(crate) category: String,
    pub(crate) price_cents: i64,
}

impl Default for Shop {
    fn default() -> Self {
        let users = [(1, "Ada"), (5, "Grace"), (7, "Edsger")];
        let orders = [(1, 5), (2, 5), (3, 7)];
        let products = [
            ("mug", "kitchen", 900),
            ("pan", "kitchen", 4_500),
            ("rake", "garden", 2_250),
        ];
        let rows = Rows {
            users: users
                .map(|(id, name)| {
                    (
                        id,
                        User {
                            name: name.to_owned(),
                            avatar: None,
                        },
                    )
                })
                .into(),
            orders: orders
                .map(|(id, owner)| {
                    (
                        id,
                        Order {
                            owner,
                            shipped: false,
                        },
                    )
                })
                .into(),
            products: products
                .map(|(sku, category, price_cents)| {
                    (
                        sku.to_owned(),
                        Product {
                            category: category.to_owned(),
                            price_cents,
                        },
                    )
                })
                .into(),
        };
        Self(Mutex::new(rows))
    }
}

impl Shop {
    /// The rows. No function leaves them half changed, so a poisoned lock is as good as another.
    pub(crate) fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
