//! The IR that derived types have: names, forms, unions, constraints, and that a core takes it.

use std::collections::{BTreeMap, HashMap};

use mizan::{
    __private::{Declarations, Describer, Form, Read, Write, Writer},
    Type,
};
use mizan_core::{
    graph::{Graph, GraphError},
    ir::{Function, Ir, VERSION},
};
use serde_json::{Value as Json, json};

/// What a type is in the IR, its definitions by name, and what cannot be declared.
fn described<T: Type>(form: Form) -> (Json, BTreeMap<String, Json>, Vec<String>) {
    let mut into = Declarations::default();
    let kind = T::describe(form, &mut Describer::new(&mut into));
    legal(&kind, &into);
    let types = into
        .types
        .iter()
        .map(|one| (one.name().to_owned(), json!(one)));
    (json!(kind), types.collect(), into.defects)
}

/// A graph with a function that answers such a value starts.
fn legal(kind: &mizan_core::ir::Type, into: &Declarations) {
    assert_eq!(Graph::from_ir(document(kind, into)).err(), None);
}

fn document(kind: &mizan_core::ir::Type, into: &Declarations) -> Ir {
    let function = Function {
        name: "call".to_owned(),
        doc: None,
        context: None,
        affects: Vec::new(),
        auth: None,
        cache: true,
        args: Vec::new(),
        result: kind.clone(),
        raises: Vec::new(),
    };
    Ir {
        version: VERSION,
        types: into.types.clone(),
        contexts: Vec::new(),
        errors: Vec::new(),
        functions: vec![function],
    }
}

fn output<T: Type>() -> (Json, BTreeMap<String, Json>) {
    let (kind, types, defects) = described::<T>(Form::Output);
    assert_eq!(defects, Vec::<String>::new());
    (kind, types)
}

fn input<T: Type>() -> (Json, BTreeMap<String, Json>) {
    let (kind, types, defects) = described::<T>(Form::Input);
    assert_eq!(defects, Vec::<String>::new());
    (kind, types)
}

fn named(name: &str) -> Json {
    json!({"type": "ref", "name": name})
}

fn names(types: &BTreeMap<String, Json>) -> Vec<&str> {
    types.keys().map(String::as_str).collect()
}

fn written(value: &impl Write) -> Json {
    let mut writer = Writer::default();
    assert_eq!(value.write(&mut writer), Ok(()));
    serde_json::from_slice(&writer.end()).unwrap_or_default()
}

