//! What is no struct with named fields, and what would travel otherwise than it is described.

#[derive(mizan::Type)]
enum Colour {
    Red,
}

#[derive(mizan::Type)]
struct Pair(i64, i64);

#[derive(mizan::Type)]
struct Unit;

#[derive(mizan::Type)]
struct Page<T> {
    item: T,
}

#[derive(mizan::Type)]
struct Renamed {
    #[serde(rename = "ID")]
    id: i64,
}

#[derive(mizan::Type)]
#[serde(rename_all = "camelCase")]
struct Camel {
    first_name: String,
}

#[derive(mizan::Type)]
#[mizan(default = 1)]
struct Misplaced {
    id: i64,
}

fn main() {}
