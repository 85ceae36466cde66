//! The context `user` and what drops parts of it.

use mizan::{Caller, Code, Context, Problem, State};

use crate::shop::{self, Shop};

/// One user's reads; `user_id` names the caller.
pub const USER: Context = Context::new("user").identity("user_id").view(&["page"]);

const ORDERS_A_PAGE: usize = 10;

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
pub fn user_profile(shop: State<Shop>, user_id: i64) -> Result<Profile, Problem> {
    shop.rows()
        .users
        .get(&user_id)
        .map(|user| profile(user_id, user))
        .ok_or_else(no_user)
}

/// The user's own orders, ten a page, by number.
#[mizan::client(context = USER, auth = "self")]
pub fn user_orders(shop: State<Shop>, user_id: i64, #[mizan(default = 1)] page: i64) -> Vec<Order> {
    let rows = shop.rows();
    let own = rows
        .orders
        .iter()
        .filter(|(_, order)| order.owner == user_id);
    own.skip(ORDERS_A_PAGE.saturating_mul(before(page)))
        .take(ORDERS_A_PAGE)
        .map(|(&id, order)| Order {
            id,
            shipped: order.shipped,
        })
        .collect()
}

/// How large the shop is.
#[mizan::client(context = USER)]
pub fn site_stats(shop: State<Shop>) -> Stats {
    let rows = shop.rows();
    Stats {
        users: count(rows.users.len()),
        orders: count(rows.orders.len()),
    }
}

/// Gives a user another name.
#[mizan::client(affects = USER, auth = "self")]
pub fn rename_user(shop: State<Shop>, user_id: i64, name: String) -> Result<Profile, Problem> {
    rename(&shop, user_id, name)
}

/// Gives whoever calls another name.
#[mizan::client(affects = USER, auth = true)]
pub fn rename_me(shop: State<Shop>, caller: Caller, name: String) -> Result<Profile, Problem> {
    let user_id = caller.id.parse().map_err(|_| no_user())?;
    rename(&shop, user_id, name)
}

/// Marks an order as shipped.
#[mizan::client(affects = USER.member("user_orders").scope(&[("user_id", "owner")]), auth = true)]
pub fn ship_order(shop: State<Shop>, order_id: i64, owner: i64) -> Result<Order, Problem> {
    let mut rows = shop.rows();
    let order = rows
        .orders
        .get_mut(&order_id)
        .filter(|order| order.owner == owner);
    let order = order.ok_or_else(|| Problem::new(Code::NotFound).detail("no such order"))?;
    order.shipped = true;
    Ok(Order {
        id: order_id,
        shipped: true,
    })
}

/// Changes nothing: its `page` is a view param, which never scopes.
#[mizan::client(affects = USER)]
pub fn jump(#[mizan(default = 1)] page: i64) -> i64 {
    page
}

/// Gives a user another picture.
#[mizan::client(affects = USER.member("user_profile"), auth = "self")]
pub fn set_avatar(shop: State<Shop>, user_id: i64, url: String) -> Result<Profile, Problem> {
    let mut rows = shop.rows();
    let user = rows.users.get_mut(&user_id).ok_or_else(no_user)?;
    user.avatar = Some(url);
    Ok(profile(user_id, user))
}

fn rename(shop: &Shop, user_id: i64, name: String) -> Result<Profile, Problem> {
    let mut rows = shop.rows();
    let user = rows.users.get_mut(&user_id).ok_or_else(no_user)?;
    user.name = name;
    Ok(profile(user_id, user))
}

fn profile(id: i64, user: &shop::User) -> Profile {
    Profile {
        id,
        name: user.name.clone(),
        avatar: user.avatar.clone(),
    }
}

fn no_user() -> Problem {
    Problem::new(Code::NotFound).detail("no such user")
}

/// How many pages are before this one.
fn before(page: i64) -> usize {
    usize::try_from(page.saturating_sub(1)).unwrap_or(0)
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
