//! What holds for whatever is declared: it is judged, and a legal graph has one form and one text.

use mizan_core::{
    graph::{Graph, GraphError},
    invalidation::PlainGraph,
    ir::{
        Affect, Auth, Cache, Context, ErrorDef, Field, Function, Ir, Method, Named, Type, TypeDef,
        VERSION,
    },
    ir_text::Docs,
    types::Value,
};
use proptest::{prelude::*, sample::select};
use serde_json::{Value as Json, json};

/// Few names, so that they meet.
fn name() -> impl Strategy<Value = String> {
    select(vec![
        "a",
        "b",
        "a_b",
        "user_id",
        "user",
        "T",
        "U",
        "constructor",
        "\u{1b}[2J",
        "",
    ])
    .prop_map(str::to_owned)
}

fn good_name() -> impl Strategy<Value = String> {
    select(vec!["a", "b", "a_b", "user_id", "page"]).prop_map(str::to_owned)
}

/// A type as JSON, so that what the text of an IR can say is what is tried; constraints that fit and that do not.
fn kind() -> impl Strategy<Value = Type> {
    let word = select(vec![
        "null", "boolean", "string", "integer", "bigint", "number", "decimal", "uuid", "datetime",
        "date", "time", "duration", "bytes", "json", "file",
    ]);
    let leaf = prop_oneof![
        4 => (word, constraints()).prop_map(|(word, constraints)| constrained(word, &constraints)),
        2 => name().prop_map(|name| json!({"type": "ref", "name": name})),
        1 => prop::collection::vec(value(), 0..3).prop_map(|values| json!({"type": "enum", "values": values})),
    ];
    let inner = leaf.prop_recursive(3, 12, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 0..3);
        let lengths = || constraints();
        prop_oneof![
            (inner.clone(), lengths()).prop_map(|(item, lengths)| {
                let mut kind = constrained("list", &lengths);
                kind["item"] = item;
                kind
            }),
            (inner.clone(), inner.clone(), lengths()).prop_map(|(key, item, lengths)| {
                let mut kind = constrained("map", &lengths);
                kind["item"] = item;
                kind["key"] = key;
                kind
            }),
            inner
                .clone()
                .prop_map(|item| json!({"type": "map", "item": item})),
            inner
                .clone()
                .prop_map(|item| json!({"type": "optional", "item": item})),
            some().prop_map(|items| json!({"type": "tuple", "items": items})),
            (some(), prop::option::of(name()))
                .prop_map(|(of, tag)| json!({"type": "union", "of": of, "tag": tag})),
        ]
    });
    inner.prop_map(|kind| serde_json::from_value(kind).unwrap_or(Type::Null))
}

/// What a function says of itself, sense or none.
fn served() -> impl Strategy<Value = Function> {
    let auth = select(vec![
        None,
        Some(Auth::Own),
        Some(Auth::Required),
        Some(Auth::Custom),
        Some(Auth::Role("a`\u{202e},".to_owned())),
    ]);
    let cache = select(vec![
        Cache::Usual,
        Cache::Usual,
        Cache::Never,
        Cache::Seconds(0),
        Cache::Seconds(u32::MAX),
    ]);
    let methods = prop::collection::vec(select(vec![Method::Post, Method::Get]), 0..3);
    let seldom = || prop::bool::weighted(0.2);
    let route = prop::option::weighted(0.2, "[a-z/{}*\u{0}\u{202e}]{0,4}");
    (auth, cache, seldom(), seldom(), 0..2_u32, route, methods).prop_map(
        |(auth, cache, public, private, rev, route, methods)| Function {
            auth,
            cache,
            public,
            private,
            rev,
            route,
            methods,
            ..Function::default()
        },
    )
}

/// A value of an enum.
fn value() -> impl Strategy<Value = Json> {
    select(vec![
        json!("a"),
        json!("b"),
        json!(""),
        json!("__proto__"),
        json!(1),
        json!(-1),
        json!(1_i64 << 53),
    ])
}

