//! What derived types are called, what is an alias, and what is nothing but what it holds.

use std::collections::{BTreeMap, HashMap};

use mizan::__private::Read;
use serde_json::{Value as Json, json};

use crate::{Colour, Order, Sku, input, named, names, output, written};

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
