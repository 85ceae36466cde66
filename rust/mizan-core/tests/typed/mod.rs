//! Types of every kind, values that are likely to be theirs, and any values, for whoever tries them all.

use mizan_core::ir::{Big, EnumValue, Fixed, Float, Length, Span, Text, Type, TypeDef, Whole};
use proptest::{prelude::*, sample::select};
use serde_json::{Number, Value as Json, json};

/// The named types.
pub fn definitions() -> Vec<TypeDef> {
    let definitions = json!([
        {"kind": "struct", "name": "Point", "fields": [{"name": "y", "type": {"type": "integer"}}, {"name": "x", "type": {"type": "number"}}]},
        {"kind": "struct", "name": "Node", "fields": [
            {"name": "point", "type": {"type": "ref", "name": "Point"}},
            {"name": "note", "type": {"type": "optional", "item": {"type": "string"}}, "default": null},
            {"name": "gone", "type": {"type": "boolean"}, "omittable": true},
            {"name": "more", "type": {"type": "list", "item": {"type": "ref", "name": "Node"}}, "default": []}]},
        {"kind": "struct", "name": "Cat", "fields": [{"name": "is", "type": {"type": "enum", "values": ["cat", "tom"]}}, {"name": "lives", "type": {"type": "integer"}}]},
        {"kind": "struct", "name": "Dog", "fields": [{"name": "any", "type": {"type": "json"}}, {"name": "is", "type": {"type": "enum", "values": ["dog"]}}]},
        {"kind": "alias", "name": "Pet", "type": {"type": "union", "tag": "is", "of": [{"type": "ref", "name": "Cat"}, {"type": "ref", "name": "Dog"}]}},
        {"kind": "alias", "name": "Hue", "type": {"type": "enum", "values": ["red", "green", ""]}},
        {"kind": "alias", "name": "Nest", "type": {"type": "list", "item": {"type": "ref", "name": "Nest"}}},
    ]);
    serde_json::from_value(definitions).unwrap_or_default()
}

fn named(name: &str) -> Type {
    Type::Ref {
        name: name.to_owned(),
    }
}

fn length() -> impl Strategy<Value = Length> {
    let bound = || prop::option::weighted(0.2, 0..4_u32);
    (bound(), bound()).prop_map(|(min_length, max_length)| Length {
        min_length,
        max_length,
    })
}

fn key() -> impl Strategy<Value = Option<Type>> {
    select(vec![
        None,
        Some(Type::Uuid),
        Some(Type::integer()),
        Some(named("Hue")),
        Some(Type::String(Text {
            pattern: Some("^[a-z]".to_owned()),
            ..Text::default()
        })),
    ])
}

/// Any type.
pub fn kind() -> impl Strategy<Value = Type> {
    let text = |text: &str| Some(text.to_owned());
    let span = |from: &str, to: &str| Span {
        minimum: text(from),
        maximum: text(to),
    };
    let leaf = select(vec![
        Type::Null,
        Type::Boolean,
        Type::string(),
        Type::String(Text {
            min_length: Some(1),
            max_length: Some(5),
            pattern: text(r"[a-z]\s?$"),
        }),
        Type::integer(),
        Type::Integer(Whole {
            minimum: Some(-9),
            maximum: Some(90),
            multiple_of: Some(3),
        }),
        Type::Bigint(Big::default()),
        Type::Bigint(Big {
            minimum: text("-5"),
            maximum: text("99999999999999999999"),
        }),
        Type::number(),
        Type::Number(Float {
            minimum: Number::from_f64(-0.5),
            exclusive_maximum: Some(Number::from(100)),
            ..Float::default()
        }),
        Type::Decimal(Fixed::default()),
        Type::Decimal(Fixed {
            exclusive_minimum: text("-7.5"),
            max_digits: Some(4),
            decimal_places: Some(2),
            ..Fixed::default()
        }),
        Type::Uuid,
        Type::datetime(),
        Type::Datetime(span("2000-01-01T00:00:00Z", "2050-01-01T00:00:00Z")),
        Type::Date(Span::default()),
        Type::Date(span("2000-01-01", "2050-01-01")),
        Type::Time,
        Type::Duration,
        Type::Bytes(Length::default()),
        Type::Json,
        Type::Enum {
            values: vec![EnumValue::Integer(5), EnumValue::Integer(-1)],
        },
        named("Point"),
        named("Node"),
        named("Pet"),
        named("Hue"),
        named("Nest"),
    ]);
    leaf.prop_recursive(3, 12, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            (boxed(), length()).prop_map(|(item, length)| Type::List { item, length }),
            (key(), boxed(), length()).prop_map(|(key, item, length)| Type::Map {
                key: key.map(Box::new),
                item,
                length,
            }),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| Type::Tuple { items }),
            boxed().prop_map(|item| Type::Optional { item }),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| Type::Union { of, tag: None }),
        ]
    })
}

