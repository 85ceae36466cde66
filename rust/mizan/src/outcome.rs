//! What a function returns becomes an answer: a value of the wire, or a `Result` of one.

use mizan_core::{errors::Problem, ir, registry::Output};

use crate::{
    describe::{Form, Type},
    describer::Describer,
    judge::Judge,
    misfit::Misfit,
    write::{Write, Writer},
};

/// What a function may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a result",
    note = "results are types of the wire, or a `Result` of one whose error is `Into<mizan::Problem>`; `#[derive(mizan::Type)]` makes a struct or an enum one"
)]
pub trait Outcome {
    /// The type of its result.
    fn describe(into: &mut Describer<'_>) -> ir::Type;

    /// Its JSON, or of a view its response.
    ///
    /// # Errors
    /// What the function returned, or INTERNAL for a value that the wire does not have.
    fn answer(self) -> Result<Output, Problem>;
}

impl<T: Write> Outcome for T {
    fn describe(into: &mut Describer<'_>) -> ir::Type {
        <T as Type>::describe(Form::Output, into)
    }

    fn answer(self) -> Result<Output, Problem> {
        let mut writer = Writer::default();
        self.write(&mut writer).map_err(Misfit::of_result)?;
        let written = writer.end();
        Judge::of::<T>(Form::Output)
            .keeps(&written)
            .map_err(Misfit::of_result)?;
        Ok(Output::Json(written))
    }
}

impl<T: Write, E: Into<Problem>> Outcome for Result<T, E> {
    fn describe(into: &mut Describer<'_>) -> ir::Type {
        <T as Type>::describe(Form::Output, into)
    }

    fn answer(self) -> Result<Output, Problem> {
        self.map_err(Into::into)?.answer()
    }
}

/// The answer to a call.
///
/// # Errors
/// As [`Outcome::answer`].
pub fn answer<T: Outcome>(outcome: T) -> Result<Output, Problem> {
    outcome.answer()
}
