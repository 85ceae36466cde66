//! Errors that are none, data that does not travel, and codes of the protocol's own.

struct Plain;

#[mizan::client(raises = [Plain])]
fn plain() {}

#[mizan::client]
fn ends_with_it() -> Result<(), Plain> {
    Err(Plain)
}

#[derive(mizan::Error)]
struct Travels(Plain);

#[derive(mizan::Error)]
struct NotFound;

#[derive(mizan::Error)]
enum Several {
    #[mizan(code = "INTERNAL")]
    Broken,
    Held(#[mizan(from)] Plain),
}

fn main() {}
