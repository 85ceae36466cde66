//! Enums with data: tagged inside, beside, outside, or not at all.

use mizan::__private::Read;
use serde_json::{Value as Json, json};

use crate::{Order, input, named, names, output};

/// A pet.
#[derive(mizan::Type)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Pet {
    /// It purrs.
    Cat {
        #[mizan(maximum = 9)]
        lives: u8,
        friends: Vec<Pet>,
    },
    Dog(Order),
    Fish,
}

#[test]
fn a_tag_inside() {
    let (kind, types) = output::<Pet>();
    assert_eq!(kind, named("Pet"));
    assert_eq!(names(&types), ["Pet", "PetCat", "PetDog", "PetFish"]);
    assert_eq!(
        types["Pet"]["type"],
        json!({"type": "union", "tag": "kind", "of": [named("PetCat"), named("PetDog"), named("PetFish")]})
    );
    let tag = |value: &str| json!({"name": "kind", "type": {"type": "enum", "values": [value]}});
    assert_eq!(
        types["PetCat"],
        json!({"kind": "struct", "name": "PetCat", "doc": "It purrs.", "fields": [
            tag("cat"),
            {"name": "lives", "type": {"type": "integer", "minimum": 0, "maximum": 9}},
            {"name": "friends", "type": {"type": "list", "item": named("Pet")}},
        ]})
    );
    assert_eq!(
        types["PetDog"]["fields"],
        json!([tag("dog"), {"name": "id", "type": {"type": "integer"}}])
    );
    assert_eq!(types["PetFish"]["fields"], json!([tag("fish")]));
    assert_eq!(input::<Pet>(), (kind, types));
}

#[derive(mizan::Type)]
#[serde(tag = "is", content = "with")]
enum Event {
    Nothing,
    Moved(f64, f64),
    Named {
        name: String,
        #[mizan(default = 1)]
        times: u32,
    },
    Tagged(#[mizan(max_length = 3)] Vec<String>),
}

#[test]
fn a_tag_beside_and_two_forms() {
    let (_, types) = output::<Event>();
    assert_eq!(
        names(&types),
        [
            "Event",
            "EventMoved",
            "EventNamed",
            "EventNamedContent",
            "EventNothing",
            "EventTagged"
        ]
    );
    let tag = |value: &str| json!({"name": "is", "type": {"type": "enum", "values": [value]}});
    let number = json!({"type": "number"});
    assert_eq!(types["EventNothing"]["fields"], json!([tag("Nothing")]));
    assert_eq!(
        types["EventMoved"]["fields"],
        json!([tag("Moved"), {"name": "with", "type": {"type": "tuple", "items": [number, number]}}])
    );
    assert_eq!(
        types["EventTagged"]["fields"][1]["type"],
        json!({"type": "list", "item": {"type": "string"}, "max_length": 3})
    );
    let (kind, types) = input::<Event>();
    assert_eq!(kind, named("EventInput"));
    assert_eq!(
        names(&types),
        [
            "EventInput",
            "EventMoved",
            "EventNamedContentInput",
            "EventNamedInput",
            "EventNothing",
            "EventTagged"
        ]
    );
    assert_eq!(types["EventNamedContentInput"]["fields"][1]["default"], 1);
}

#[derive(mizan::Type)]
enum Shape {
    Point,
    Circle(f64),
    #[mizan(name = "Rectangle")]
    Box {
        width: f64,
        height: f64,
    },
    Nothing,
}

#[test]
fn a_name_outside() {
    let (_, types) = output::<Shape>();
    assert_eq!(
        names(&types),
        ["Rectangle", "RectangleContent", "Shape", "ShapeCircle"]
    );
    assert_eq!(
        types["Shape"]["type"],
        json!({"type": "union", "of": [
            {"type": "enum", "values": ["Point", "Nothing"]}, named("ShapeCircle"), named("Rectangle"),
        ]})
    );
    assert_eq!(
        types["Rectangle"]["fields"],
        json!([{"name": "Box", "type": named("RectangleContent")}])
    );
}

#[derive(Debug, PartialEq, mizan::Type)]
#[serde(untagged)]
enum Loose {
    Short(#[mizan(max_length = 3)] String),
    Small(u8),
    Large(i64),
    Text(String),
    Many(Vec<Loose>),
    Pair { left: Box<Loose>, right: Box<Loose> },
}

#[test]
fn a_branch_without_a_tag_is_chosen_by_the_core() {
    let (_, types) = output::<Loose>();
    assert_eq!(names(&types), ["Loose", "LoosePair"]);
    assert_eq!(
        types["Loose"]["type"]["of"][1],
        json!({"type": "integer", "minimum": 0, "maximum": 255})
    );
    let read = |json: Json| Loose::read(json).map_err(|misfit| format!("{misfit:?}"));
    assert_eq!(read(json!("abc")), Ok(Loose::Short("abc".to_owned())));
    assert_eq!(read(json!("abcd")), Ok(Loose::Text("abcd".to_owned())));
    assert_eq!(read(json!(255)), Ok(Loose::Small(255)));
    assert_eq!(read(json!(256)), Ok(Loose::Large(256)));
    assert_eq!(
        read(json!([1, [-1]])),
        Ok(Loose::Many(vec![
            Loose::Small(1),
            Loose::Many(vec![Loose::Large(-1)]),
        ]))
    );
    assert_eq!(
        read(json!({"left": 1, "right": "x"})),
        Ok(Loose::Pair {
            left: Box::new(Loose::Small(1)),
            right: Box::new(Loose::Short("x".to_owned())),
        })
    );
    assert!(read(json!({"left": 1})).is_err());
}

#[derive(mizan::Type)]
enum Alone {
    Only { id: i64 },
}

#[derive(Debug, PartialEq, mizan::Type)]
#[serde(untagged)]
enum One {
    Only(i64),
}

#[test]
fn an_enum_of_one_variant_is_that_branch() {
    let (_, types) = output::<Alone>();
    assert_eq!(types["Alone"]["type"], named("AloneOnly"));
    let (_, types) = output::<One>();
    assert_eq!(types["One"]["type"], json!({"type": "integer"}));
    assert_eq!(One::read(json!(1)), Ok(One::Only(1)));
}

#[derive(mizan::Type)]
enum Answer<T> {
    Some(T),
    None,
}

#[test]
fn a_generic_enum() {
    let (kind, types) = output::<Answer<Order>>();
    assert_eq!(kind, named("AnswerOrder"));
    assert_eq!(names(&types), ["AnswerOrder", "AnswerOrderSome", "Order"]);
}
