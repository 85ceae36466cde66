//! Guards that are none, and what may not stand together.

use mizan::{Asked, Context, Request, Response, Upload};

const USER: Context = Context::new("user");

fn count(_: &Asked) -> i64 {
    1
}

async fn owned(_: Asked) -> bool {
    true
}

#[mizan::client(auth = count)]
fn counted() {}

#[mizan::client(auth = owned)]
fn asked() {}

#[mizan::client(route = "user/")]
fn text() -> String {
    String::new()
}

#[mizan::client(route = "nothing/")]
fn nothing() {}

#[mizan::client]
fn nowhere() -> Result<Response, mizan::Problem> {
    Ok(Response::default())
}

#[mizan::client(context = USER)]
fn kept(request: Request) -> String {
    request.uri().to_string()
}

#[mizan::client]
fn limited(#[mizan(max_size = "1 MB")] text: String) -> String {
    text
}

#[derive(mizan::Type)]
struct Holds {
    file: Upload,
}

fn main() {}
