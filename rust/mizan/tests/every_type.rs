//! Every type of the wire in one struct: what is written is legal by its IR, and read back it is the same.

use std::{
    collections::{BTreeMap, HashMap},
    panic::Location,
};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
};
use mizan::{Code, Problem};
use mizan_core::{
    graph::Graph,
    registry::{self, ENTRIES, Invocation},
    types::Value,
};
use num_bigint::BigInt;
use proptest::{collection, option, prelude::*};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, mizan::Type)]
struct Every {
    numbers: Numbers,
    texts: Texts,
    moments: Moments,
    wrapped: Wrapped,
    choices: Vec<Choices>,
}

#[derive(Clone, Debug, PartialEq, mizan::Type)]
struct Numbers {
    i8: i8,
    i16: i16,
    i32: i32,
    #[mizan(minimum = -9_007_199_254_740_991, multiple_of = 1)]
    i64: i64,
    u8: u8,
    u16: u16,
    u32: u32,
    u64: u64,
    i128: i128,
    u128: u128,
    f64: f64,
    bigint: BigInt,
    #[mizan(max_digits = 29, decimal_places = 28)]
    decimal: Decimal,
}

#[derive(Clone, Debug, PartialEq, mizan::Type)]
struct Texts {
    null: (),
    bool: bool,
    #[mizan(max_length = 40)]
    string: String,
    uuid: Uuid,
    bytes: Vec<u8>,
    four: [u8; 4],
    json: Json,
}

#[derive(Clone, Debug, PartialEq, mizan::Type)]
struct Moments {
    #[mizan(minimum = "0001-01-01T00:00:00Z")]
    timestamp: Timestamp,
    date: Date,
    time: Time,
    duration: SignedDuration,
    utc: DateTime<Utc>,
    naive_date: NaiveDate,
    naive_time: NaiveTime,
    delta: TimeDelta,
}

#[derive(Clone, Debug, PartialEq, mizan::Type)]
struct Wrapped {
    boxed: Box<i64>,
    option: Option<String>,
    #[mizan(omittable)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a truth are three different things"
    )]
    omittable: Option<Option<bool>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<u8>,
    list: Vec<Option<i32>>,
    array: [bool; 3],
    tuple: (u8, String, Option<f64>),
    #[mizan(max_length = 8)]
    map: BTreeMap<String, u8>,
    by_number: HashMap<i32, bool>,
    by_uuid: HashMap<Uuid, Vec<u8>>,
    by_colour: BTreeMap<Colour, Vec<Colour>>,
    newtype: Newtype,
    page: Page<Newtype>,
}

#[derive(Clone, Debug, PartialEq, mizan::Type)]
struct Newtype(#[mizan(minimum = 0)] i64);

#[derive(Clone, Debug, PartialEq, mizan::Type)]
struct Page<T> {
    items: Vec<T>,
    next: Option<Box<Page<T>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Red,
    Green,
}

#[derive(Clone, Debug, PartialEq, mizan::Type)]
enum Choices {
    Nothing,
    Inside(Inside),
    Beside(Beside),
    Nowhere(Nowhere),
    Both(u8, Box<Choices>),
    Fields { colour: Colour },
}

#[derive(Clone, Debug, PartialEq, mizan::Type)]
#[serde(tag = "kind")]
enum Inside {
    Nothing,
    Newtype(Page<bool>),
    Fields { id: i64 },
}

#[derive(Clone, Debug, PartialEq, mizan::Type)]
#[serde(tag = "t", content = "c")]
enum Beside {
    Nothing,
    Newtype(Uuid),
    Tuple(i64, bool),
    Fields { id: i64 },
}

#[derive(Clone, Debug, PartialEq, mizan::Type)]
#[serde(untagged)]
enum Nowhere {
    Number(i64),
    Float(f64),
    Uuid(Uuid),
    List(Vec<Nowhere>),
    Fields { id: i64 },
}

/// Gives back what it is given.
#[mizan::client]
fn echo(every: Every) -> Every {
    every
}

fn micros() -> impl Strategy<Value = i64> {
    // Whole microseconds from the year 1 to the last that jiff has.
    -62_135_596_800_000_000_i64..=253_402_207_200_999_999
}

/// Lengths of time in microseconds, to the wire's bounds.
fn lengths() -> impl Strategy<Value = i64> {
    prop_oneof![-3_000_000..3_000_000_i64, any::<i64>()]
}

fn uuids() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn colours() -> impl Strategy<Value = Colour> {
    prop_oneof![Just(Colour::Red), Just(Colour::Green)]
}

fn jsons() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Json::from),
        (-1e6..1e6_f64).prop_map(|value| json!(value)),
        ".{0,8}".prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            collection::btree_map("[a-z\u{e9}]{0,3}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
    // What is whole is written without a fraction and read as an integer.
    .prop_map(|json| serde_json::from_str(&whole(&json).to_string()).unwrap_or_default())
}

