//! A field whose type does not travel.

#[derive(mizan::Type)]
struct Holds {
    path: std::path::PathBuf,
}

fn main() {}
