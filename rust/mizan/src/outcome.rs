//! What a function returns becomes an answer: a value of the wire, a response, or a `Result` of one.

use mizan_core::{
    errors::Problem,
    ir,
    registry::{Output, Response},
};

use crate::{
    describe::{Form, Type},
    describer::Describer,
    domain::{self, Errors},
    judge::Judge,
    misfit::Misfit,
    write::{Write, Writer},
};

/// What a function may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a result",
    note = "results are types of the wire, of a function with a route a `mizan::Response`, or a `Result` of one whose error is a `mizan::Problem` or a type with `#[derive(mizan::Error)]`; `#[derive(mizan::Type)]` makes a struct or an enum a type of the wire"
)]
pub trait Outcome {
    /// Whether it is a response, which is found at an address.
    const IS_VIEW: bool = false;

    /// The type of its result; a view has none.
    fn describe(into: &mut Describer<'_>) -> Option<ir::Type>;

    /// Its JSON, or of a view its response.
    ///
    /// # Errors
    /// What the function returned, or INTERNAL for a value that the wire does not have.
    fn answer(self) -> Result<Output, Problem>;
}

impl<T: Write> Outcome for T {
    fn describe(into: &mut Describer<'_>) -> Option<ir::Type> {
        Some(<T as Type>::describe(Form::Output, into))
    }

    fn answer(self) -> Result<Output, Problem> {
        let written = written(&self).map_err(Misfit::of_result)?;
        Ok(Output::Json(written.into_bytes()))
    }
}

impl Outcome for Response {
    const IS_VIEW: bool = true;

    fn describe(_: &mut Describer<'_>) -> Option<ir::Type> {
        None
    }

    fn answer(self) -> Result<Output, Problem> {
        Ok(Output::Response(self))
    }
}

impl<T: Outcome, E: Into<Problem>> Outcome for Result<T, E> {
    const IS_VIEW: bool = T::IS_VIEW;

    fn describe(into: &mut Describer<'_>) -> Option<ir::Type> {
        T::describe(into)
    }

    fn answer(self) -> Result<Output, Problem> {
        self.map_err(Into::into)?.answer()
    }
}

/// The answer to a call of a function with these domain errors.
///
/// # Errors
/// As [`Outcome::answer`]; a domain error that is not declared is INTERNAL.
pub fn answer<T: Outcome>(outcome: T, raises: fn(&mut Errors<'_>)) -> Result<Output, Problem> {
    outcome
        .answer()
        .map_err(|problem| domain::checked(problem, raises))
}

/// A value as its type writes it.
///
/// # Errors
/// The wire does not have it, or its type's constraints forbid it.
pub fn written<T: Write>(value: &T) -> Result<String, Misfit> {
    let mut writer = Writer::default();
    value.write(&mut writer)?;
    let written = writer.end_text();
    Judge::of::<T>(Form::Output).keeps(written.as_bytes())?;
    Ok(written)
}
