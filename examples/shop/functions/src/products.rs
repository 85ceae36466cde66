//! What is on the shelf: the departments, the catalogue, one product, and what staff do to it.

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use mizan::{Context, FaultCode, State, Upload};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use sha2::{Digest, Sha256};

use crate::{
    Database, Failed,
    database::{Pages, checked_name, invalid, not_found},
    moments::Moment,
    pictures,
};

const PRODUCTS_PER_PAGE: i64 = 12;
const SCARCE: i64 = 5;

const ASSORTMENT: Context = Context::new("assortment");
const CATALOG: Context = Context::new("catalog").view(&["page"]);
pub(crate) const PRODUCT: Context = Context::new("product");

/// A department, and how much there is in it.
#[derive(mizan::Type)]
struct CategoryEntry {
    slug: String,
    name: String,
    products: i64,
}

/// A product as the catalogue lists it.
#[derive(mizan::Type)]
struct ProductRow {
    id: i64,
    name: String,
    category: String,
    price_cents: i64,
    rating: Option<f64>,
}

/// One page of the catalogue. Pages count from 1; a page past the end is empty.
#[derive(mizan::Type)]
struct ProductPage {
    items: Vec<ProductRow>,
    page: i64,
    pages: i64,
    total: i64,
}

/// All that the shop says about a product. `rating` is of 5, and null until three people have given one.
///
/// `picture` is the address of its picture, if it has one; another picture has another address.
#[derive(mizan::Type)]
struct ProductDetail {
    id: i64,
    sku: String,
    name: String,
    category: String,
    description: String,
    price_cents: i64,
    weight_grams: i64,
    rating: Option<f64>,
    reviews: i64,
    changed_at: Timestamp,
    picture: Option<String>,
}

/// How many are left.
#[derive(mizan::Type)]
struct Stock {
    pieces: i64,
    scarce: bool,
}

// ---------------------------------------------------------------- reads

