//! What the derive follows of serde's attributes, held against serde: the same bytes out, the same values in.

use std::{collections::BTreeMap, fmt::Debug};

use mizan::__private::{Read, Write, Writer};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};

/// Written as serde writes it, and read back by both.
fn same<T: Read + Write + Serialize + DeserializeOwned + PartialEq + Debug>(
    value: &T,
    json: &Json,
) {
    let mut writer = Writer::default();
    assert_eq!(value.write(&mut writer), Ok(()));
    let written: Json = serde_json::from_slice(&writer.end()).unwrap_or_default();
    assert_eq!(&written, json);
    assert_eq!(serde_json::to_value(value).ok().as_ref(), Some(json));
    assert_eq!(T::read(json.clone()).as_ref(), Ok(value));
    assert_eq!(
        serde_json::from_value(json.clone()).ok().as_ref(),
        Some(value)
    );
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, mizan::Type)]
struct Flat {
    floor: u8,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
struct Sku(String);

#[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
#[serde(transparent)]
struct Code {
    text: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
struct Place(f64, f64);

#[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Camel {
    first_name: String,
    #[serde(rename = "surname")]
    last_name: String,
    r#type: Sku,
    code: Code,
    at: Place,
    #[serde(skip)]
    remembered: Option<u8>,
    #[serde(default = "seven")]
    most_of_all: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    nick: Option<String>,
}

fn seven() -> u8 {
    7
}

#[test]
fn structs_have_the_names_that_serde_gives_them() {
    let mut camel = Camel {
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        r#type: Sku("a".to_owned()),
        code: Code {
            text: "b".to_owned(),
        },
        at: Place(0.5, -1.5),
        remembered: None,
        most_of_all: 3,
        nick: Some("A".to_owned()),
    };
    let mut json = json!({
        "firstName": "Ada", "surname": "Lovelace", "type": "a", "code": "b", "at": [0.5, -1.5],
        "mostOfAll": 3, "nick": "A",
    });
    same(&camel, &json);
    camel.nick = None;
    let mut writer = Writer::default();
    assert_eq!(camel.write(&mut writer), Ok(()));
    assert_eq!(writer.end(), serde_json::to_vec(&camel).unwrap_or_default());
    // The core fills in what is absent: a default, and null for an `Option`.
    json["nick"] = Json::Null;
    assert_eq!(Camel::read(json), Ok(camel));
}

#[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
#[serde(rename_all(serialize = "SCREAMING-KEBAB-CASE", deserialize = "PascalCase"))]
struct TwoNames {
    one_thing: u8,
    #[serde(rename(serialize = "out"))]
    other_thing: u8,
}

#[test]
fn a_field_may_have_one_name_each_way() {
    let value = TwoNames {
        one_thing: 1,
        other_thing: 2,
    };
    let mut writer = Writer::default();
    assert_eq!(value.write(&mut writer), Ok(()));
    assert_eq!(writer.end(), serde_json::to_vec(&value).unwrap_or_default());
    let sent = json!({"OneThing": 1, "OtherThing": 2});
    assert_eq!(
        serde_json::from_value(sent.clone()).ok().as_ref(),
        Some(&value)
    );
    assert_eq!(TwoNames::read(sent), Ok(value));
}

macro_rules! cases {
    ($($test:ident $case:literal;)*) => {$(
        #[test]
        fn $test() {
            #[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
            #[serde(rename_all = $case)]
            struct Fields {
                one: u8,
                two_words: u8,
                _three: u8,
                r#in: u8,
                x_1: u8,
            }
            #[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
            #[serde(rename_all = $case)]
            enum Variants {
                One,
                TwoWords,
                HTTPServer,
                X1,
            }
            let value = Fields { one: 1, two_words: 2, _three: 3, r#in: 4, x_1: 5 };
            let json = serde_json::to_value(&value).unwrap_or_default();
            same(&value, &json);
            for variant in [Variants::One, Variants::TwoWords, Variants::HTTPServer, Variants::X1] {
                let json = serde_json::to_value(&variant).unwrap_or_default();
                same(&variant, &json);
            }
        }
    )*};
}

cases! {
    lower "lowercase";
    upper "UPPERCASE";
    pascal "PascalCase";
    camel "camelCase";
    snake "snake_case";
    screaming_snake "SCREAMING_SNAKE_CASE";
    kebab "kebab-case";
    screaming_kebab "SCREAMING-KEBAB-CASE";
}

#[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
enum Outside {
    Nobody,
    House(Flat),
    Both(u8, String),
    #[serde(rename_all = "kebab-case")]
    Named {
        first_of: u8,
        #[serde(skip)]
        kept: u8,
    },
    Empty {},
    #[serde(rename = "boxed one")]
    Boxed(Box<Outside>),
    Somebody,
}

#[test]
fn a_variant_is_named_outside() {
    same(&Outside::Nobody, &json!("Nobody"));
    same(&Outside::Somebody, &json!("Somebody"));
    same(
        &Outside::House(Flat { floor: 2 }),
        &json!({"House": {"floor": 2}}),
    );
    same(
        &Outside::Both(1, "x".to_owned()),
        &json!({"Both": [1, "x"]}),
    );
    same(
        &Outside::Named {
            first_of: 1,
            kept: 0,
        },
        &json!({"Named": {"first-of": 1}}),
    );
    same(&Outside::Empty {}, &json!({"Empty": {}}));
    same(
        &Outside::Boxed(Box::new(Outside::Nobody)),
        &json!({"boxed one": "Nobody"}),
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
enum Inside {
    NoBody,
    House(Flat),
    Named {
        first_of: u8,
        r#in: Vec<Inside>,
    },
    #[serde(skip)]
    #[allow(dead_code)]
    Internal(std::path::PathBuf),
}

#[test]
fn a_variant_is_named_inside() {
    same(&Inside::NoBody, &json!({"kind": "no_body"}));
    same(
        &Inside::House(Flat { floor: 2 }),
        &json!({"kind": "house", "floor": 2}),
    );
    same(
        &Inside::Named {
            first_of: 1,
            r#in: vec![Inside::NoBody],
        },
        &json!({"kind": "named", "firstOf": 1, "in": [{"kind": "no_body"}]}),
    );
    let skipped = Inside::Internal(std::path::PathBuf::new());
    assert!(skipped.write(&mut Writer::default()).is_err());
    assert!(serde_json::to_value(&skipped).is_err());
}

#[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
#[serde(tag = "t", content = "c")]
enum Beside {
    Nobody,
    House(Flat),
    Number(i64),
    Both(u8, String),
    Named {
        first: u8,
    },
    Many(BTreeMap<String, Beside>),
    Words {
        into: u8,
        json: u8,
        fields: u8,
        r#form: u8,
    },
}

#[test]
fn a_variant_is_named_beside() {
    same(&Beside::Nobody, &json!({"t": "Nobody"}));
    same(
        &Beside::House(Flat { floor: 2 }),
        &json!({"t": "House", "c": {"floor": 2}}),
    );
    same(&Beside::Number(5), &json!({"t": "Number", "c": 5}));
    same(
        &Beside::Both(1, "x".to_owned()),
        &json!({"t": "Both", "c": [1, "x"]}),
    );
    same(
        &Beside::Named { first: 1 },
        &json!({"t": "Named", "c": {"first": 1}}),
    );
    same(
        &Beside::Words {
            into: 1,
            json: 2,
            fields: 3,
            r#form: 4,
        },
        &json!({"t": "Words", "c": {"into": 1, "json": 2, "fields": 3, "form": 4}}),
    );
    let many = BTreeMap::from([("a".to_owned(), Beside::Nobody)]);
    same(
        &Beside::Many(many),
        &json!({"t": "Many", "c": {"a": {"t": "Nobody"}}}),
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
enum Nowhere {
    Number(i64),
    Text(String),
    House(Flat),
    Both(u8, String),
    Named { first: u8 },
    Many(Vec<Nowhere>),
}

#[test]
fn a_variant_is_named_nowhere() {
    same(&Nowhere::Number(5), &json!(5));
    same(&Nowhere::Text("x".to_owned()), &json!("x"));
    same(&Nowhere::House(Flat { floor: 2 }), &json!({"floor": 2}));
    same(&Nowhere::Both(1, "x".to_owned()), &json!([1, "x"]));
    same(&Nowhere::Named { first: 1 }, &json!({"first": 1}));
    same(
        &Nowhere::Many(vec![Nowhere::Number(1), Nowhere::Many(Vec::new())]),
        &json!([1, []]),
    );
}