/// What a product is ordered by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
struct Sku(#[mizan(min_length = 1, pattern = "^[a-z-]+$")] String);

#[derive(mizan::Type)]
struct Order {
    id: i64,
}

#[derive(mizan::Type)]
struct Page<T> {
    items: Vec<T>,
    next: Option<Box<Page<T>>>,
}

#[derive(mizan::Type)]
struct Pair<A, B>
where
    A: Clone,
{
    one: A,
    other: B,
}

#[test]
fn a_newtype_is_what_it_holds() {
    let sku = json!({"type": "string", "min_length": 1, "pattern": "^[a-z-]+$"});
    assert_eq!(output::<Sku>(), (sku.clone(), BTreeMap::new()));
    assert_eq!(output::<Vec<Sku>>().0, json!({"type": "list", "item": sku}));
}

#[test]
fn a_generic_type_is_called_after_its_arguments() {
    let name = |(kind, _): (Json, BTreeMap<String, Json>)| kind["name"].clone();
    assert_eq!(name(output::<Page<Order>>()), "PageOrder");
    assert_eq!(name(output::<Page<i64>>()), "PageInteger");
    assert_eq!(name(output::<Page<Vec<i64>>>()), "PageListInteger");
    assert_eq!(
        name(output::<Page<Option<Page<bool>>>>()),
        "PageOptionalPageBoolean"
    );
    assert_eq!(name(output::<Page<Sku>>()), "PageSku");
    assert_eq!(
        name(output::<Page<HashMap<String, f64>>>()),
        "PageMapNumber"
    );
    assert_eq!(name(output::<Page<HashMap<u32, i8>>>()), "PageMapU32I8");
    assert_eq!(
        name(output::<Page<(Vec<u8>, String)>>()),
        "PageTupleBytesString"
    );
    assert_eq!(name(output::<Pair<i64, Box<Order>>>()), "PairIntegerOrder");
    assert_eq!(name(input::<Page<Order>>()), "PageOrderInput");
    // What is of another type in Rust has another name, so that both may be there.
    assert_eq!(name(output::<Page<u32>>()), "PageU32");
    assert_eq!(name(output::<Page<[f64; 3]>>()), "PageList3Number");
    let (_, types) = output::<Page<Order>>();
    assert_eq!(names(&types), ["Order", "PageOrder"]);
    assert_eq!(
        types["PageOrder"]["fields"][1]["type"],
        json!({"type": "optional", "item": named("PageOrder")})
    );
}

/// What it may be painted in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
#[serde(rename_all = "kebab-case")]
enum Colour {
    Red,
    DarkBlue,
}

#[test]
fn an_enum_of_names_is_an_alias_and_a_key() {
    let colours = json!({"type": "enum", "values": ["red", "dark-blue"]});
    let (kind, types) = output::<Colour>();
    assert_eq!(kind, named("Colour"));
    assert_eq!(
        types["Colour"],
        json!({"kind": "alias", "name": "Colour", "doc": "What it may be painted in.", "type": colours})
    );
    let (kind, _) = output::<BTreeMap<Colour, i64>>();
    assert_eq!(
        kind,
        json!({"type": "map", "key": colours, "item": {"type": "integer"}})
    );
    let map = BTreeMap::from([(Colour::Red, 1_i64), (Colour::DarkBlue, 2)]);
    let json = json!({"dark-blue": 2, "red": 1});
    assert_eq!(written(&map), json);
    assert_eq!(BTreeMap::read(json), Ok(map));
}

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

/// A newtype that holds itself has a name.
#[derive(Debug, PartialEq, mizan::Type)]
struct Tree(Vec<Tree>);

#[derive(Debug, PartialEq, mizan::Type)]
struct Forest(BTreeMap<String, Glade>);

#[derive(Debug, PartialEq, mizan::Type)]
struct Glade(i64, Vec<Forest>);

#[derive(mizan::Type)]
struct Wood {
    tree: Tree,
    forest: Forest,
}

#[test]
fn what_holds_itself_is_an_alias() {
    let (kind, types) = output::<Tree>();
    assert_eq!(kind, named("Tree"));
    assert_eq!(
        types["Tree"]["type"],
        json!({"type": "list", "item": named("Tree")})
    );
    let json = json!([[], [[]]]);
    let tree = Tree(vec![Tree(Vec::new()), Tree(vec![Tree(Vec::new())])]);
    assert_eq!(written(&tree), json);
    assert_eq!(Tree::read(json), Ok(tree));

    let (_, whole) = output::<Wood>();
    assert_eq!(whole["Wood"]["fields"][1]["type"], named("Forest"));
    let (_, alone) = output::<Forest>();
    assert_eq!(whole["Forest"], alone["Forest"]);
    assert_eq!(
        alone["Forest"]["type"],
        json!({"type": "map", "item": named("Glade")})
    );
    let glade = json!({"type": "tuple", "items": [{"type": "integer"}, {"type": "list", "item": named("Forest")}]});
    assert_eq!(alone["Glade"]["type"], glade);
    assert_eq!(output::<Glade>().1, alone);
}

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

#[derive(mizan::Type)]
#[mizan(name = "Money")]
struct Amount {
    cents: i64,
}

#[derive(mizan::Type)]
#[serde(rename = "Cash")]
struct Coins {
    cents: i64,
}

#[test]
fn a_type_may_be_called_otherwise() {
    assert_eq!(output::<Amount>().0, named("Money"));
    assert_eq!(output::<Coins>().0, named("Cash"));
    assert_eq!(output::<Page<Amount>>().0, named("PageMoney"));
}

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
