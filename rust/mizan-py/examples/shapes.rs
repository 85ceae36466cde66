//! A native module of enums and maps, for `python/tests/django/test_http_native.py`: what a browser sends and gets.

use std::collections::BTreeMap;

mizan_py::module!(shapes);

/// Tagged from outside, as enums are unless they say more.
#[derive(mizan::Type)]
pub enum Shape {
    /// A bare name.
    Point,
    /// A value under the name.
    Circle(f64),
    /// Fields under the name.
    Box {
        /// From side to side.
        width: i64,
        /// From top to bottom.
        height: i64,
    },
}

/// The tag and what belongs to it stand beside each other.
#[derive(mizan::Type)]
#[serde(tag = "is", content = "with")]
pub enum Paint {
    /// Nothing belongs to it.
    Clear,
    /// A named colour.
    Plain(String),
    /// From one named colour to another.
    Faded(String, String),
}

/// Gives back what it is given, with one more of everything that is counted.
#[mizan::client]
fn shapes_echo(
    shape: Shape,
    paint: Paint,
    mut counts: BTreeMap<String, i64>,
) -> (Shape, Paint, BTreeMap<String, i64>) {
    for count in counts.values_mut() {
        *count += 1;
    }
    (shape, paint, counts)
}
