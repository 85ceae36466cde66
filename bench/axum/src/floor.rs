//! The jobs by axum and serde alone.

use axum::{
    Json, Router,
    extract::Query,
    http::StatusCode,
    routing::{get, post},
};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::data::USERS;

#[derive(Deserialize)]
struct Add {
    a: i64,
    b: i64,
    note: String,
}

#[derive(Serialize)]
struct Sum {
    sum: i64,
    note: String,
}

#[derive(Serialize)]
struct Answer<T> {
    result: T,
}

#[derive(Deserialize)]
struct Asked {
    user_id: i64,
}

#[derive(Serialize)]
struct Profile {
    id: i64,
    name: String,
    email: String,
    joined: Timestamp,
}

#[derive(Serialize)]
struct Order {
    id: i64,
    total: Decimal,
    placed_at: Timestamp,
}

#[derive(Serialize)]
struct Bundle {
    profile: Profile,
    orders: Vec<Order>,
}

async fn add(Json(Add { a, b, note }): Json<Add>) -> Json<Answer<Sum>> {
    let result = Sum { sum: a + b, note };
    Json(Answer { result })
}

async fn bundle(Query(Asked { user_id }): Query<Asked>) -> Result<Json<Bundle>, StatusCode> {
    let (user, orders) = USERS.get(&user_id).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(Bundle {
        profile: Profile {
            id: user.id,
            name: user.name.clone(),
            email: user.email.clone(),
            joined: user.joined,
        },
        orders: orders
            .iter()
            .map(|order| Order {
                id: order.id,
                total: order.total,
                placed_at: order.placed_at,
            })
            .collect(),
    }))
}

/// Both.
pub fn router() -> Router {
    Router::new()
        .route("/rpc/add", post(add))
        .route("/bundle", get(bundle))
}
