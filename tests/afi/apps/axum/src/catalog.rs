//! The context `catalog` and what drops parts of it.

use mizan::{Code, Context, Problem, State};

use crate::shop::{self, Shop};

/// What is for sale; the same for everybody.
pub const CATALOG: Context = Context::new("catalog").view(&["page"]);

const PRODUCTS_A_PAGE: usize = 10;

/// Something for sale.
#[derive(Debug, mizan::Type)]
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
    shop: State<Shop>,
    category: Option<String>,
    #[mizan(default = 1)] page: i64,
) -> Vec<Product> {
    let before = usize::try_from(page.saturating_sub(1)).unwrap_or(0);
    let rows = shop.rows();
    let listed = rows
        .products
        .iter()
        .filter(|(_, row)| category.as_ref().is_none_or(|own| *own == row.category));
    listed
        .skip(PRODUCTS_A_PAGE.saturating_mul(before))
        .take(PRODUCTS_A_PAGE)
        .map(product_of)
        .collect()
}

/// One product.
#[mizan::client(context = CATALOG)]
pub fn product(shop: State<Shop>, sku: String) -> Result<Product, Problem> {
    shop.rows()
        .products
        .get_key_value(&sku)
        .map(product_of)
        .ok_or_else(no_product)
}

/// Some products of one category, in the order asked for.
#[mizan::client(context = CATALOG)]
pub fn compare(shop: State<Shop>, category: String, skus: Vec<String>) -> Vec<Product> {
    let rows = shop.rows();
    let found = skus
        .iter()
        .filter_map(|sku| rows.products.get_key_value(sku));
    found
        .filter(|(_, row)| row.category == category)
        .map(product_of)
        .collect()
}

/// Gives a product another price, in cents.
#[mizan::client(affects = [CATALOG.member("product"), CATALOG.all()], auth = true)]
pub fn reprice(shop: State<Shop>, sku: String, price: i64) -> Result<Product, Problem> {
    change(&shop, &sku, |row| row.price_cents = price)
}

/// Puts a product on another shelf.
#[mizan::client(affects = CATALOG, auth = true)]
pub fn recategorise(shop: State<Shop>, sku: String, category: String) -> Result<Product, Problem> {
    change(&shop, &sku, |row| row.category = category)
}

fn change(
    shop: &Shop,
    sku: &str,
    change: impl FnOnce(&mut shop::Product),
) -> Result<Product, Problem> {
    let mut rows = shop.rows();
    let row = rows.products.get_mut(sku).ok_or_else(no_product)?;
    change(row);
    Ok(product_of((sku, row)))
}

fn product_of((sku, row): (impl Into<String>, &shop::Product)) -> Product {
    Product {
        sku: sku.into(),
        category: row.category.clone(),
        price: row.price_cents,
    }
}

fn no_product() -> Problem {
    Problem::new(Code::NotFound).detail("no such product")
}
