//! The short way from a body to values gives what the long one gives, or leaves the body to it.
//!
//! `Graph::make_args` tries the short way first; `Graph::make_call` knows the long one alone.

#[path = "typed/mod.rs"]
mod typed;

#[path = "direct/style.rs"]
mod style;
#[path = "direct/teller.rs"]
mod teller;

use mizan_core::{
    envelope,
    graph::{DecodeError, Graph},
};
use proptest::{
    collection::vec, option::weighted, prelude::*, sample::Index, strategy::ValueTree,
    test_runner::TestRunner,
};
use serde_json::{Value as Json, json};
use style::{Style, written};
use teller::Teller;
use typed::{anything, definitions, kind, likely};

/// What a way came to: the values as they were made, or what is refused.
type Outcome = Result<String, DecodeError<std::convert::Infallible>>;

fn long_way(graph: &Graph, body: &[u8]) -> Outcome {
    let call = envelope::call_args(body)?;
    let made = graph.make_call("f", &call, &mut Teller::default())?;
    Ok(made.args)
}

/// Also whether it was the short way.
fn either_way(graph: &Graph, body: &[u8]) -> (Outcome, bool) {
    let mut teller = Teller::default();
    let made = graph.make_args("f", body, &mut teller);
    (made.map(|made| made.args), teller.began == 0)
}

/// `None`: no graph may have these arguments.
fn graph(args: &[Json]) -> Option<Graph> {
    let ir = json!({"version": 1, "types": definitions(), "functions": [
        {"name": "f", "result": {"type": "null"}, "args": args}]});
    Graph::new(ir.to_string().as_bytes()).ok()
}

/// A function's arguments, and values that are likely theirs, or anything.
fn call() -> impl Strategy<Value = (Vec<Json>, Json)> {
    let arg = kind().prop_flat_map(|of| {
        let value = prop_oneof![9 => likely(&of, 0), 1 => anything()];
        (Just(of), weighted(0.95, value), prop::bool::weighted(0.2))
    });
    vec(arg, 0..4).prop_map(|args| {
        let mut sent = serde_json::Map::new();
        let mut declared = Vec::new();
        for ((of, value, defaulted), name) in args.into_iter().zip(["a", "b", "c"]) {
            let mut field = json!({"name": name, "type": of});
            if defaulted {
                field = json!({"name": name, "type": {"type": "optional", "item": of}, "default": null});
            }
            declared.push(field);
            sent.extend(value.map(|value| (name.to_owned(), value)));
        }
        (declared, Json::Object(sent))
    })
}

/// What is done to the bytes of a body.
fn damage() -> impl Strategy<Value = Vec<(Index, Vec<u8>)>> {
    let pieces: Vec<_> = [
        "",
        "",
        "0",
        "-",
        ".",
        "e1",
        "\"",
        "\\",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        " ",
        "null",
        "\u{0}",
        "é",
        "\"a\":1,",
        "\\u00e7",
        "1234567890123456",
    ]
    .map(|piece| piece.as_bytes().to_vec())
    .into_iter()
    .chain([vec![0xff]])
    .collect();
    vec((any::<Index>(), prop::sample::select(pieces)), 1..3)
}

/// How bodies are written, and how some are damaged.
type Way = (Style, Option<Vec<(Index, Vec<u8>)>>);

fn way() -> impl Strategy<Value = Way> {
    (
        vec(any::<u8>(), 0..24).prop_map(Style::new),
        weighted(0.4, damage()),
    )
}

fn body((style, damage): &Way, args: &Json) -> Vec<u8> {
    let mut body = written(&json!({"args": args}), style.clone()).into_bytes();
    for (at, piece) in damage.iter().flatten() {
        let at = at.index(body.len());
        // An empty piece takes a byte away.
        let end = at + usize::from(piece.is_empty());
        body.splice(at..end, piece.iter().copied());
    }
    body
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_come_to_the_same((args, value) in call(), ways in vec(way(), 20)) {
        let Some(graph) = graph(&args) else { return Ok(()) };
        for way in &ways {
            let body = body(way, &value);
            let (made, _) = either_way(&graph, &body);
            prop_assert_eq!(made, long_way(&graph, &body), "{}", String::from_utf8_lossy(&body));
        }
    }
}

/// Else the property would say nothing.
#[test]
fn the_short_way_is_taken_where_all_is_sound() {
    let mut runner = TestRunner::deterministic();
    let mut counts = [0_u32; 3];
    for _ in 0..300 {
        let drawn = (call(), way())
            .new_tree(&mut runner)
            .map(|tree| tree.current());
        let Ok(((args, value), way)) = drawn else {
            continue;
        };
        let Some(graph) = graph(&args) else {
            continue;
        };
        let body = body(&way, &value);
        let (made, short) = either_way(&graph, &body);
        // A value that was made by the long way alone.
        counts[usize::from(made.is_ok()) + usize::from(short)] += 1;
    }
    let [refused, long, short] = counts;
    assert!(refused > 50 && short > 80 && long < 5, "{counts:?}");
}