/// The departments, in the order of the shop. A context of its own: a product's new name changes nothing here.
#[mizan::client(context = ASSORTMENT)]
fn categories(shop: State<Database>) -> Result<Vec<CategoryEntry>, Failed> {
    shop.read(|db| {
        let mut found = db.prepare_cached(
            "SELECT slug, name, (SELECT count(*) FROM store_product WHERE category_id = c.id) \
             FROM store_category c ORDER BY position",
        )?;
        let rows = found.query_map([], |row| {
            Ok(CategoryEntry {
                slug: row.get(0)?,
                name: row.get(1)?,
                products: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// A page of the catalogue, the best known first.
///
/// `category` is a department's slug; without one, everything.
#[mizan::client(context = CATALOG)]
fn products(
    shop: State<Database>,
    category: Option<String>,
    #[mizan(default = 1)] page: i64,
) -> Result<ProductPage, Failed> {
    let pages = Pages::before(page, PRODUCTS_PER_PAGE)?;
    shop.read(|db| {
        let mut counted = db.prepare_cached(
            "SELECT count(*) FROM store_product p JOIN store_category c ON c.id = category_id \
             WHERE ?1 IS NULL OR slug = ?1",
        )?;
        let total = counted.query_row([&category], |row| row.get(0))?;
        let mut found = db.prepare_cached(
            "SELECT p.id, p.name, c.name, price_cents, rating \
             FROM store_product p JOIN store_category c ON c.id = category_id \
             WHERE :category IS NULL OR slug = :category \
             ORDER BY reviews DESC, p.id LIMIT :size OFFSET :offset",
        )?;
        let named =
            named_params! {":category": category, ":size": pages.size, ":offset": pages.offset};
        let rows = found.query_map(named, |row| {
            Ok(ProductRow {
                id: row.get(0)?,
                name: row.get(1)?,
                category: row.get(2)?,
                price_cents: row.get(3)?,
                rating: row.get(4)?,
            })
        })?;
        Ok(ProductPage {
            items: rows.collect::<Result<_, _>>()?,
            page,
            pages: pages.of(total),
            total,
        })
    })
}

/// All about one product.
#[mizan::client(context = PRODUCT)]
fn product_detail(shop: State<Database>, product_id: i64) -> Result<ProductDetail, Failed> {
    shop.read(|db| detail(db, product_id))
}

/// How many of a product are left.
#[mizan::client(context = PRODUCT)]
fn product_stock(shop: State<Database>, product_id: i64) -> Result<Stock, Failed> {
    shop.read(|db| stock(db, product_id))
}

// ---------------------------------------------------------------- mutations

/// Gives a product another name; receipts keep the name of their day.
///
/// Of the products it drops the one that `product_id` names, since the argument bears the param's name; of the
/// catalogue, which has no such param, every page.
#[mizan::client(affects = [PRODUCT, CATALOG], auth = "staff")]
fn rename_product(
    shop: State<Database>,
    product_id: i64,
    name: String,
) -> Result<ProductDetail, Failed> {
    shop.write(|db| {
        on_sale(db, product_id)?;
        let changed = (checked_name(&name)?, Moment::now(), product_id);
        db.execute(
            "UPDATE store_product SET name = ?, changed_at = ? WHERE id = ?",
            changed,
        )?;
        detail(db, product_id)
    })
}

/// Shows a product in a picture, in place of the one that it had. Drops the product that `product_id` names.
#[mizan::client(affects = PRODUCT, auth = "staff")]
fn set_picture(
    shop: State<Database>,
    product_id: i64,
    #[mizan(max_size = "2 MB", accept = ["image/jpeg", "image/png", "image/webp"])] picture: Upload,
) -> Result<ProductDetail, Failed> {
    shop.write(|db| {
        on_sale(db, product_id)?;
        let content = &picture.bytes;
        let no_picture = "this is no picture, whatever it is called";
        let kind = pictures::kind_of(content)
            .ok_or_else(|| invalid(no_picture, ["args", "picture"], FaultCode::Enum))?;
        db.execute(
            "INSERT OR REPLACE INTO store_picture (product_id, kind, digest, content) VALUES (?, ?, ?, ?)",
            (product_id, kind, HEXLOWER.encode(&Sha256::digest(content)), content),
        )?;
        detail(db, product_id)
    })
}

/// Puts pieces of a product on the shelf.
///
/// Its argument is called `item`, so the declaration says which param that is.
#[mizan::client(affects = PRODUCT.scope(&[("product_id", "item")]), auth = "staff")]
fn restock(shop: State<Database>, item: i64, pieces: i64) -> Result<Stock, Failed> {
    if !(1..=1000).contains(&pieces) {
        let detail = "between 1 and 1000 pieces";
        return Err(invalid(detail, ["args", "pieces"], FaultCode::Range).into());
    }
    shop.write(|db| {
        let change = "UPDATE store_product SET stock = stock + ? WHERE id = ?";
        if db.execute(change, (pieces, item))? == 0 {
            return Err(not_found("product").into());
        }
        stock(db, item)
    })
}

// ---------------------------------------------------------------- rows

/// What an order has to know of a product.
pub(crate) struct OnSale {
    pub(crate) name: String,
    pub(crate) price_cents: i64,
    pub(crate) pieces: i64,
}

/// The product, or a problem that the client's types know.
pub(crate) fn on_sale(db: &Connection, product_id: i64) -> Result<OnSale, Failed> {
    let read = |row: &Row<'_>| {
        Ok(OnSale {
            name: row.get(0)?,
            price_cents: row.get(1)?,
            pieces: row.get(2)?,
        })
    };
    let mut found =
        db.prepare_cached("SELECT name, price_cents, stock FROM store_product WHERE id = ?")?;
    let row = found.query_row([product_id], read).optional()?;
    Ok(row.ok_or_else(|| not_found("product"))?)
}

fn stock(db: &Connection, product_id: i64) -> Result<Stock, Failed> {
    let OnSale { pieces, .. } = on_sale(db, product_id)?;
    let scarce = pieces <= SCARCE;
    Ok(Stock { pieces, scarce })
}

fn detail(db: &Connection, product_id: i64) -> Result<ProductDetail, Failed> {
    let picture = pictures::address_of(db, product_id)?;
    let mut found = db.prepare_cached(
        "SELECT p.*, c.name AS category FROM store_product p JOIN store_category c ON c.id = category_id \
         WHERE p.id = ?",
    )?;
    let row = found.query_row([product_id], |row| {
        Ok(ProductDetail {
            id: row.get("id")?,
            sku: row.get("sku")?,
            name: row.get("name")?,
            category: row.get("category")?,
            description: row.get("description")?,
            price_cents: row.get("price_cents")?,
            weight_grams: row.get("weight_grams")?,
            rating: row.get("rating")?,
            reviews: row.get("reviews")?,
            changed_at: row.get::<_, Moment>("changed_at")?.0,
            picture,
        })
    });
    Ok(row.optional()?.ok_or_else(|| not_found("product"))?)
}
