//! Types that do not stand in this place.

use std::collections::BTreeMap;

#[derive(mizan::Type)]
struct Page<T> {
    items: Vec<T>,
}

#[mizan::client]
fn small(page: Page<u8>) {
    let _ = page.items;
}

#[mizan::client]
fn keys() -> BTreeMap<bool, i64> {
    BTreeMap::new()
}

#[derive(mizan::Type)]
struct Newtype(bool);

#[mizan::client]
fn newtype_keys() -> BTreeMap<Newtype, i64> {
    BTreeMap::new()
}

#[derive(mizan::Type)]
struct Absent {
    #[mizan(omittable)]
    count: i64,
}

#[derive(mizan::Type)]
#[serde(tag = "kind")]
enum Inside {
    Number(i64),
}

fn main() {}
