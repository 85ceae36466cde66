//! Where an argument comes from: the call, the host's state or the caller.

use std::any::{TypeId, type_name};

use mizan_core::{
    caller::Caller,
    errors::{Code, Problem},
    ir,
    registry::{Invocation, Need, States},
};
use serde_json::Value as Json;

use crate::{
    constraints::Constraints,
    describe::Form,
    describer::Describer,
    misfit::Misfit,
    read::{FieldsOf, Read},
    state::State,
};

/// What may stand in the signature of a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument",
    note = "arguments are owned types of the wire, `mizan::State<T>`, `mizan::Caller` or `Option<mizan::Caller>`; `#[derive(mizan::Type)]` makes a struct or an enum one"
)]
pub trait Argument: Sized {
    /// Whether it is who asks.
    const IS_CALLER: bool = false;

    /// Its description; `None` if it never reaches clients.
    fn describe(
        name: &str,
        default: Option<Json>,
        doc: Option<&str>,
        constraints: Option<&'static Constraints>,
        into: &mut Describer<'_>,
    ) -> Option<ir::Field> {
        let _ = (name, default, doc, constraints, into);
        None
    }

    /// What it asks of the host.
    fn need() -> Option<Need> {
        None
    }

    /// Its value.
    ///
    /// # Errors
    /// UNAUTHENTICATED without a caller, INVALID for a value that is beyond the Rust type.
    fn take(name: &str, from: &mut Arguments) -> Result<Self, Problem>;
}

/// One call's arguments, taken one by one.
pub struct Arguments {
    fields: FieldsOf,
    caller: Option<Caller>,
    states: States,
}

impl Arguments {
    /// Of this call.
    ///
    /// # Errors
    /// INTERNAL: the host handed over what is no JSON object.
    pub fn new(invocation: Invocation) -> Result<Self, Problem> {
        let fields = FieldsOf::new(Json::Object(invocation.args)).map_err(Misfit::of_argument)?;
        Ok(Self {
            fields,
            caller: invocation.caller,
            states: invocation.states,
        })
    }

    /// One argument.
    ///
    /// # Errors
    /// As [`Argument::take`].
    pub fn take<T: Argument>(&mut self, name: &str) -> Result<T, Problem> {
        T::take(name, self)
    }
}

impl<T: Read> Argument for T {
    fn describe(
        name: &str,
        default: Option<Json>,
        doc: Option<&str>,
        constraints: Option<&'static Constraints>,
        into: &mut Describer<'_>,
    ) -> Option<ir::Field> {
        Some(ir::Field {
            omittable: false,
            name: name.to_owned(),
            kind: into.constrained::<T>(Form::Input, constraints),
            default: default.or_else(T::absent),
            doc: doc.map(str::to_owned),
        })
    }

    fn take(name: &str, from: &mut Arguments) -> Result<Self, Problem> {
        from.fields.take(name).map_err(Misfit::of_argument)
    }
}

impl<T: Send + Sync + 'static> Argument for State<T> {
    fn need() -> Option<Need> {
        Some(Need::State {
            name: type_name::<T>(),
            id: TypeId::of::<T>(),
        })
    }

    fn take(_: &str, from: &mut Arguments) -> Result<Self, Problem> {
        let missing =
            || Problem::new(Code::Internal).log(format!("no state of type `{}`", type_name::<T>()));
        from.states.get().map(Self::shared).ok_or_else(missing)
    }
}

impl Argument for Option<Caller> {
    const IS_CALLER: bool = true;

    fn take(_: &str, from: &mut Arguments) -> Result<Self, Problem> {
        Ok(from.caller.clone())
    }
}

impl Argument for Caller {
    const IS_CALLER: bool = true;

    fn take(_: &str, from: &mut Arguments) -> Result<Self, Problem> {
        from.caller
            .clone()
            .ok_or_else(|| Problem::new(Code::Unauthenticated))
    }
}
