//! Every row of the type table: in one struct that comes back as it went, and as the params of a context.
//!
//! No function does anything with what it gets but look at what it is in Rust.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use mizan::{Context, Decimal};
use num_bigint::BigInt;
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// Params of every scalar type.
pub const SPELLED: Context = Context::new("spelled");

/// What it may be painted in.
#[derive(Clone, Copy, Debug, mizan::Type)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Red,
    Green,
}

#[derive(Debug, mizan::Type)]
#[serde(rename_all = "lowercase")]
#[mizan(inline)]
enum Way {
    Up,
    Down,
}

#[derive(Debug, mizan::Type)]
#[serde(untagged)]
#[mizan(inline)]
enum Whole {
    Small(i64),
    Large(BigInt),
    Truth(bool),
}

#[derive(Debug, mizan::Type)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[mizan(inline)]
enum Shape {
    /// Round.
    #[mizan(name = "Circle")]
    Circle { radius: f64 },
    /// Not round.
    #[mizan(name = "Square")]
    Square { side: BigInt },
}

/// Some of many.
#[derive(Debug, mizan::Type)]
struct Slice<T> {
    items: Vec<T>,
    next: Option<i64>,
}

/// A struct of its own kind.
#[derive(Debug, mizan::Type)]
struct Node {
    value: Vec<u8>,
    #[mizan(default = [])]
    children: Vec<Node>,
}

/// What may be absent, null, or there.
#[derive(Debug, mizan::Type)]
struct Patch {
    #[mizan(omittable)]
    name: Option<String>,
    #[mizan(omittable)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a text are three different things"
    )]
    nickname: Option<Option<String>>,
    version: i64,
}

/// Each constraint that a type may have.
#[derive(Debug, mizan::Type)]
struct Bounded {
    #[mizan(minimum = 0, maximum = 100, multiple_of = 5)]
    percent: i64,
    #[mizan(exclusive_minimum = 0, exclusive_maximum = 1)]
    share: f64,
    #[mizan(minimum = 0, max_digits = 8, decimal_places = 2)]
    price: Decimal,
    #[mizan(min_length = 2, max_length = 8, pattern = "^[A-Z]+$")]
    code: String,
    #[mizan(min_length = 1, max_length = 3)]
    words: Vec<String>,
}

/// A field for each row of the type table.
#[derive(Debug, mizan::Type)]
struct Everything {
    boolean: bool,
    null: (),
    string: String,
    integer: i64,
    bigint: BigInt,
    number: f64,
    decimal: Decimal,
    uuid: Uuid,
    datetime: DateTime<Utc>,
    date: NaiveDate,
    time: NaiveTime,
    duration: TimeDelta,
    bytes: Vec<u8>,
    json: Json,
    r#enum: Colour,
    literal: Way,
    list: Vec<Decimal>,
    tuple: (i64, NaiveDate, String),
    map: BTreeMap<String, BigInt>,
    map_by_uuid: BTreeMap<Uuid, bool>,
    r#struct: Node,
    generic: Slice<Colour>,
    union: Whole,
    tagged: Shape,
    #[mizan(required)]
    optional: Option<BigInt>,
    #[mizan(default = "usual")]
    defaulted: String,
}

/// Every type, there and back.
#[mizan::client]
fn echo_everything(value: Everything) -> Everything {
    value.in_one_form()
}

/// The same, asynchronously.
#[mizan::client]
#[allow(clippy::unused_async, reason = "that it is async is what is shown")]
async fn echo_everything_async(value: Everything) -> Everything {
    value.in_one_form()
}

impl Everything {
    /// Where the twins have one type for whole numbers, what fits an integer is one, by whichever branch it came.
    fn in_one_form(mut self) -> Self {
        const MOST: i64 = (1 << 53) - 1;
        if let Whole::Large(number) = &self.union
            && let Ok(small) = i64::try_from(number)
            && (-MOST..=MOST).contains(&small)
        {
            self.union = Whole::Small(small);
        }
        self
    }
}

/// What is absent stays absent, and null stays null.
#[mizan::client]
fn echo_patch(value: Patch) -> Patch {
    value
}

/// Values that are within their bounds.
#[mizan::client]
fn echo_bounded(value: Bounded) -> Bounded {
    value
}

/// Arguments of which some may be absent; as text, a decimal and dates have one spelling.
#[mizan::client]
fn echo_values(
    integer: i64,
    decimal: Option<Decimal>,
    #[mizan(default = [])] days: Vec<NaiveDate>,
    #[mizan(default = None)] json: Json,
) -> Vec<Json> {
    let days: Vec<String> = days.iter().map(NaiveDate::to_string).collect();
    let decimal = decimal.map(|decimal| decimal.to_string());
    vec![json!(integer), json!(decimal), json!(days), json]
}

/// The type and the one spelling of each param of a context.
#[mizan::client(context = SPELLED)]
#[allow(clippy::too_many_arguments, reason = "one of each type")]
fn spelling(
    boolean: bool,
    string: String,
    integer: i64,
    bigint: BigInt,
    decimal: Decimal,
    uuid: Uuid,
    datetime: DateTime<Utc>,
    date: NaiveDate,
    r#enum: Colour,
    days: Vec<NaiveDate>,
    absent: Option<Decimal>,
    #[mizan(default = "1.5")] usual: Decimal,
) -> BTreeMap<String, String> {
    let colour = match r#enum {
        Colour::Red => "red",
        Colour::Green => "green",
    };
    let days: Vec<String> = days.iter().map(|day| format!("date {day}")).collect();
    let absent = absent.map_or_else(|| "null".to_owned(), |absent| format!("decimal {absent}"));
    [
        ("boolean", format!("boolean {boolean}")),
        ("string", format!("string {string}")),
        ("integer", format!("integer {integer}")),
        ("bigint", format!("integer {bigint}")),
        ("decimal", format!("decimal {decimal}")),
        ("uuid", format!("uuid {uuid}")),
        ("datetime", format!("datetime {}", spelled(datetime))),
        ("date", format!("date {date}")),
        ("enum", format!("enum {colour}")),
        ("days", days.join(", ")),
        ("absent", absent),
        ("usual", format!("decimal {usual}")),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .into()
}

/// As the wire spells it: a fraction of a second has no zeros at its end.
fn spelled(datetime: DateTime<Utc>) -> String {
    let text = datetime.format("%Y-%m-%dT%H:%M:%S%.f").to_string();
    let text = if text.contains('.') {
        text.trim_end_matches('0')
    } else {
        &text
    };
    format!("{text}Z")
}

/// The one param that both members have.
#[mizan::client(context = SPELLED)]
fn spelled_string(string: String) -> String {
    string
}
