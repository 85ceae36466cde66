//! Fields: required, optional, omittable, with a default, and what is not written.

use std::collections::HashMap;

use mizan::__private::Read;
use serde_json::{Value as Json, json};

use crate::{Colour, input, named, output, written};

fn many() -> Vec<Colour> {
    vec![Colour::DarkBlue]
}

#[derive(Debug, Default, PartialEq, mizan::Type)]
struct Inner {
    text: String,
}

#[derive(Debug, PartialEq, mizan::Type)]
struct Filled {
    #[serde(default)]
    count: u8,
    #[serde(default = "many")]
    colours: Vec<Colour>,
    #[serde(default)]
    inner: Inner,
    #[mizan(default = {})]
    map: HashMap<String, i64>,
    #[mizan(default = "red")]
    colour: Colour,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    left_out: Option<i64>,
    #[mizan(omittable, maximum = 5)]
    absent: Option<i64>,
    #[mizan(omittable)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a number are three different things"
    )]
    three: Option<Option<i64>>,
    #[serde(skip)]
    own: i64,
    #[serde(skip_serializing)]
    secret: String,
    #[serde(skip_deserializing)]
    made: String,
}

#[test]
fn required_optional_and_omittable_are_three_different_things() {
    let integer = json!({"type": "integer"});
    let optional = json!({"type": "optional", "item": integer});
    let absent =
        json!({"name": "absent", "type": {"type": "integer", "maximum": 5}, "omittable": true});
    let three = json!({"name": "three", "type": optional, "omittable": true});
    let (_, types) = input::<Filled>();
    let u8 = json!({"type": "integer", "minimum": 0, "maximum": 255});
    let colours = json!({"type": "list", "item": named("Colour")});
    let map = json!({"type": "map", "item": integer});
    assert_eq!(
        types["FilledInput"]["fields"],
        json!([
            {"name": "count", "type": u8, "default": 0},
            {"name": "colours", "type": colours, "default": ["dark-blue"]},
            {"name": "inner", "type": named("Inner"), "default": {"text": ""}},
            {"name": "map", "type": map, "default": {}},
            {"name": "colour", "type": named("Colour"), "default": "red"},
            {"name": "left_out", "type": optional, "default": null},
            absent,
            three,
            {"name": "secret", "type": {"type": "string"}},
        ])
    );
    let (_, types) = output::<Filled>();
    assert_eq!(
        types["Filled"]["fields"],
        json!([
            {"name": "count", "type": u8},
            {"name": "colours", "type": colours},
            {"name": "inner", "type": named("Inner")},
            {"name": "map", "type": map},
            {"name": "colour", "type": named("Colour")},
            {"name": "left_out", "type": integer, "omittable": true},
            absent,
            three,
            {"name": "made", "type": {"type": "string"}},
        ])
    );
    let sent = |three: Json| {
        let mut json = json!({
            "count": 1, "colours": [], "inner": {"text": ""}, "map": {}, "colour": "red", "left_out": null,
            "secret": "s",
        });
        if let (Json::Object(members), Json::Object(more)) = (&mut json, three) {
            members.extend(more);
        }
        Filled::read(json).map(|filled| (filled.absent, filled.three, filled.secret, filled.made))
    };
    let ends = |absent, three| Ok((absent, three, "s".to_owned(), String::new()));
    assert_eq!(sent(json!({})), ends(None, None));
    assert_eq!(sent(json!({"three": null})), ends(None, Some(None)));
    assert_eq!(
        sent(json!({"three": 3, "absent": 2})),
        ends(Some(2), Some(Some(3)))
    );
}

#[test]
fn what_is_absent_is_not_written() {
    let filled = |three| Filled {
        count: 1,
        colours: Vec::new(),
        inner: Inner::default(),
        map: HashMap::new(),
        colour: Colour::Red,
        left_out: None,
        absent: None,
        three,
        own: 1,
        secret: String::new(),
        made: "m".to_owned(),
    };
    let mut json = json!({
        "count": 1, "colours": [], "inner": {"text": ""}, "map": {}, "colour": "red", "made": "m",
    });
    assert_eq!(written(&filled(None)), json);
    json["three"] = Json::Null;
    assert_eq!(written(&filled(Some(None))), json);
    json["three"] = json!(7);
    assert_eq!(written(&filled(Some(Some(7)))), json);
}

#[derive(mizan::Type)]
#[serde(default)]
struct Settings {
    size: u16,
    #[mizan(default = "blue")]
    colour: String,
    #[serde(skip)]
    hidden: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            size: 12,
            colour: "red".to_owned(),
            hidden: 5,
        }
    }
}

#[test]
fn a_struct_says_what_its_fields_are_by_default() {
    let (_, types) = input::<Settings>();
    let default = |at: usize| types["SettingsInput"]["fields"][at]["default"].clone();
    assert_eq!((default(0), default(1)), (json!(12), json!("blue")));
    let read = Settings::read(json!({"size": 1, "colour": "x"})).map(|settings| settings.hidden);
    assert_eq!(read, Ok(5));
}
