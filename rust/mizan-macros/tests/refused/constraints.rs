//! Constraints and options that make no sense wherever they stand.

#[derive(mizan::Type)]
struct Zero {
    #[mizan(multiple_of = 0)]
    count: i64,
}

#[derive(mizan::Type)]
struct NoDigits {
    #[mizan(max_digits = 0)]
    price: String,
}

#[derive(mizan::Type)]
struct Negative {
    #[mizan(min_length = -1)]
    text: String,
}

#[derive(mizan::Type)]
struct Constant {
    #[mizan(maximum = MOST)]
    count: i64,
}

#[derive(mizan::Type)]
struct Wide {
    #[mizan(maximum = 18446744073709551616)]
    count: i128,
}

#[derive(mizan::Type)]
struct Twice {
    #[mizan(minimum = 0, minimum = 1)]
    count: i64,
}

#[derive(mizan::Type)]
struct Unseen {
    #[mizan(minimum = 0)]
    #[serde(skip)]
    count: i64,
}

#[derive(mizan::Type)]
struct Unknown {
    #[mizan(max_len = 3)]
    text: String,
}

#[derive(mizan::Type)]
struct Absent {
    #[mizan(omittable, default = 1)]
    count: Option<i64>,
}

#[derive(mizan::Type)]
struct Filled {
    #[mizan(omittable)]
    #[serde(default = "one")]
    count: Option<i64>,
}

#[mizan::client]
fn never_absent(#[mizan(omittable)] count: Option<i64>) {}

fn main() {}
