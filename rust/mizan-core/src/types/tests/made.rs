//! What a host gets to see while values are made of its own.

use std::convert::Infallible;

use serde_json::json;

use super::composed::types;
use crate::{
    ir::Type,
    json,
    types::{Date, Datetime, Duration, Enum, Faults, Field, Make, Structure, Time, Uuid, make},
};

/// Tells what it was asked to make.
#[derive(Default)]
struct Teller;

impl Make for Teller {
    type Made = String;
    type Error = Infallible;
    type Fields = Vec<String>;
    type Entries = Vec<String>;

    fn null(&mut self) -> Result<String, Infallible> {
        Ok("null".to_owned())
    }
    fn boolean(&mut self, value: bool) -> Result<String, Infallible> {
        Ok(value.to_string())
    }
    fn integer(&mut self, value: i64) -> Result<String, Infallible> {
        Ok(format!("{value}i"))
    }
    fn bigint(&mut self, text: &str) -> Result<String, Infallible> {
        Ok(format!("{text}n"))
    }
    fn number(&mut self, value: f64) -> Result<String, Infallible> {
        Ok(format!("{value}f"))
    }
    fn string(&mut self, text: &str) -> Result<String, Infallible> {
        Ok(text.to_owned())
    }
    fn decimal(&mut self, text: &str) -> Result<String, Infallible> {
        Ok(format!("{text}d"))
    }
    fn uuid(&mut self, value: Uuid) -> Result<String, Infallible> {
        Ok(value.to_string())
    }
    fn datetime(&mut self, value: Datetime) -> Result<String, Infallible> {
        Ok(value.to_string())
    }
    fn date(&mut self, value: Date) -> Result<String, Infallible> {
        Ok(value.to_string())
    }
    fn time(&mut self, value: Time) -> Result<String, Infallible> {
        Ok(value.to_string())
    }
    fn duration(&mut self, value: Duration) -> Result<String, Infallible> {
        Ok(value.to_string())
    }
    fn bytes(&mut self, bytes: Vec<u8>) -> Result<String, Infallible> {
        Ok(format!("{bytes:?}"))
    }
    fn member(&mut self, of: &Enum, at: usize) -> Result<String, Infallible> {
        Ok(format!("{:?}#{at}", of.definition))
    }
    fn list(&mut self, items: Vec<String>) -> Result<String, Infallible> {
        Ok(format!("[{}]", items.join(" ")))
    }
    fn tuple(&mut self, items: Vec<String>) -> Result<String, Infallible> {
        Ok(format!("({})", items.join(" ")))
    }
    fn entries(&mut self, count: usize) -> Result<Vec<String>, Infallible> {
        Ok(vec![count.to_string()])
    }
    fn entry(
        &mut self,
        into: &mut Vec<String>,
        key: String,
        value: String,
    ) -> Result<(), Infallible> {
        into.push(format!("{key}:{value}"));
        Ok(())
    }
    fn map(&mut self, entries: Vec<String>) -> Result<String, Infallible> {
        Ok(format!("{{{}}}", entries.join(" ")))
    }
    fn branch(&mut self, at: usize, value: String) -> Result<String, Infallible> {
        Ok(format!("{at}:{value}"))
    }
    fn fields(&mut self, _: &Structure, sent: bool) -> Result<Vec<String>, Infallible> {
        Ok(if sent {
            Vec::new()
        } else {
            vec!["default".to_owned()]
        })
    }
    fn field(
        &mut self,
        into: &mut Vec<String>,
        _: &Structure,
        field: &Field,
        value: String,
        sent: bool,
    ) -> Result<(), Infallible> {
        let mark = if sent { "=" } else { "~" };
        into.push(format!("{}{}{mark}{value}", field.at, field.name));
        Ok(())
    }
    fn structure(&mut self, of: &Structure, fields: Vec<String>) -> Result<String, Infallible> {
        Ok(format!("{}@{}<{}>", of.name, of.id, fields.join(" ")))
    }
}

#[test]
fn a_host_is_told_which_fields_were_sent_and_whose_members_are_whose() {
    let named = types(json!([
        {"kind": "struct", "name": "In", "fields": [{"name": "a", "type": {"type": "integer"}}, {"name": "b", "type": {"type": "number"}, "default": 2}]},
        {"kind": "alias", "name": "Hue", "type": {"type": "enum", "values": ["red", "blue"]}},
        {"kind": "struct", "name": "Out", "fields": [
            {"name": "in", "type": {"type": "ref", "name": "In"}, "default": {"a": 1, "b": 3}},
            {"name": "hue", "type": {"type": "ref", "name": "Hue"}},
            {"name": "map", "type": {"type": "map", "key": {"type": "ref", "name": "Hue"}, "item": {"type": "enum", "values": [7]}}, "default": {}},
            {"name": "gone", "type": {"type": "json"}, "omittable": true}]},
    ]));
    let told = |text: &str| {
        let tree = json::parse(text.as_bytes()).ok()?;
        let kind = named.kind(&Type::Ref {
            name: "Out".to_owned(),
        });
        make(&tree, &kind, &named, &mut Faults::default(), &mut Teller).ok()
    };
    assert_eq!(
        told(r#"{"hue":"blue"}"#).as_deref(),
        Some("Out@2<0in~In@0<default 0a~1i 1b~3f> 1hue=Some(1)#1 2map~{0}>")
    );
    assert_eq!(
        told(r#"{"gone":[1,2.5],"map":{"red":7},"in":{"a":4},"hue":"red"}"#).as_deref(),
        Some(
            "Out@2<0in=In@0<0a=4i 1b~2f> 1hue=Some(1)#0 2map={1 Some(1)#0:None#0} 3gone=[1i 2.5f]>"
        )
    );
}

#[test]
fn a_host_is_told_which_branch_of_a_union_took_a_value() {
    let named = types(json!([
        {"kind": "struct", "name": "Cat", "fields": [{"name": "is", "type": {"type": "enum", "values": ["cat"]}}]},
        {"kind": "struct", "name": "Dog", "fields": [{"name": "is", "type": {"type": "enum", "values": ["dog", "pup"]}}]},
        {"kind": "alias", "name": "Pet", "type": {"type": "union", "tag": "is", "of": [
            {"type": "ref", "name": "Cat"}, {"type": "ref", "name": "Dog"}]}},
    ]));
    let told = |of: serde_json::Value, text: &str| {
        let kind = named.kind(&serde_json::from_value(of).ok()?);
        let tree = json::parse(text.as_bytes()).ok()?;
        make(&tree, &kind, &named, &mut Faults::default(), &mut Teller).ok()
    };
    let letters = json!({"type": "list", "item": {"type": "enum", "values": ["a"]}});
    let union = json!({"type": "union", "of": [
        {"type": "integer", "maximum": 5},
        letters,
        {"type": "list", "item": {"type": "union", "of": [{"type": "number"}, {"type": "string"}]}},
        {"type": "ref", "name": "Pet"}]});
    for (text, made) in [
        ("5", "0:5i"),
        ("[\"a\"]", "1:[None#0]"),
        ("[\"b\",6]", "2:[1:b 0:6f]"),
        ("{\"is\":\"pup\"}", "3:1:Dog@1<0is=None#1>"),
    ] {
        assert_eq!(told(union.clone(), text).as_deref(), Some(made));
    }
    assert_eq!(told(union, "6"), None);
}
