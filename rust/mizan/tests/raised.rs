//! Domain errors: what `#[derive(mizan::Error)]` declares, and what a caller gets of one.

use mizan::{Code, Problem};
use mizan_core::{
    errors::Domain,
    graph::Graph,
    ir::{ErrorDef, Ir, Type, TypeDef},
    registry::{self, ENTRIES, Invocation, RegistryError},
};

/// How many are left.
#[derive(mizan::Type)]
struct StockLeft {
    pieces: u8,
    #[mizan(exclusive_maximum = 1)]
    share: f64,
}

/// Fewer are left than were asked for.
///
/// Ask for fewer.
#[derive(mizan::Error)]
struct OutOfStock(StockLeft);

#[derive(mizan::Error)]
#[mizan(code = "SOLD", status = 410)]
struct SoldOut;

/// What an order may end with.
#[derive(mizan::Error)]
enum NoOrder {
    /// The shop is closed.
    #[mizan(status = 423)]
    Closed,
    HTTPGone2Far(Vec<i64>),
    Stock(#[mizan(from)] OutOfStock),
    #[mizan(transparent)]
    Sold(SoldOut),
    Other(#[mizan(from)] Problem),
}

#[mizan::client(raises = [NoOrder])]
fn place_order(pieces: i64) -> Result<i64, NoOrder> {
    match pieces {
        0 => Err(NoOrder::Closed),
        1 => Err(NoOrder::HTTPGone2Far(vec![1, 2])),
        2 => Err(OutOfStock(StockLeft {
            pieces: 2,
            share: 0.1,
        }))?,
        3 => Err(NoOrder::Sold(SoldOut)),
        4 => Err(Problem::new(Code::NotFound).detail("no such shop"))?,
        // Its data breaks a constraint, and that of the next is none of the wire.
        5 => Err(OutOfStock(StockLeft {
            pieces: 5,
            share: 1.0,
        }))?,
        6 => Err(NoOrder::HTTPGone2Far(vec![i64::MAX])),
        _ => Ok(pieces),
    }
}

#[mizan::client(raises = [SoldOut, OutOfStock])]
fn look(sold: bool) -> Result<(), Problem> {
    if sold {
        return Err(Problem::from(SoldOut).detail("on Monday"));
    }
    Ok(())
}

#[mizan::client(raises = [SoldOut])]
fn undeclared() -> Result<(), NoOrder> {
    Err(NoOrder::Closed)
}

#[mizan::client]
fn raises_nothing() -> Result<(), SoldOut> {
    Err(SoldOut)
}

fn ir() -> Result<Ir, RegistryError> {
    registry::export(ENTRIES)
}

fn call(name: &str, args: &str) -> Result<Vec<u8>, Problem> {
    let missing = || Problem::new(Code::NotFound).detail("no such entry");
    let entry = registry::find(name).ok_or_else(missing)?;
    pollster::block_on((entry.call)(Invocation {
        args: serde_json::from_str(args).unwrap_or_default(),
        ..Invocation::default()
    }))?
    .into_json()
}

/// The problem of an order of so many.
fn order(pieces: i64) -> Option<Problem> {
    call("place_order", &format!("{{\"pieces\":{pieces}}}")).err()
}

fn raised(code: &'static str, status: u16, title: &'static str, data: Option<&str>) -> Problem {
    Problem::new(Domain {
        code: code.into(),
        status,
        title: title.into(),
        data: data.map(str::to_owned),
    })
}

#[test]
fn errors_are_declared_with_code_status_title_and_data() -> Result<(), RegistryError> {
    let ir = ir()?;
    let data = |name: &str| Type::Ref {
        name: name.to_owned(),
    };
    let error = |code: &str, status: u32, doc: Option<&str>, data: Option<Type>| ErrorDef {
        code: code.to_owned(),
        status,
        doc: doc.map(str::to_owned),
        data,
    };
    assert_eq!(
        ir.errors,
        [
            error("CLOSED", 423, Some("The shop is closed."), None),
            error(
                "HTTP_GONE2_FAR",
                409,
                None,
                Some(Type::list(Type::integer()))
            ),
            error(
                "OUT_OF_STOCK",
                409,
                Some("Fewer are left than were asked for.\n\nAsk for fewer."),
                Some(data("StockLeft"))
            ),
            error("SOLD", 410, None, None),
        ]
    );
    assert!(
        ir.types
            .iter()
            .any(|each| matches!(each, TypeDef::Struct { name, .. } if name == "StockLeft"))
    );
    let codes = |name: &str| {
        let found = ir.functions.iter().find(|each| each.name == name);
        found.map(|function| function.raises.join(" "))
    };
    assert_eq!(
        codes("place_order").as_deref(),
        Some("CLOSED HTTP_GONE2_FAR OUT_OF_STOCK SOLD")
    );
    assert_eq!(codes("look").as_deref(), Some("SOLD OUT_OF_STOCK"));
    assert_eq!(codes("raises_nothing").as_deref(), Some(""));
    assert!(Graph::from_ir(ir).is_ok());
    Ok(())
}

#[test]
fn a_declared_error_leaves_with_its_words_and_its_data_written_by_its_type() {
    assert_eq!(
        order(0),
        Some(raised("CLOSED", 423, "The shop is closed.", None))
    );
    assert_eq!(
        order(1),
        Some(raised(
            "HTTP_GONE2_FAR",
            409,
            "Http gone2 far",
            Some("[1,2]")
        ))
    );
    let (title, left) = (
        "Fewer are left than were asked for.",
        r#"{"pieces":2,"share":0.1}"#,
    );
    assert_eq!(
        order(2),
        Some(raised("OUT_OF_STOCK", 409, title, Some(left)))
    );
    assert_eq!(order(3), Some(raised("SOLD", 410, "Sold", None)));
    assert_eq!(order(7), None);
    assert_eq!(
        call("look", r#"{"sold":true}"#),
        Err(raised("SOLD", 410, "Sold", None).detail("on Monday"))
    );
}

#[test]
fn a_problem_of_the_protocol_passes_through_an_enum() {
    assert_eq!(
        order(4),
        Some(Problem::new(Code::NotFound).detail("no such shop"))
    );
}

#[test]
fn what_is_not_declared_is_the_functions_own_fault_and_the_log_says_which() {
    for (name, code) in [("undeclared", "CLOSED"), ("raises_nothing", "SOLD")] {
        let why = format!("it ended with `{code}`, which its `raises` does not name");
        assert_eq!(
            call(name, "{}"),
            Err(Problem::new(Code::Internal).log(why)),
            "{name}"
        );
    }
}

#[test]
fn data_that_does_not_fit_is_the_functions_own_fault_too() {
    for (pieces, why) in [
        (
            5,
            "it ended with `OUT_OF_STOCK` and data that does not fit: the data.share is no value within its constraints",
        ),
        (
            6,
            "it ended with `HTTP_GONE2_FAR` and data that does not fit: the data[0] is no integer",
        ),
    ] {
        assert_eq!(order(pieces), Some(Problem::new(Code::Internal).log(why)));
    }
}
