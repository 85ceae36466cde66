//! Limits of files that are none, and fields that contradict themselves.

#[mizan::client]
fn sizes(#[mizan(max_size = "2 PB")] file: mizan::Upload) {}

#[mizan::client]
fn nothing(#[mizan(max_size = 0)] file: mizan::Upload) {}

#[mizan::client]
fn part(#[mizan(max_size = "0.5 B")] file: mizan::Upload) {}

#[mizan::client]
fn much(#[mizan(max_size = "5 GB")] file: mizan::Upload) {}

#[mizan::client]
fn types(#[mizan(accept = "image/png")] file: mizan::Upload) {}

#[mizan::client]
fn none(#[mizan(accept = [])] file: mizan::Upload) {}

#[mizan::client]
fn required(#[mizan(required)] text: Option<String>) {}

#[derive(mizan::Type)]
struct Both {
    #[mizan(required, default = 1)]
    number: i64,
}

#[derive(mizan::Type)]
struct Filled {
    #[serde(default)]
    #[mizan(required)]
    number: Option<i64>,
}

#[derive(mizan::Type)]
#[mizan(inline)]
struct Inline {
    number: i64,
}

fn main() {}
