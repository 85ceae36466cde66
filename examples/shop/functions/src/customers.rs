//! Who buys, and what they have bought.

use jiff::Timestamp;
use mizan::{Caller, Code, Context, FaultCode, Problem, State};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::{
    Database, Failed,
    database::{Pages, checked_name, invalid, not_found},
    moments::Moment,
    products::{OnSale, PRODUCT, on_sale},
    session::SESSION,
};

const ORDERS_PER_PAGE: i64 = 8;

const CUSTOMER: Context = Context::new("customer").identity("customer_id");
const ORDERS: Context = Context::new("orders")
    .identity("customer_id")
    .view(&["page"]);

/// A customer. `country` is an ISO 3166 code.
#[derive(mizan::Type)]
struct Profile {
    id: i64,
    name: String,
    city: String,
    country: String,
    joined_at: Timestamp,
}

/// A line of a receipt, as the product was called and priced on that day.
#[derive(mizan::Type)]
struct OrderLine {
    name: String,
    quantity: i64,
    unit_price_cents: i64,
}

/// A receipt.
#[derive(mizan::Type)]
struct Order {
    reference: Uuid,
    placed_at: Timestamp,
    total_cents: i64,
    lines: Vec<OrderLine>,
}

/// One page of a customer's orders, the last first. Pages count from 1; a page past the end is empty.
#[derive(mizan::Type)]
struct OrderPage {
    items: Vec<Order>,
    page: i64,
    pages: i64,
    total: i64,
}

/// What is left of a product of which more was asked for.
#[derive(Debug, mizan::Type)]
struct StockLeft {
    pieces: i64,
}

/// Why there is no order.
#[derive(Debug, mizan::Error)]
enum NotOrdered {
    /// Fewer are left than were asked for.
    OutOfStock(StockLeft),
    /// Anything else.
    Other(#[mizan(from)] Problem),
}

impl From<Failed> for NotOrdered {
    fn from(failed: Failed) -> Self {
        Self::Other(failed.into())
    }
}

impl From<rusqlite::Error> for NotOrdered {
    fn from(error: rusqlite::Error) -> Self {
        Failed::from(error).into()
    }
}

// ---------------------------------------------------------------- reads

/// A customer, to herself and to staff.
#[mizan::client(context = CUSTOMER, auth = "self")]
fn customer_profile(shop: State<Database>, customer_id: i64) -> Result<Profile, Failed> {
    shop.read(|db| profile(db, customer_id))
}

/// A customer's receipts, the last first.
#[mizan::client(context = ORDERS, auth = "self")]
fn customer_orders(
    shop: State<Database>,
    customer_id: i64,
    #[mizan(default = 1)] page: i64,
) -> Result<OrderPage, Failed> {
    shop.read(|db| {
        profile(db, customer_id)?;
        let pages = Pages::before(page, ORDERS_PER_PAGE)?;
        let mut counted =
            db.prepare_cached("SELECT count(*) FROM store_order WHERE customer_id = ?")?;
        let total = counted.query_row([customer_id], |row| row.get(0))?;
        let mut found = db.prepare_cached(
            "SELECT id, reference, placed_at FROM store_order WHERE customer_id = ? \
             ORDER BY placed_at DESC, id DESC LIMIT ? OFFSET ?",
        )?;
        let rows = found.query_map((customer_id, pages.size, pages.offset), |row| {
            receipt(db, row.get(0)?, &row.get::<_, String>(1)?, row.get(2)?)
        })?;
        Ok(OrderPage {
            items: rows.collect::<Result<_, _>>()?,
            page,
            pages: pages.of(total),
            total,
        })
    })
}

// ---------------------------------------------------------------- mutations

/// Buys a product.
///
/// Drops the stock of the product that `product_id` names, and, since no argument names a customer, the caller's own
/// orders.
#[mizan::client(
    affects = [PRODUCT.member("product_stock"), ORDERS.member("customer_orders")],
    auth = true,
    raises = [NotOrdered],
)]
fn place_order(
    shop: State<Database>,
    caller: Caller,
    product_id: i64,
    #[mizan(default = 1)] quantity: i64,
) -> Result<Order, NotOrdered> {
    if !(1..=100).contains(&quantity) {
        let detail = "between 1 and 100 pieces";
        return Err(invalid(detail, ["args", "quantity"], FaultCode::Range).into());
    }
    shop.write(|db| {
        let product = on_sale(db, product_id)?;
        let customer = profile(db, number_of(&caller)?)?;
        // This is the writer's turn: what was read just now is true until the end.
        if product.pieces < quantity {
            let pieces = product.pieces;
            return Err(NotOrdered::OutOfStock(StockLeft { pieces }));
        }
        Ok(buy(db, product_id, &product, customer.id, quantity)?)
    })
}