#[test]
fn what_is_not_regular_is_left_to_the_long_way() {
    let graph = graph(&[
        json!({"name": "a", "type": {"type": "integer"}}),
        json!({"name": "n", "type": {"type": "ref", "name": "Node"}, "default": {"point": {"y": 1, "x": 2}}}),
        json!({"name": "t", "type": {"type": "list", "item": {"type": "string"}, "max_length": 2}, "default": []}),
        json!({"name": "p", "type": {"type": "optional", "item": {"type": "ref", "name": "Pet"}}, "default": null}),
    ]);
    let Some(graph) = graph else {
        unreachable!("it is legal")
    };
    let point = r#""point":{"y":1,"x":-0.5}"#;
    let node = |rest: &str| format!(r#"{{"args":{{"a":1,"n":{{{point}{rest}}}}}}}"#);
    let deep = |levels: usize| {
        node(&format!(
            ",\"more\":{}{}",
            "[{".repeat(levels),
            "}]".repeat(levels)
        ))
    };
    let short = [
        r#"{"args":{"a":1}}"#.to_owned(),
        " {\n\"args\" : { \"a\" : 5.0 } } ".to_owned(),
        r#"{"args":{"t":["\n","\u00e9"],"\u0061":50e-1}}"#.to_owned(),
        r#"{"args":{"p":{"is":"tom","lives":-0},"a":9007199254740991}}"#.to_owned(),
        r#"{"args":{"a":1,"p":{"any":{"is":[1]},"is":"dog"}}}"#.to_owned(),
        node(r#","more":[],"gone":true"#),
    ];
    for body in short {
        let (made, short) = either_way(&graph, body.as_bytes());
        assert!(short, "{body} {made:?}");
        assert_eq!(made, long_way(&graph, body.as_bytes()), "{body}");
    }
    let long = [
        String::new(),
        "{}".to_owned(),
        "\u{feff}{\"args\":{\"a\":1}}".to_owned(),
        r#"{"args":{"a":1}}x"#.to_owned(),
        r#"{"args":{"a":1},}"#.to_owned(),
        r#"{"args":{"a":1,}}"#.to_owned(),
        r#"{"args":{"a":1},"more":1}"#.to_owned(),
        r#"{"args":{"a":1},"args":{"a":1}}"#.to_owned(),
        r#"{"args":{"a":1,"a":1}}"#.to_owned(),
        r#"{"args":{"a":1,"\u0061":1}}"#.to_owned(),
        r#"{"args":{"t":[],"a":1,"t":[]}}"#.to_owned(),
        r#"{"args":{"a":1,"b":1}}"#.to_owned(),
        r#"{"args":{"a":1.5}}"#.to_owned(),
        r#"{"args":{"a":01}}"#.to_owned(),
        r#"{"args":{"a":9007199254740992}}"#.to_owned(),
        r#"{"args":{"a":1,"t":["","",""]}}"#.to_owned(),
        r#"{"args":{"a":1,"t":["","",}}"#.to_owned(),
        r#"{"args":{"a":1,"t":[""}}"#.to_owned(),
        r#"{"args":{"a":1,"p":{"is":"tom","is":"tom","lives":1}}}"#.to_owned(),
        r#"{"args":{"a":1,"p":{"is":"bat"}}}"#.to_owned(),
        node(r#","gone":true,"gone":true"#),
        node(",\"more\":[{}]"),
        deep(31),
        deep(40),
    ];
    for body in long {
        let (made, short) = either_way(&graph, body.as_bytes());
        assert!(!short, "{body} {made:?}");
        assert!(made.is_err(), "{body}");
        assert_eq!(made, long_way(&graph, body.as_bytes()), "{body}");
    }
}

/// What is deepest and still taken, and one level more.
#[test]
fn both_ways_go_as_deep() {
    let graph = graph(&[json!({"name": "a", "type": {"type": "ref", "name": "Nest"}})]);
    let Some(graph) = graph else {
        unreachable!("it is legal")
    };
    for (levels, taken) in [(61, true), (62, true), (63, false), (64, false)] {
        let body = format!(
            "{{\"args\":{{\"a\":{}{}}}}}",
            "[".repeat(levels),
            "]".repeat(levels)
        );
        let (made, short) = either_way(&graph, body.as_bytes());
        assert_eq!((made.is_ok(), short), (taken, taken), "{levels}");
        assert_eq!(made, long_way(&graph, body.as_bytes()));
    }
}
