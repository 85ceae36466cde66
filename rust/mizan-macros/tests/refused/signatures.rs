//! Signatures that cannot be described.

struct App;

impl App {
    #[mizan::client]
    fn method(&self) {}
}

#[mizan::client]
fn generic<T>(value: T) {}

#[mizan::client]
fn borrowed(text: &str) {}

#[mizan::client]
fn anything(value: impl ToString) {}

#[mizan::client]
fn something() -> impl ToString {
    5
}

#[mizan::client]
fn pattern((a, b): (i64, i64)) {}

#[mizan::client]
unsafe fn dangerous() {}

#[mizan::client]
struct NoFunction;

fn main() {}
