//! Items that have no type on the wire, and what says something else on a type.

#[derive(mizan::Type)]
struct Unit;

#[derive(mizan::Type)]
struct Nothing();

#[derive(mizan::Type)]
enum Never {}

#[derive(mizan::Type)]
union Either {
    whole: i64,
    float: f64,
}

#[derive(mizan::Type)]
struct Borrowed<'a> {
    text: &'a str,
}

#[derive(mizan::Type)]
struct Sized<const N: usize> {
    items: [i64; N],
}

#[derive(mizan::Type)]
#[mizan(default = 1)]
struct Misplaced {
    id: i64,
}

#[derive(mizan::Type)]
#[mizan(name = "a name")]
struct Named {
    id: i64,
}

#[derive(mizan::Type)]
struct Pair(#[mizan(default = 1)] i64, i64);

#[derive(mizan::Type)]
#[serde(default)]
struct Sku(String);

#[derive(mizan::Type)]
#[serde(transparent)]
struct Two {
    one: i64,
    other: i64,
}

fn main() {}
