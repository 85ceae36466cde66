use serde_json::json;

use super::{Code, Domain, Fault, FaultCode, Kind, Problem, Segment, domain_title};
use crate::error_table::FAULTS;

fn fault(path: &[Segment], code: FaultCode) -> Fault {
    Fault {
        path: path.to_vec(),
        code,
    }
}

#[test]
fn a_problem_reads_as_its_code_and_its_wording() {
    let problem = Problem::new(Code::Forbidden);
    assert_eq!(problem.to_string(), "FORBIDDEN");
    let problem = problem.detail("the request comes from another site");
    assert_eq!(
        problem.to_string(),
        "FORBIDDEN: the request comes from another site"
    );
}

#[test]
fn faults_are_sorted_indexes_first_and_cut() {
    let list = |index: usize| {
        fault(
            &["args".into(), "ids".into(), index.into()],
            FaultCode::Type,
        )
    };
    let name = fault(&["args".into(), "ids".into(), "0".into()], FaultCode::Type);
    let problem = Problem::new(Code::Invalid).faults(vec![name.clone(), list(10), list(9)]);
    assert_eq!(problem.faults, [list(9), list(10), name]);
    assert_eq!(
        problem.to_native_json()["errors"][0],
        json!({"path": ["args", "ids", 9], "code": "type"})
    );
    let many = Problem::new(Code::Invalid).faults((0..100).rev().map(list).collect());
    assert_eq!(many.faults.len(), 32);
    assert_eq!(many.faults[31], list(31));
}

#[test]
fn faults_of_one_place_are_sorted_by_code() {
    let at = |code| fault(&["args".into()], code);
    let mut faults = vec![
        at(FaultCode::Unknown),
        at(FaultCode::Enum),
        at(FaultCode::Missing),
    ];
    faults.sort();
    assert_eq!(
        faults,
        [
            at(FaultCode::Enum),
            at(FaultCode::Missing),
            at(FaultCode::Unknown)
        ]
    );
}

#[test]
fn the_codes_are_those_of_the_table() {
    use FaultCode::{Enum, Format, Length, Missing, Pattern, Range, Type, Unknown};
    let own = [Missing, Unknown, Type, Range, Length, Pattern, Enum, Format].map(FaultCode::as_str);
    assert_eq!(own, FAULTS);
}

#[test]
fn a_native_module_hands_over_code_detail_and_faults_alone() {
    let problem = Problem::new(Code::Conflict).detail("taken");
    assert_eq!(
        problem.to_native_json(),
        json!({"code": "CONFLICT", "detail": "taken"})
    );
    let problem =
        Problem::new(Code::Invalid).faults(vec![fault(&["args".into()], FaultCode::Range)]);
    assert_eq!(
        problem.log("secret").to_native_json(),
        json!({"code": "INVALID", "errors": [{"path": ["args"], "code": "range"}]})
    );
}

#[test]
fn an_authors_own_error_has_its_own_words() {
    let domain = Domain {
        code: "OUT_OF_STOCK".into(),
        status: 409,
        title: domain_title("OUT_OF_STOCK", None).into(),
        data: Some(r#"{"pieces":3}"#.to_owned()),
    };
    let problem = Problem::new(domain);
    assert_eq!(
        (problem.code(), problem.status(), problem.title()),
        ("OUT_OF_STOCK", 409, "Out of stock")
    );
    assert_eq!(problem.protocol_code(), None);
    assert_eq!(
        problem.to_native_text(),
        r#"{"code":"OUT_OF_STOCK","data":{"pieces":3}}"#
    );
    let documented = domain_title("X", Some("\n Fewer are left. \nThan were asked for."));
    assert_eq!(documented, "Fewer are left.");
}

#[test]
fn the_refusals_of_the_machine_are_of_the_table() {
    for (kind, code) in [
        (Kind::CrossSite, Code::Forbidden),
        (Kind::Csrf, Code::Forbidden),
        (Kind::Methods(vec!["GET"]), Code::MethodNotAllowed),
    ] {
        let problem = Problem::new(kind);
        assert_eq!(problem.protocol_code(), Some(code));
        assert_eq!(
            (problem.code(), problem.status(), problem.title()),
            (code.as_str(), code.status(), code.title())
        );
    }
}
