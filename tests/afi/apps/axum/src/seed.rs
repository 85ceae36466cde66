//! The rows of every twin. People's accounts are the door's.

use rusqlite::{Connection, Result};

const PEOPLE: [(i64, &str); 3] = [(1, "Ada"), (5, "Grace"), (7, "Edsger")];
const ORDERS: [(i64, i64); 3] = [(1, 5), (2, 5), (3, 7)];
const PRODUCTS: [(&str, &str, i64); 3] = [
    ("mug", "kitchen", 900),
    ("pan", "kitchen", 4_500),
    ("rake", "garden", 2_250),
];

/// Fills empty tables.
pub fn fill(db: &Connection) -> Result<()> {
    for person in PEOPLE {
        db.execute("INSERT INTO profiles (id, name) VALUES (?, ?)", person)?;
    }
    for order in ORDERS {
        db.execute("INSERT INTO orders (id, owner_id) VALUES (?, ?)", order)?;
    }
    for product in PRODUCTS {
        db.execute("INSERT INTO products VALUES (?, ?, ?)", product)?;
    }
    Ok(())
}