/// Values that some type takes, and some that none does.
fn scalar() -> impl Strategy<Value = Json> {
    let texts = [
        "",
        "a",
        "red",
        "cat",
        "héé ",
        "z\n",
        "5",
        "-5",
        "05",
        "1.50",
        "-7.5",
        "1e3",
        "0.001",
        "123456789012345678901234567890",
        "0E37DF36-f698-11e6-8dd4-cb9ced3df976",
        "2026-01-02T03:04:05.60+02:00",
        "1999-12-31T23:59:59Z",
        "2024-02-29",
        "2023-02-29",
        "23:59:59.10",
        "24:00:00",
        "P1DT36H",
        "-PT0.50S",
        "P2W",
        "P1Y",
        "AA",
        "AB",
        "_-8",
        "__proto__",
    ];
    prop_oneof![
        4 => select(texts.to_vec()).prop_map(Json::from),
        1 => any::<String>().prop_map(Json::from),
        2 => (-10..100_i64).prop_map(Json::from),
        1 => any::<i64>().prop_map(Json::from),
        1 => any::<f64>().prop_map(Json::from),
        1 => any::<bool>().prop_map(Json::from),
        1 => Just(Json::Null),
    ]
}

/// Any value.
pub fn anything() -> impl Strategy<Value = Json> {
    let keys = [
        "y",
        "x",
        "point",
        "note",
        "gone",
        "more",
        "is",
        "any",
        "lives",
        "a",
        "red",
        "",
        "5",
        "__proto__",
        "0e37df36-f698-11e6-8dd4-cb9ced3df976",
    ];
    scalar().prop_recursive(4, 20, 4, move |inner| {
        let member = (select(keys.to_vec()), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Json::from),
            prop::collection::vec(member, 0..4).prop_map(|members| {
                members
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            }),
        ]
    })
}

/// A value that has a chance to be of the type.
pub fn likely(kind: &Type, depth: usize) -> BoxedStrategy<Json> {
    let object = |members: Vec<(&'static str, BoxedStrategy<Json>)>| {
        let members: Vec<_> = members
            .into_iter()
            .map(|(name, value)| value.prop_map(move |value| (name.to_owned(), value)))
            .collect();
        members
            .prop_map(|members| Json::Object(members.into_iter().collect()))
            .boxed()
    };
    let point = || {
        object(vec![
            ("x", scalar().boxed()),
            ("y", (-5..5).prop_map(Json::from).boxed()),
        ])
    };
    match kind {
        Type::Boolean => any::<bool>().prop_map(Json::from).boxed(),
        Type::Integer(_) => (-5..40).prop_map(|value| Json::from(3 * value)).boxed(),
        Type::Number(_) => any::<i32>()
            .prop_map(|value| Json::from(f64::from(value) / 1e8))
            .boxed(),
        Type::Bigint(_) => any::<i128>()
            .prop_map(|value| Json::from((value >> (value & 127)).to_string()))
            .boxed(),
        Type::Decimal(_) => any::<(i16, u8)>()
            .prop_map(|(value, places)| Json::from(format!("{value}e-{}", places % 5)))
            .boxed(),
        Type::Duration => any::<(i32, u32)>()
            .prop_map(|(days, seconds)| {
                let sign = if days < 0 { "-" } else { "" };
                Json::from(format!(
                    "{sign}P{}DT{seconds}.{:06}S",
                    days.unsigned_abs() % 999_000_000,
                    seconds % 1_000_000
                ))
            })
            .boxed(),
        Type::Optional { item } => prop_oneof![Just(Json::Null), likely(item, depth)].boxed(),
        Type::List { item, .. } => prop::collection::vec(likely(item, depth), 0..4)
            .prop_map(Json::from)
            .boxed(),
        Type::Tuple { items } => {
            let items: Vec<_> = items.iter().map(|item| likely(item, depth)).collect();
            items.prop_map(Json::from).boxed()
        }
        Type::Map { item, .. } => {
            let key = select(vec![
                "a",
                "b",
                "red",
                "green",
                "5",
                "-7",
                "0e37df36-f698-11e6-8dd4-cb9ced3df976",
            ]);
            prop::collection::vec((key, likely(item, depth)), 0..4)
                .prop_map(|members| {
                    members
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect::<serde_json::Map<_, _>>()
                        .into()
                })
                .boxed()
        }
        Type::Union { of, .. } => {
            proptest::strategy::Union::new(of.iter().map(|branch| likely(branch, depth))).boxed()
        }
        Type::Ref { name } => match name.as_str() {
            "Point" => point(),
            "Node" if depth < 2 => {
                let more =
                    prop::collection::vec(likely(kind, depth + 1), 0..3).prop_map(Json::from);
                object(vec![
                    ("point", point()),
                    ("more", more.boxed()),
                    ("gone", any::<bool>().prop_map(Json::from).boxed()),
                ])
            }
            "Node" => object(vec![("point", point())]),
            "Pet" => prop_oneof![
                object(vec![
                    ("is", Just(Json::from("tom")).boxed()),
                    ("lives", (0..9).prop_map(Json::from).boxed())
                ]),
                object(vec![
                    ("is", Just(Json::from("dog")).boxed()),
                    ("any", anything().boxed())
                ]),
            ]
            .boxed(),
            "Nest" => select(vec![json!([]), json!([[], [[]]])]).boxed(),
            _ => scalar().boxed(),
        },
        Type::Json => anything().boxed(),
        _ => scalar().boxed(),
    }
}
