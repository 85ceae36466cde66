//! Defaults that are no literals, and attributes that say something else.

const FIRST: i64 = 1;

#[mizan::client]
fn constant(#[mizan(default = FIRST)] page: i64) {}

#[mizan::client]
fn list(#[mizan(default = [1])] pages: Vec<i64>) {}

#[mizan::client]
fn other(#[mizan(rename = "x")] page: i64) {}

#[mizan::client]
fn twice(#[mizan(default = 1, default = 2)] page: i64) {}

#[derive(mizan::Type)]
struct Page {
    #[mizan(default = i64::MAX)]
    number: i64,
}

fn main() {}