fn whole(json: &Json) -> Json {
    match json {
        Json::Number(number) if number.is_f64() => {
            Value::Number(number.as_f64().unwrap_or_default()).to_json()
        }
        Json::Array(items) => items.iter().map(whole).collect(),
        Json::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), whole(value)))
            .collect(),
        other => other.clone(),
    }
}

prop_compose! {
    fn numbers()(
        narrow in any::<(i8, i16, i32, u8, u16, u32, i128, u128)>(),
        i64 in -9_007_199_254_740_991_i64..=9_007_199_254_740_991,
        u64 in 0..=9_007_199_254_740_991_u64,
        f64 in any::<f64>().prop_filter("finite", |value| value.is_finite()),
        digits in "-?[1-9][0-9]{0,60}",
        decimal in (any::<i64>(), 0..=28_u32),
    ) -> Numbers {
        let (i8, i16, i32, u8, u16, u32, i128, u128) = narrow;
        Numbers {
            i8, i16, i32, i64, u8, u16, u32, u64, i128, u128,
            // A minus is lost with a zero, which is one value.
            f64: f64 + 0.0,
            bigint: digits.parse().unwrap_or_default(),
            decimal: Decimal::new(decimal.0, decimal.1),
        }
    }
}

prop_compose! {
    fn texts()(
        bool in any::<bool>(),
        string in ".{0,40}",
        uuid in uuids(),
        bytes in any::<Vec<u8>>(),
        four in any::<[u8; 4]>(),
        json in jsons(),
    ) -> Texts {
        Texts { null: (), bool, string, uuid, bytes, four, json }
    }
}

prop_compose! {
    fn moments()(at in micros(), other in micros(), length in lengths(), delta in lengths()) -> Moments {
        let timestamp = Timestamp::from_microsecond(at).unwrap_or_default();
        let civil = jiff::tz::Offset::UTC.to_datetime(timestamp);
        let utc = DateTime::from_timestamp_micros(other).unwrap_or_default();
        Moments {
            timestamp,
            date: civil.date(),
            time: civil.time(),
            duration: SignedDuration::from_micros(length),
            utc,
            naive_date: utc.date_naive(),
            naive_time: utc.time(),
            delta: TimeDelta::microseconds(delta),
        }
    }
}

prop_compose! {
    fn wrapped()(
        boxed in -9_i64..9,
        option in option::of(".{0,9}"),
        omittable in option::of(option::of(any::<bool>())),
        left_out in option::of(any::<u8>()),
        list in collection::vec(option::of(any::<i32>()), 0..5),
        array in any::<[bool; 3]>(),
        tuple in (any::<u8>(), ".{0,3}", option::of(-1.0..1.0_f64)),
        map in collection::btree_map("[a-z\u{10000}\u{ffff}]{0,3}", any::<u8>(), 0..8),
        by_number in collection::hash_map(any::<i32>(), any::<bool>(), 0..4),
        by_uuid in collection::hash_map(uuids(), any::<Vec<u8>>(), 0..4),
        by_colour in collection::btree_map(colours(), collection::vec(colours(), 0..3), 0..3),
        pages in collection::vec(collection::vec(0..9_i64, 0..3), 0..4),
    ) -> Wrapped {
        let page = pages.into_iter().fold(None, |next, items| {
            let items = items.into_iter().map(Newtype).collect();
            Some(Box::new(Page { items, next }))
        });
        Wrapped {
            boxed: Box::new(boxed),
            option, omittable, left_out, list, array, tuple, map, by_number, by_uuid, by_colour,
            newtype: Newtype(boxed.abs()),
            page: Page { items: Vec::new(), next: page },
        }
    }
}

