//! Two types of one name keep the registry from being exported, and both places are told.

mod one {
    /// A point.
    #[derive(mizan::Type)]
    pub struct Point {
        pub x: i64,
    }
}

mod other {
    /// A point.
    #[derive(mizan::Type)]
    pub struct Point {
        pub x: i64,
    }
}

#[mizan::client]
fn first() -> one::Point {
    one::Point { x: 1 }
}

#[mizan::client]
fn second(point: other::Point) {
    let _ = point.x;
}

#[test]
fn two_types_of_one_name_are_told_with_both_places_and_the_cure() {
    let refused = mizan::export_ir().map_err(|error| error.to_string());
    let file = file!();
    assert_eq!(
        refused,
        Err(format!(
            "two types of one name, `Point`: {file}:13 and {file}:5; give one of them another with \
             `#[mizan(name = \"…\")]`"
        ))
    );
}
