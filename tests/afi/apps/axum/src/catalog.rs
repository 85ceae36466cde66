//! The context `catalog` and what drops parts of it.

use std::collections::BTreeMap;

use mizan::{Code, Context, Problem, State};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::{
    database::{Database, Failed},
    text::storable,
};

/// What is for sale; the same for everybody.
pub const CATALOG: Context = Context::new("catalog").view(&["page"]);

const PRODUCTS_A_PAGE: i64 = 10;

/// Something for sale.
#[derive(Clone, Debug, mizan::Type)]
pub struct Product {
    /// What it is ordered by.
    pub sku: String,
    /// The shelf that it stands on.
    pub category: String,
    /// In cents.
    pub price: i64,
}

/// Products by sku, ten a page; of one category, or of all.
#[mizan::client(context = CATALOG)]
pub fn products(
    db: State<Database>,
    category: Option<String>,
    #[mizan(default = 1)] page: i64,
) -> Result<Vec<Product>, Failed> {
    if let Some(category) = &category {
        storable(category, ["params", "category"])?;
    }
    db.read(|db| {
        let mut found = db.prepare_cached(
            "SELECT * FROM products WHERE :category IS NULL OR category = :category
             ORDER BY sku LIMIT :most OFFSET :before",
        )?;
        let wanted = named_params! {
            ":category": category, ":most": PRODUCTS_A_PAGE, ":before": before(page, PRODUCTS_A_PAGE),
        };
        let rows = found.query_map(wanted, product_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// One product.
#[mizan::client(context = CATALOG)]
pub fn product(db: State<Database>, sku: String) -> Result<Product, Failed> {
    storable(&sku, ["params", "sku"])?;
    db.read(|db| find(db, &sku))
}

/// Some products of one category, in the order asked for.
#[mizan::client(context = CATALOG)]
pub fn compare(
    db: State<Database>,
    category: String,
    skus: Vec<String>,
) -> Result<Vec<Product>, Failed> {
    storable(&category, ["params", "category"])?;
    for sku in &skus {
        storable(sku, ["params", "skus"])?;
    }
    db.read(|db| {
        let mut found = db.prepare_cached("SELECT * FROM products WHERE category = ?")?;
        let rows = found.query_map([&category], product_of)?;
        let named = rows.map(|row| row.map(|product| (product.sku.clone(), product)));
        let named: BTreeMap<String, Product> = named.collect::<Result<_, _>>()?;
        let asked = skus.iter().filter_map(|sku| named.get(sku));
        Ok(asked.cloned().collect())
    })
}

/// Gives a product another price, in cents.
#[mizan::client(affects = [CATALOG.member("product"), CATALOG.all()], auth = true)]
pub fn reprice(db: State<Database>, sku: String, price: i64) -> Result<Product, Failed> {
    storable(&sku, ["args", "sku"])?;
    db.write(|db| {
        let found = find(db, &sku)?;
        db.execute(
            "UPDATE products SET price_cents = ? WHERE sku = ?",
            (price, &sku),
        )?;
        Ok(Product { price, ..found })
    })
}

/// Puts a product on another shelf.
#[mizan::client(affects = CATALOG, auth = true)]
pub fn recategorise(db: State<Database>, sku: String, category: String) -> Result<Product, Failed> {
    storable(&sku, ["args", "sku"])?;
    db.write(|db| {
        let found = find(db, &sku)?;
        storable(&category, ["args", "category"])?;
        db.execute(
            "UPDATE products SET category = ? WHERE sku = ?",
            (&category, &sku),
        )?;
        Ok(Product { category, ..found })
    })
}

fn find(db: &Connection, sku: &str) -> Result<Product, Failed> {
    let found = db.query_row("SELECT * FROM products WHERE sku = ?", [sku], product_of);
    let missing = || {
        Problem::new(Code::NotFound)
            .detail("no such product")
            .into()
    };
    found.optional()?.ok_or_else(missing)
}

fn product_of(row: &Row<'_>) -> rusqlite::Result<Product> {
    Ok(Product {
        sku: row.get("sku")?,
        category: row.get("category")?,
        price: row.get("price_cents")?,
    })
}

/// How many rows are before a page's first; below the first page is the first.
pub fn before(page: i64, size: i64) -> i64 {
    page.saturating_sub(1).max(0).saturating_mul(size)
}
