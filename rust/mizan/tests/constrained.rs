//! Constraints over a whole call: the core refuses what breaks them, and a result that does is the function's own fault.

use std::collections::BTreeMap;

use mizan::{Code, Problem};
use mizan_core::{
    graph::Graph,
    registry::{self, ENTRIES, Invocation},
    types::Value,
};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

/// A line of an order.
#[derive(mizan::Type)]
struct Line {
    #[mizan(pattern = "^[a-z-]+$", max_length = 20)]
    sku: String,
    #[mizan(minimum = 1)]
    count: u8,
    #[mizan(minimum = 0, max_digits = 6, decimal_places = 2)]
    price: Decimal,
}

/// What the lines cost.
#[mizan::client]
fn total(
    #[mizan(min_length = 1)] lines: Vec<Line>,
    #[mizan(exclusive_minimum = 0, maximum = 1.5, default = 1)] factor: f64,
) -> Decimal {
    let _ = factor;
    lines
        .iter()
        .map(|line| line.price * Decimal::from(line.count))
        .sum()
}

/// Gives it back under a name.
#[mizan::client]
fn line(sku: String, count: i64) -> Result<BTreeMap<String, Vec<Line>>, Problem> {
    let count = u8::try_from(count).map_err(|_| Problem::new(Code::Invalid))?;
    let price = Decimal::new(150, 2);
    let line = Line { sku, count, price };
    Ok(BTreeMap::from([("lines".to_owned(), vec![line])]))
}

fn call(name: &str, args: &Json) -> Result<Json, Problem> {
    let internal = |error: String| Problem::new(Code::Internal).log(error);
    let ir = registry::export(ENTRIES).map_err(|error| internal(error.to_string()))?;
    let graph = Graph::from_ir(ir).map_err(|error| internal(error.to_string()))?;
    let body = json!({"args": args}).to_string();
    let args = Value::Struct(
        graph
            .decode_args(name, body.as_bytes())?
            .into_iter()
            .collect(),
    );
    let args = graph
        .encode_args(name, &&args)
        .map_err(|error| internal(format!("{error:?}")))?;
    let entry = registry::find(name).ok_or_else(|| Problem::new(Code::NotFound))?;
    let answer = pollster::block_on((entry.call)(Invocation {
        args: serde_json::from_str(&args).unwrap_or_default(),
        ..Invocation::default()
    }))?
    .into_json()?;
    Ok(serde_json::from_slice(&answer).unwrap_or_default())
}

fn faults(name: &str, args: &Json) -> Json {
    let problem = call(name, args).err();
    problem.map_or(Json::Null, |problem| {
        problem.to_native_json()["errors"].clone()
    })
}

#[test]
fn what_keeps_them_goes_in_and_comes_out() {
    let args = json!({"lines": [{"sku": "mug", "count": 3, "price": "1.50"}]});
    assert_eq!(call("total", &args), Ok(json!("4.5")));
    assert_eq!(
        call("line", &json!({"sku": "mug", "count": 1})),
        Ok(json!({"lines": [{"sku": "mug", "count": 1, "price": "1.5"}]}))
    );
}

#[test]
fn what_breaks_them_is_the_callers_fault() {
    assert_eq!(
        faults("total", &json!({"lines": [], "factor": 0})),
        json!([
            {"path": ["args", "factor"], "code": "range"},
            {"path": ["args", "lines"], "code": "length"},
        ])
    );
    let lines = json!([
        {"sku": "Mug", "count": 0, "price": "0.001"},
        {"sku": "mug", "count": 256, "price": "-1"},
    ]);
    let fault = |at: usize, name: &str, code: &str| json!({"path": ["args", "lines", at, name], "code": code});
    assert_eq!(
        faults("total", &json!({"lines": lines})),
        json!([
            fault(0, "count", "range"),
            fault(0, "price", "range"),
            fault(0, "sku", "pattern"),
            fault(1, "count", "range"),
            fault(1, "price", "range"),
        ])
    );
}

#[test]
fn a_number_beyond_the_rust_type_is_the_callers_fault_at_its_place() {
    let wide = "79228162514264337593543950336";
    assert_eq!(
        faults("echo_decimal", &json!({"held": [wide]})),
        json!([{"path": ["args", "held", 0], "code": "range"}])
    );
}

#[mizan::client]
fn echo_decimal(held: Vec<Decimal>) -> Vec<Decimal> {
    held
}

#[test]
fn a_result_that_breaks_them_is_the_functions_own_fault() {
    let log = |args: Json| {
        call("line", &args)
            .err()
            .map(|problem| (problem.protocol_code(), problem.log))
    };
    let told = |path: &str| {
        let text = format!("the result.lines[0].{path} is no value within its constraints");
        Some((Some(Code::Internal), Some(text)))
    };
    assert_eq!(log(json!({"sku": "No Sku", "count": 1})), told("sku"));
    assert_eq!(log(json!({"sku": "mug", "count": 0})), told("count"));
}
