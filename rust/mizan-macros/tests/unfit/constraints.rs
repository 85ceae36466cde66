//! Constraints that the type does not take.

#[derive(mizan::Type)]
struct Holds {
    #[mizan(pattern = "^[a-z]+$")]
    count: i64,
    #[mizan(min_length = 1)]
    ratio: Option<f64>,
    #[mizan(exclusive_minimum = 0)]
    least: u8,
    #[mizan(minimum = 0.5)]
    whole: i64,
    #[mizan(max_digits = 3)]
    text: String,
    #[mizan(max_length = 3)]
    other: Other,
}

#[derive(mizan::Type)]
struct Other {}

#[mizan::client]
fn argument(#[mizan(multiple_of = 2)] on: bool) {
    let _ = on;
}

fn main() {}
