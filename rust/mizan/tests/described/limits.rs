//! Constraints, and what cannot be declared.

use std::collections::BTreeMap;

use mizan::{
    __private::{Declarations, Describer, Form},
    Type,
};
use mizan_core::graph::{Graph, GraphError};
use serde_json::json;

use crate::{Sku, described, document, output};

#[derive(mizan::Type)]
struct Constrained {
    #[mizan(min_length = 1, max_length = 80)]
    text: String,
    #[mizan(minimum = -5, maximum = 300, multiple_of = 5)]
    small: u8,
    #[mizan(minimum = 0.5, exclusive_maximum = 2.0)]
    ratio: f64,
    #[mizan(minimum = "-7")]
    wide: i128,
    #[mizan(min_length = 2)]
    bytes: Option<Vec<u8>>,
    #[mizan(max_length = 2)]
    list: Vec<Sku>,
    #[mizan(max_length = 1)]
    map: BTreeMap<Sku, Box<i64>>,
    #[mizan(max_length = 9)]
    sku: Sku,
}

#[test]
fn constraints_are_part_of_the_type() {
    let (_, types) = output::<Constrained>();
    let sku = json!({"type": "string", "min_length": 1, "pattern": "^[a-z-]+$"});
    let kind = |at: usize| types["Constrained"]["fields"][at]["type"].clone();
    assert_eq!(
        kind(0),
        json!({"type": "string", "min_length": 1, "max_length": 80})
    );
    assert_eq!(
        kind(1),
        json!({"type": "integer", "minimum": 0, "maximum": 255, "multiple_of": 5})
    );
    assert_eq!(
        kind(2),
        json!({"type": "number", "minimum": 0.5, "exclusive_maximum": 2})
    );
    assert_eq!(
        kind(3),
        json!({"type": "bigint", "minimum": "-7", "maximum": "170141183460469231731687303715884105727"})
    );
    assert_eq!(
        kind(4),
        json!({"type": "optional", "item": {"type": "bytes", "min_length": 2}})
    );
    assert_eq!(
        kind(5),
        json!({"type": "list", "item": sku, "max_length": 2})
    );
    assert_eq!(
        kind(6),
        json!({"type": "map", "key": sku, "item": {"type": "integer"}, "max_length": 1})
    );
    assert_eq!(
        kind(7),
        json!({"type": "string", "min_length": 1, "max_length": 9, "pattern": "^[a-z-]+$"})
    );
}

#[derive(mizan::Type)]
struct Twice {
    #[mizan(pattern = "a")]
    sku: Sku,
    #[serde(default = "nan")]
    ratio: f64,
}

fn nan() -> f64 {
    f64::NAN
}

#[test]
fn what_cannot_be_said_is_a_defect() {
    let (_, _, defects) = described::<Twice>(Form::Input);
    assert_eq!(
        defects,
        [
            "`pattern` stands on a type that has it already (Sku)",
            "the default of the field `ratio` is no number",
        ]
    );
}

#[derive(mizan::Type)]
struct Bounded {
    #[mizan(minimum = "1.50", exclusive_maximum = 7)]
    price: rust_decimal::Decimal,
    #[mizan(minimum = "2026-01-01T01:00:00+01:00")]
    at: jiff::Timestamp,
    #[mizan(maximum = "9999-12-31")]
    day: chrono::NaiveDate,
}

#[derive(mizan::Type)]
struct Unbounded {
    #[mizan(minimum = "dear")]
    price: rust_decimal::Decimal,
    #[mizan(minimum = 9, maximum = 0)]
    count: i64,
    #[mizan(pattern = "(?=a)")]
    text: String,
}

#[test]
fn bounds_are_judged_with_the_graph() {
    let frozen = |kind: mizan_core::ir::Type, into: &Declarations| {
        Graph::from_ir(document(&kind, into)).map(|graph| json!(graph.ir().types))
    };
    let mut into = Declarations::default();
    let kind = Bounded::describe(Form::Output, &mut Describer::new(&mut into));
    let fields = frozen(kind, &into).map(|types| types[0]["fields"].clone());
    assert_eq!(
        fields,
        Ok(json!([
            {"name": "price", "type": {"type": "decimal", "minimum": "1.5", "exclusive_maximum": "7"}},
            {"name": "at", "type": {"type": "datetime", "minimum": "2026-01-01T00:00:00Z"}},
            {"name": "day", "type": {"type": "date", "maximum": "9999-12-31"}},
        ]))
    );
    let mut into = Declarations::default();
    let kind = Unbounded::describe(Form::Output, &mut Describer::new(&mut into));
    let defects = match frozen(kind, &into) {
        Err(GraphError::Defects(defects)) => defects,
        other => vec![format!("{other:?}")],
    };
    let named = |name: &str| {
        defects
            .iter()
            .any(|defect| defect.starts_with(&format!("struct `Unbounded`, field `{name}`")))
    };
    assert_eq!(
        [named("price"), named("count"), named("text")],
        [true; 3],
        "{defects:?}"
    );
}
