//! Domain errors: an author's own problems, each with a code, a status and perhaps data of a declared type.
//!
//! Decides what `raises` takes, how data is written, and what becomes of an error that a function does not declare.
//! Twin: `python/mizan/domain.py`. Page: `ir/protocol/envelope.md`, domain errors.

use std::any::type_name;

use mizan_core::{
    errors::{Code, Domain, Kind, Problem, domain_title},
    ir::ErrorDef,
    registry::Declarations,
};

use crate::{
    describe::{Form, Type},
    describer::Describer,
    outcome,
    write::Write,
};

/// A domain error, or an enum of some. `#[derive(mizan::Error)]` makes a struct or an enum one.
///
/// ```
/// use mizan::Problem;
///
/// /// How many are left.
/// #[derive(mizan::Type)]
/// struct StockLeft {
///     pieces: i64,
/// }
///
/// /// Fewer are left than were asked for.
/// #[derive(mizan::Error)]
/// struct OutOfStock(StockLeft);
///
/// /// Why there is no order.
/// #[derive(mizan::Error)]
/// enum NoOrder {
///     /// The shop is closed.
///     #[mizan(status = 423)]
///     Closed,
///     Stock(#[mizan(from)] OutOfStock),
///     Other(#[mizan(from)] Problem),
/// }
///
/// #[mizan::client(raises = [NoOrder])]
/// fn place_order(pieces: i64) -> Result<i64, NoOrder> {
///     match pieces {
///         0 => Err(NoOrder::Closed),
///         1..10 => Ok(pieces),
///         _ => Err(OutOfStock(StockLeft { pieces: 9 }))?,
///     }
/// }
/// # assert!(place_order(10).is_err());
/// ```
///
/// Page: `ir/protocol/envelope.md`, domain errors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no domain error",
    note = "`#[derive(mizan::Error)]` makes a struct without fields, a struct around its data, or an enum of such one"
)]
pub trait Error: Into<Problem> {
    /// Every code that it may have.
    #[doc(hidden)]
    fn declare(into: &mut Errors<'_>);
}

/// One that is on the protocol's own table has no declaration: an enum may hold it beside its own errors.
impl Error for Problem {
    fn declare(_: &mut Errors<'_>) {}
}

/// The domain errors that a function may end with, as they are declared.
pub struct Errors<'a> {
    into: &'a mut Declarations,
    codes: Vec<String>,
}

impl<'a> Errors<'a> {
    /// Declares into `into`.
    pub(crate) fn new(into: &'a mut Declarations) -> Self {
        Self {
            into,
            codes: Vec::new(),
        }
    }

    /// Those of one type that `raises` names.
    pub fn of<E: Error>(&mut self) {
        let before = self.codes.len();
        E::declare(self);
        if self.codes.len() == before {
            self.into.defects.push(format!(
                "its `raises` names `{}`, which has no error of its own to declare",
                type_name::<E>()
            ));
        }
    }

    /// One without data.
    pub fn plain(&mut self, code: &'static str, status: u16, doc: Option<&str>) {
        self.add(code, status, doc, None);
    }

    /// One with data.
    pub fn with_data<T: Write>(&mut self, code: &'static str, status: u16, doc: Option<&str>) {
        let data = <T as Type>::describe(Form::Output, &mut Describer::new(self.into));
        self.add(code, status, doc, Some(data));
    }

    /// The codes, as they were met.
    pub(crate) fn codes(self) -> Vec<String> {
        self.codes
    }

    fn add(
        &mut self,
        code: &'static str,
        status: u16,
        doc: Option<&str>,
        data: Option<mizan_core::ir::Type>,
    ) {
        self.codes.push(code.to_owned());
        self.into.errors.push(ErrorDef {
            code: code.to_owned(),
            status: status.into(),
            doc: doc.map(str::to_owned),
            data,
        });
    }
}

/// The problem of a domain error.
pub fn plain(code: &'static str, status: u16, doc: Option<&str>) -> Problem {
    problem(code, status, doc, None)
}

/// The same with data; that which does not fit its type is the function's own fault.
pub fn with_data<T: Write>(
    code: &'static str,
    status: u16,
    doc: Option<&str>,
    data: &T,
) -> Problem {
    match outcome::written(data) {
        Ok(text) => problem(code, status, doc, Some(text)),
        Err(misfit) => Problem::new(Code::Internal).log(misfit.told(&format!(
            "it ended with `{code}` and data that does not fit: the data"
        ))),
    }
}

fn problem(code: &'static str, status: u16, doc: Option<&str>, data: Option<String>) -> Problem {
    Problem::new(Domain {
        code: code.into(),
        status,
        title: domain_title(code, doc).into(),
        data,
    })
}

/// The problem as it leaves a function: a domain error passes where `raises` declares it.
pub(crate) fn checked(problem: Problem, raises: fn(&mut Errors<'_>)) -> Problem {
    let Kind::Domain(ended) = &problem.kind else {
        return problem;
    };
    let mut nowhere = Declarations::default();
    let mut errors = Errors::new(&mut nowhere);
    raises(&mut errors);
    if errors.codes().iter().any(|code| *code == ended.code) {
        return problem;
    }
    Problem::new(Code::Internal).log(format!(
        "it ended with `{}`, which its `raises` does not name",
        ended.code
    ))
}

/// Compiles only for a code that is none of the protocol's own.
///
/// # Panics
/// While it is compiled, for one that is.
pub const fn own_code(code: &str) {
    let mut at = 0;
    while at < Code::ALL.len() {
        assert!(
            !same(Code::ALL[at].as_str().as_bytes(), code.as_bytes()),
            "this code is the protocol's own: give the error another name, or `#[mizan(code = \"…\")]`"
        );
        at += 1;
    }
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