fn constraints() -> impl Strategy<Value = Vec<(&'static str, Json)>> {
    let bound = || {
        select(vec![
            json!(0),
            json!(-1),
            json!(5),
            json!(0.5),
            json!(1e300),
            json!(u64::MAX),
            json!("0"),
            json!("-1"),
            json!("1.50"),
            json!("2026-01-01"),
            json!("2026-01-01T00:00:00+01:00"),
            json!("2027-01-01T00:00:00Z"),
            json!("x"),
            json!("1e5000"),
        ])
    };
    let length = || select(vec![json!(0), json!(1), json!(5), json!(u32::MAX)]);
    let name = select(vec![
        "minimum",
        "maximum",
        "exclusive_minimum",
        "exclusive_maximum",
    ]);
    let pattern = select(vec![
        "^a",
        "(a|b)*",
        "(?=a)",
        "[",
        "\\d{10}",
        "(((a{1000}){1000}){1000})",
    ]);
    prop::collection::vec(
        prop_oneof![
            3 => (name, bound()),
            1 => (Just("multiple_of"), bound()),
            2 => (select(vec!["min_length", "max_length", "max_digits", "decimal_places"]), length()),
            1 => (Just("pattern"), pattern.prop_map(Json::from)),
        ],
        0..3,
    )
}

