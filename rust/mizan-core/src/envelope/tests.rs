use super::{Refusal, call_args, split_query};
use crate::{
    errors::{Code, Fault, FaultCode, Problem},
    json::Tree,
    types::Faults,
};

fn args(body: &str) -> (Option<usize>, Vec<Fault>) {
    let mut faults = Faults::default();
    let Ok(call) = call_args(body.as_bytes()) else {
        return (None, Vec::new());
    };
    for (name, code) in &call.faults {
        faults.add_at(name, *code);
    }
    (call.args.map(|args| args.len()), faults.into_sorted())
}

fn fault(name: &str, code: FaultCode) -> Fault {
    Fault {
        path: vec![name.into()],
        code,
    }
}

#[test]
fn a_body_holds_args_and_nothing_else() {
    assert_eq!(args("{}"), (Some(0), vec![]));
    assert_eq!(args(r#"{"args":{}}"#), (Some(0), vec![]));
    assert_eq!(args(r#"{"args":{"a":1,"b":2}}"#), (Some(2), vec![]));
    for body in [r#"{"args":[]}"#, r#"{"args":null}"#, r#"{"args":"{}"}"#] {
        assert_eq!(args(body), (None, vec![fault("args", FaultCode::Type)]));
    }
    assert_eq!(
        args(r#"{"refresh":[],"args":{"a":1},"a":1}"#),
        (
            Some(1),
            vec![
                fault("a", FaultCode::Unknown),
                fault("refresh", FaultCode::Unknown)
            ]
        )
    );
}

#[test]
fn a_body_that_is_no_object_is_bad_syntax() {
    for body in ["", "[]", "null", "{\"args\":{}}x", "{\"args\":{\"a\":NaN}}"] {
        let refusal = call_args(body.as_bytes());
        assert!(matches!(refusal, Err(Refusal::Syntax { .. })), "{body}");
    }
}

#[test]
fn a_body_keeps_its_trees() {
    let call = call_args(br#"{"args":{"a":5.0}}"#);
    assert_eq!(
        call.map(|call| call.args),
        Ok(Some(vec![("a".into(), Tree::Fraction(5.0))]))
    );
}

#[test]
fn a_query_is_split_and_decoded() {
    type Pair = (&'static str, Option<&'static str>);
    let cases: &[(&str, &[Pair])] = &[
        ("", &[]),
        ("a=1", &[("a", Some("1"))]),
        (
            "a=1&b=2&a=3",
            &[("a", Some("1")), ("b", Some("2")), ("a", Some("3"))],
        ),
        ("q=", &[("q", Some(""))]),
        ("q", &[("q", None)]),
        ("q=a=b", &[("q", Some("a=b"))]),
        ("q=a+b%20c%2Bd%26e%3Bf", &[("q", Some("a b c+d&e;f"))]),
        ("q=%C3%A9%F0%9F%98%80", &[("q", Some("é😀"))]),
        ("q=%c3%a9", &[("q", Some("é"))]),
        ("%71=1", &[("q", Some("1"))]),
        ("a=1;b=2", &[("a", None)]),
        ("q=%ff", &[("q", None)]),
        ("q=%ed%a0%80", &[("q", None)]),
        ("q=%", &[("q", None)]),
        ("q=%4", &[("q", None)]),
        ("q=%zz", &[("q", None)]),
        ("q=%+1", &[("q", None)]),
        ("q=é", &[("q", None)]),
        ("q=a b", &[("q", None)]),
    ];
    for (query, pairs) in cases {
        let expected: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned)))
            .collect();
        assert_eq!(split_query(query.as_bytes()), Ok(expected), "{query}");
    }
}

#[test]
fn a_pair_without_a_name_is_bad_syntax_at_no_place() {
    for query in [
        "=5", "&", "a=1&", "&a=1", "a=1&&b=2", "a;b=1", "%ff=1", "%=1",
    ] {
        let refusal = split_query(query.as_bytes());
        assert!(
            matches!(&refusal, Err(Refusal::Syntax { faults, .. }) if faults.is_empty()),
            "{query}"
        );
    }
}

#[test]
fn refusals_become_problems() {
    let syntax = Refusal::Syntax {
        detail: "why",
        faults: vec![fault("a", FaultCode::Format)],
    };
    let problem = Problem::from(syntax);
    assert_eq!(
        (problem.protocol_code(), problem.faults.len()),
        (Some(Code::BadRequest), 1)
    );
    let problem = Problem::from(Refusal::Invalid(vec![fault("a", FaultCode::Type)]));
    assert_eq!(
        (problem.protocol_code(), problem.faults.len()),
        (Some(Code::Invalid), 1)
    );
    assert_eq!(
        Problem::from(Refusal::Unknown).protocol_code(),
        Some(Code::NotFound)
    );
}
