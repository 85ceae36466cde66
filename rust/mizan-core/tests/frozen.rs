//! What holds for whatever is declared: it is judged, and a legal graph has one form and one text.

use mizan_core::{
    graph::{Graph, GraphError},
    ir::{Affect, Auth, Context, Field, Function, Ir, Type, TypeDef, VERSION},
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

fn kind() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        select(vec![
            Type::Boolean,
            Type::string(),
            Type::integer(),
            Type::Uuid,
            Type::datetime(),
            Type::Null,
            Type::number()
        ]),
        select(vec!["T", "U", "V"]).prop_map(|name| Type::Ref {
            name: name.to_owned()
        }),
    ];
    leaf.prop_recursive(2, 4, 1, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.prop_map(|item| Type::Optional {
                item: Box::new(item)
            }),
        ]
    })
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
    ];
    prop::option::weighted(0.3, select(values.to_vec()))
}

fn field(
    names: impl Strategy<Value = String>,
    kinds: impl Strategy<Value = Type>,
) -> impl Strategy<Value = Field> {
    (names, kinds, default()).prop_map(|(name, kind, default)| Field {
        name,
        kind,
        default,
        omittable: false,
        doc: None,
    })
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
    let types = prop::collection::vec(
        (name(), prop::collection::vec(field(name(), kind()), 0..3)),
        0..3,
    );
    let contexts = prop::collection::vec(
        (
            name(),
            prop::option::of(name()),
            prop::collection::vec(name(), 0..2),
        ),
        0..3,
    );
    let functions = prop::collection::vec(
        (
            name(),
            prop::option::of(name()),
            prop::collection::vec(affect(), 0..2),
            select(vec![None, Some(Auth::Own), Some(Auth::Required)]),
            prop::collection::vec(field(name(), kind()), 0..3),
            kind(),
        ),
        0..4,
    );
    (types, contexts, functions).prop_map(|(types, contexts, functions)| Ir {
        version: VERSION,
        types: types
            .into_iter()
            .map(|(name, fields)| TypeDef::Struct {
                name,
                doc: None,
                fields,
            })
            .collect(),
        contexts: contexts
            .into_iter()
            .map(|(name, identity, view)| Context {
                name,
                identity,
                view,
                params: Vec::new(),
            })
            .collect(),
        errors: Vec::new(),
        functions: functions
            .into_iter()
            .map(|(name, context, affects, auth, args, result)| Function {
                name,
                doc: None,
                context,
                affects,
                auth,
                cache: true,
                args,
                result,
                raises: Vec::new(),
            })
            .collect(),
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
                auth: None,
                cache: !member || at % 2 == 0,
                args,
                result: Type::Null,
                raises: Vec::new(),
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