fn choices() -> impl Strategy<Value = Choices> {
    let inside = prop_oneof![
        Just(Inside::Nothing),
        collection::vec(any::<bool>(), 0..3)
            .prop_map(|items| Inside::Newtype(Page { items, next: None })),
        (-9..9_i64).prop_map(|id| Inside::Fields { id }),
    ];
    let beside = prop_oneof![
        Just(Beside::Nothing),
        uuids().prop_map(Beside::Newtype),
        (-9..9_i64, any::<bool>()).prop_map(|(one, other)| Beside::Tuple(one, other)),
        (-9..9_i64).prop_map(|id| Beside::Fields { id }),
    ];
    let nowhere = prop_oneof![
        (-9..9_i64).prop_map(Nowhere::Number),
        // A whole float is an integer for whoever reads it.
        (0.1..0.9_f64).prop_map(Nowhere::Float),
        uuids().prop_map(Nowhere::Uuid),
        (-9..9_i64).prop_map(|id| Nowhere::Fields { id }),
    ];
    let nowhere = nowhere.prop_recursive(3, 9, 3, |inner| {
        collection::vec(inner, 0..3).prop_map(Nowhere::List)
    });
    let leaf = prop_oneof![
        Just(Choices::Nothing),
        inside.prop_map(Choices::Inside),
        beside.prop_map(Choices::Beside),
        nowhere.prop_map(Choices::Nowhere),
        colours().prop_map(|colour| Choices::Fields { colour }),
    ];
    leaf.prop_recursive(3, 6, 1, |inner| {
        (any::<u8>(), inner).prop_map(|(one, other)| Choices::Both(one, Box::new(other)))
    })
}

prop_compose! {
    fn everything()(
        numbers in numbers(),
        texts in texts(),
        moments in moments(),
        wrapped in wrapped(),
        choices in collection::vec(choices(), 0..4),
    ) -> Every {
        Every { numbers, texts, moments, wrapped, choices }
    }
}

fn graph() -> Result<Graph, String> {
    let ir = registry::export(ENTRIES).map_err(|error| error.to_string())?;
    Graph::from_ir(ir).map_err(|error| error.to_string())
}

/// The arguments that a host hands over for a body, and what the function answers.
fn call(graph: &Graph, body: &Json) -> Result<(String, Vec<u8>), Problem> {
    let body = json!({"args": {"every": body}}).to_string();
    let args = graph.decode_args("echo", body.as_bytes())?;
    let args = Value::Struct(args.into_iter().collect());
    let args = graph
        .encode_args("echo", &&args)
        .map_err(|error| Problem::new(Code::Internal).log(format!("{error:?}")))?;
    let entry = registry::find("echo").ok_or_else(|| Problem::new(Code::NotFound))?;
    let answer = pollster::block_on((entry.call)(Invocation {
        args: serde_json::from_str(&args).unwrap_or_default(),
        ..Invocation::default()
    }))?
    .into_json()?;
    Ok((args, answer))
}

proptest! {
    #[test]
    fn what_is_written_is_legal_and_read_back_it_is_the_same(every in everything()) {
        use mizan::__private::{Read, Write, Writer};
        let graph = graph().map_err(TestCaseError::fail)?;
        let mut writer = Writer::default();
        prop_assert_eq!(every.write(&mut writer), Ok(()));
        let written = writer.end();
        let json: Json = serde_json::from_slice(&written).unwrap_or_default();
        let (args, answer) = call(&graph, &json).map_err(|problem| TestCaseError::fail(format!("{problem:?}")))?;
        prop_assert_eq!(&answer, &written, "{}", Location::caller());
        let args: Json = serde_json::from_str(&args).unwrap_or_default();
        prop_assert_eq!(Every::read(args["every"].clone()), Ok(every));
    }
}