/// The type with those of the constraints that it may have; whether they make sense is not looked at.
fn constrained(word: &str, constraints: &[(&'static str, Json)]) -> Json {
    let mut kind = json!({"type": word});
    for (name, value) in constraints {
        let mut with = kind.clone();
        with[*name] = value.clone();
        let mut whole = with.clone();
        if ["list", "map"].contains(&word) {
            whole["item"] = json!({"type": "null"});
        }
        if serde_json::from_value::<Type>(whole).is_ok() {
            kind = with;
        }
    }
    kind
}

fn default() -> impl Strategy<Value = Option<Json>> {
    let values = [
        json!(null),
        json!(5),
        json!(5.0),
        json!(""),
        json!([]),
        json!({}),
        json!(true),
        json!([{}]),
        json!("0"),
        json!("2026-01-01"),
        json!({"a": {"a": {}}}),
        json!([[], "", 1]),
    ];
    prop::option::weighted(0.3, select(values.to_vec()))
}

fn field(
    names: impl Strategy<Value = String>,
    kinds: impl Strategy<Value = Type>,
) -> impl Strategy<Value = Field> {
    (names, kinds, default(), prop::bool::weighted(0.1)).prop_map(
        |(name, kind, default, omittable)| Field {
            name,
            kind,
            default,
            omittable,
            doc: None,
        },
    )
}

fn affect() -> impl Strategy<Value = Affect> {
    let scope = prop::option::of(prop::collection::btree_map(good_name(), good_name(), 0..2));
    (
        name(),
        prop::option::weighted(0.2, name()),
        scope,
        prop::bool::weighted(0.2),
    )
        .prop_map(|(context, function, scope, all)| Affect {
            context,
            function,
            scope,
            all,
        })
}

fn anything() -> impl Strategy<Value = Ir> {
    let strukt =
        (name(), prop::collection::vec(field(name(), kind()), 0..3)).prop_map(|(name, fields)| {
            TypeDef::Struct {
                name,
                doc: None,
                fields,
            }
        });
    let alias = (name(), kind()).prop_map(|(name, of)| TypeDef::Alias {
        name,
        doc: None,
        of,
    });
    let types = prop::collection::vec(prop_oneof![strukt, alias], 0..4);
    let contexts = prop::collection::vec(
        (
            name(),
            prop::option::of(name()),
            prop::collection::vec(name(), 0..2),
        )
            .prop_map(|(name, identity, view)| Context {
                name,
                identity,
                view,
                params: Vec::new(),
            }),
        0..3,
    );
    let code = || select(vec!["GONE", "NOT_FOUND", "gone", ""]).prop_map(str::to_owned);
    let errors = prop::collection::vec(
        (code(), any::<u32>(), prop::option::of(kind())).prop_map(|(code, status, data)| {
            ErrorDef {
                code,
                status: if status % 2 == 0 { 404 } else { status },
                doc: None,
                data,
            }
        }),
        0..2,
    );
    let functions = prop::collection::vec(
        (
            name(),
            prop::option::of(name()),
            prop::collection::vec(affect(), 0..2),
            served(),
            prop::collection::vec(field(name(), kind()), 0..3),
            prop::option::weighted(0.9, kind()),
            prop::collection::vec(code(), 0..2),
        )
            .prop_map(
                |(name, context, affects, served, args, result, raises)| Function {
                    name,
                    context,
                    affects,
                    args,
                    result,
                    raises,
                    ..served
                },
            ),
        0..4,
    );
    (types, contexts, errors, functions).prop_map(|(types, contexts, errors, functions)| Ir {
        version: VERSION,
        types,
        contexts,
        errors,
        functions,
    })
}

/// Legal more often than not: one context, members and mutations with distinct names, scalar params.
fn likely() -> impl Strategy<Value = Ir> {
    let scalar = || {
        select(vec![
            Type::integer(),
            Type::Optional {
                item: Box::new(Type::integer()),
            },
        ])
    };
    let args = || {
        prop::collection::btree_map(good_name(), (scalar(), any::<bool>()), 0..4).prop_map(|args| {
            let field = |(name, (kind, default)): (String, (Type, bool))| {
                let default = default.then(|| {
                    if kind.takes_null() {
                        json!(null)
                    } else {
                        json!(7)
                    }
                });
                Field {
                    name,
                    kind,
                    default,
                    omittable: false,
                    doc: None,
                }
            };
            args.into_iter().map(field).collect::<Vec<_>>()
        })
    };
    prop::collection::vec(
        (
            any::<bool>(),
            args(),
            prop::option::of("[a-z\u{0}-\u{1f}\u{202e}é]{0,8}"),
        ),
        0..6,
    )
    .prop_map(|functions| {
        let function =
            |(at, (member, args, doc)): (usize, (bool, Vec<Field>, Option<String>))| Function {
                name: format!("f{at}"),
                doc,
                context: member.then(|| "c".to_owned()),
                affects: if member {
                    Vec::new()
                } else {
                    vec![Affect {
                        context: "c".to_owned(),
                        function: None,
                        scope: None,
                        all: false,
                    }]
                },
                cache: match at % 3 {
                    0 if member => Cache::Never,
                    1 if member => Cache::Seconds(60),
                    _ => Cache::Usual,
                },
                args,
                result: Some(Type::Null),
                ..Function::default()
            };
        let context = Context {
            name: "c".to_owned(),
            identity: None,
            view: Vec::new(),
            params: Vec::new(),
        };
        Ir {
            version: VERSION,
            types: Vec::new(),
            contexts: vec![context],
            errors: Vec::new(),
            functions: functions.into_iter().enumerate().map(function).collect(),
        }
    })
}

fn holds(ir: &Ir, seed: usize) -> Result<(), TestCaseError> {
    // What is not legal is looked at as well, before it is known not to be.
    let named = Named::new(&ir.types);
    for function in &ir.functions {
        named.reached(&function.result);
        if let Some(result) = &function.result {
            named.resolve(result);
        }
    }
    let _ = PlainGraph::from(ir);
    let graph = match Graph::from_ir(ir.clone()) {
        Ok(graph) => graph,
        Err(GraphError::Defects(defects)) => {
            prop_assert!(!defects.is_empty());
            for defect in defects {
                prop_assert!(!defect.contains(char::is_control), "{defect:?}");
            }
            return Ok(());
        }
        Err(error) => return Err(TestCaseError::fail(error.to_string())),
    };
    // The normal form is its own, also after a journey as JSON.
    let again = Graph::new(graph.ir_json().as_bytes());
    prop_assert_eq!(again.as_ref().map(Graph::ir), Ok(graph.ir()));
    // The order of declarations does not count.
    let mut turned = ir.clone();
    if !turned.functions.is_empty() {
        let by = seed % turned.functions.len();
        turned.functions.rotate_left(by);
    }
    turned.types.reverse();
    turned.contexts.reverse();
    turned.errors.reverse();
    for function in &mut turned.functions {
        function.args.reverse();
    }
    let turned = Graph::from_ir(turned);
    prop_assert_eq!(
        turned.as_ref().map(|turned| turned.text(Docs::With)),
        Ok(graph.text(Docs::With))
    );
    prop_assert_eq!(turned.as_ref().map(Graph::schema), Ok(graph.schema()));
    // Braces are even, and nothing breaks out of a line.
    let text = graph.text(Docs::With);
    let opened = text.lines().filter(|line| line.ends_with(" {")).count();
    let closed = text.lines().filter(|line| line.trim_start() == "}").count();
    prop_assert_eq!(opened, closed);
    prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
    // What is decoded fits: it can be written, and decoded again.
    for function in &graph.ir().functions {
        let required = function.args.iter().filter(|arg| arg.default.is_none());
        let args: Json = required
            .map(|arg| (arg.name.clone(), Json::from(7)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let Ok(args) =
            graph.decode_args(&function.name, json!({"args": args}).to_string().as_bytes())
        else {
            continue;
        };
        prop_assert_eq!(args.len(), function.args.len());
        let value = Value::Struct(args.clone().into_iter().collect());
        let written = graph
            .encode_args(&function.name, &&value)
            .unwrap_or_default();
        let body = format!("{{\"args\":{written}}}");
        prop_assert_eq!(graph.decode_args(&function.name, body.as_bytes()), Ok(args));
    }
    Ok(())
}

/// As many types as only a machine writes.
const MANY: usize = 3_000;

/// What no generator gives: everything far too deep, on a thread with as little of a stack as threads have. More levels than
/// these and an IR cannot even be dropped; JSON gives 128 at most.
#[test]
fn nothing_spends_the_stack() {
    let refer = |name: String| Type::Ref { name };
    let alias = |at: usize, of: Type| TypeDef::Alias {
        name: format!("A{at}"),
        doc: None,
        of,
    };
    let field = |kind: Type, default: Option<Json>| Field {
        name: "s".to_owned(),
        kind,
        default,
        omittable: false,
        doc: None,
    };
    let strukt = |at: usize, field: Field| TypeDef::Struct {
        name: format!("S{at}"),
        doc: None,
        fields: vec![field],
    };
    let next = |letter: char, at: usize| refer(format!("{letter}{}", (at + 1) % MANY));
    let union = |at: usize| Type::Union {
        of: vec![next('A', at), next('A', at + 1)],
        tag: Some("s".to_owned()),
    };
    let deep = (0..500).fold(Type::string(), |item, _| Type::list(item));
    let json = (0..500).fold(json!([]), |item, _| json!([item]));
    let mut tagged: Vec<TypeDef> = (0..MANY)
        .map(|at| strukt(at, field(next('S', at), None)))
        .collect();
    tagged.push(alias(
        0,
        Type::Union {
            of: vec![next('S', 0), next('S', 1)],
            tag: Some("s".to_owned()),
        },
    ));
    let graphs = [
        tagged,
        vec![alias(0, deep)],
        vec![strukt(0, field(Type::Json, Some(json)))],
        (0..MANY).map(|at| alias(at, next('A', at))).collect(),
        (0..MANY).map(|at| alias(at, union(at))).collect(),
        (0..MANY)
            .map(|at| alias(at, Type::list(next('A', at))))
            .collect(),
        (0..MANY)
            .map(|at| strukt(at, field(next('S', at), None)))
            .collect(),
        (0..MANY)
            .map(|at| strukt(at, field(next('S', at), Some(json!({})))))
            .collect(),
        (0..MANY - 1)
            .map(|at| strukt(at, field(next('S', at), Some(json!({})))))
            .collect(),
    ];
    for types in graphs {
        let args = vec![field(refer("S0".to_owned()), Some(json!({})))];
        let function = Function {
            name: "f".to_owned(),
            args,
            result: Some(refer("A0".to_owned())),
            ..Function::default()
        };
        let ir = Ir {
            version: VERSION,
            types,
            contexts: Vec::new(),
            errors: Vec::new(),
            functions: vec![function],
        };

        assert!(matches!(Graph::from_ir(ir), Err(GraphError::Defects(_))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn anything_is_judged(ir in anything(), seed in any::<usize>()) {
        holds(&ir, seed)?;
    }

    #[test]
    fn a_likely_graph_has_one_form(ir in likely(), seed in any::<usize>()) {
        holds(&ir, seed)?;
    }
}

#[test]
fn likely_graphs_are_often_legal() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let legal = (0..200)
        .filter_map(|_| likely().new_tree(&mut runner).ok())
        .filter(|tree| Graph::from_ir(proptest::strategy::ValueTree::current(tree)).is_ok())
        .count();
    assert!(legal > 50, "{legal} of 200");
}
