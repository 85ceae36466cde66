//! Types that do not travel.

struct Plain {
    id: i64,
}

#[mizan::client]
fn argument(plain: Plain) {}

#[mizan::client]
fn result() -> Plain {
    Plain { id: 1 }
}

#[mizan::client]
fn single(number: f32) {}

#[mizan::client]
fn member() {}

#[mizan::client(affects = member)]
fn target() {}

fn main() {}