/// Changes the caller's own name.
///
/// No argument names a customer, so the caller's id does: of the customers it drops the caller's entries alone.
#[mizan::client(affects = [CUSTOMER, SESSION], auth = true)]
fn update_my_name(shop: State<Database>, caller: Caller, name: String) -> Result<Profile, Failed> {
    let id = number_of(&caller)?;
    shop.write(|db| {
        profile(db, id)?;
        let name = checked_name(&name)?;
        db.execute(
            "UPDATE store_customer SET name = ? WHERE user_id = ?",
            (name, id),
        )?;
        profile(db, id)
    })
}

// ---------------------------------------------------------------- rows

/// The caller's account, whose number is the customer's.
pub(crate) fn number_of(caller: &Caller) -> Result<i64, Problem> {
    let none = || Problem::new(Code::Internal).log("a caller's id is no account's number");
    caller.id.parse().map_err(|_| none())
}

fn profile(db: &Connection, customer_id: i64) -> Result<Profile, Failed> {
    let mut found = db.prepare_cached(
        "SELECT user_id, name, city, country, joined_at FROM store_customer WHERE user_id = ?",
    )?;
    let row = found.query_row([customer_id], |row| {
        Ok(Profile {
            id: row.get(0)?,
            name: row.get(1)?,
            city: row.get(2)?,
            country: row.get(3)?,
            joined_at: row.get::<_, Moment>(4)?.0,
        })
    });
    Ok(row.optional()?.ok_or_else(|| not_found("customer"))?)
}

fn buy(
    db: &Connection,
    product_id: i64,
    product: &OnSale,
    customer_id: i64,
    quantity: i64,
) -> rusqlite::Result<Order> {
    db.execute(
        "UPDATE store_product SET stock = stock - ? WHERE id = ?",
        (quantity, product_id),
    )?;
    let reference = Uuid::new_v4().simple().to_string();
    let placed_at = Moment::now();
    db.execute(
        "INSERT INTO store_order (reference, customer_id, placed_at) VALUES (?, ?, ?)",
        (&reference, customer_id, placed_at),
    )?;
    let id = db.last_insert_rowid();
    db.execute(
        "INSERT INTO store_orderline (order_id, product_id, name, unit_price_cents, quantity) VALUES (?, ?, ?, ?, ?)",
        (id, product_id, &product.name, product.price_cents, quantity),
    )?;
    receipt(db, id, &reference, placed_at)
}

/// An order as its customer reads it.
fn receipt(
    db: &Connection,
    id: i64,
    reference: &str,
    placed_at: Moment,
) -> rusqlite::Result<Order> {
    let mut found = db.prepare_cached(
        "SELECT name, quantity, unit_price_cents FROM store_orderline WHERE order_id = ? ORDER BY id",
    )?;
    let rows = found.query_map([id], |row| {
        Ok(OrderLine {
            name: row.get(0)?,
            quantity: row.get(1)?,
            unit_price_cents: row.get(2)?,
        })
    })?;
    let lines: Vec<OrderLine> = rows.collect::<Result<_, _>>()?;
    let prices = lines
        .iter()
        .map(|line| line.quantity * line.unit_price_cents);
    Ok(Order {
        // Django keeps its digits alone.
        reference: Uuid::try_parse(reference)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?,
        placed_at: placed_at.0,
        total_cents: prices.sum(),
        lines,
    })
}
