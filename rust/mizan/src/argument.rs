//! Where an argument comes from: the call, its files, the host's state and request, the caller, or the call as it runs.

use std::{
    any::{TypeId, type_name},
    collections::BTreeMap,
};

use mizan_core::{
    caller::Caller,
    errors::{Code, Problem},
    ir,
    registry::{Invocation, Need, Request, States, Upload},
    running,
};
use serde_json::Value as Json;

use crate::{
    constraints::Constraints,
    describe::{Form, Type},
    describer::Describer,
    misfit::Misfit,
    read::{FieldsOf, Read},
    running::Running,
    state::State,
    write::{Write, json_of},
};

/// What may stand in the signature of a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument",
    note = "arguments are owned types of the wire, files as `mizan::Upload`, and what never reaches clients: `mizan::State<T>`, `mizan::Caller`, `Option<mizan::Caller>`, `mizan::Request` and `mizan::Running`; `#[derive(mizan::Type)]` makes a struct or an enum a type of the wire"
)]
pub trait Argument: Sized {
    /// Whether it is who asks.
    const IS_CALLER: bool = false;

    /// Whether it is the host's request.
    const IS_REQUEST: bool = false;

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

    /// Its JSON, if it has one.
    fn joined(&self) -> Option<Result<Json, Misfit>> {
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
    files: BTreeMap<String, Vec<Upload>>,
    caller: Option<Caller>,
    states: States,
    request: Option<Request>,
    running: Option<running::Running>,
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
            files: invocation.files,
            caller: invocation.caller,
            states: invocation.states,
            request: invocation.request,
            running: invocation.running,
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

impl<T: Read + Write> Argument for T {
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

    fn joined(&self) -> Option<Result<Json, Misfit>> {
        Some(json_of(self))
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
        from.states.get().map(Self::held).ok_or_else(missing)
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

impl Argument for Request {
    const IS_REQUEST: bool = true;

    fn need() -> Option<Need> {
        Some(Need::Request)
    }

    fn take(_: &str, from: &mut Arguments) -> Result<Self, Problem> {
        let missing = || Problem::new(Code::Internal).log("the host handed over no request");
        from.request.take().ok_or_else(missing)
    }
}

impl Argument for Running {
    fn need() -> Option<Need> {
        Some(Need::Running)
    }

    fn take(_: &str, from: &mut Arguments) -> Result<Self, Problem> {
        let missing = || Problem::new(Code::Internal).log("the host handed over no running call");
        from.running.take().map(Self::new).ok_or_else(missing)
    }
}

/// Files: described as every argument is, and taken from beside the others.
macro_rules! files {
    ($($kind:ty: $files:ident $take:block)*) => {$(
        impl Argument for $kind {
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
                    kind: into.constrained::<Self>(Form::Input, constraints),
                    default: default.or_else(<Self as Type>::absent),
                    doc: doc.map(str::to_owned),
                })
            }

            fn take(name: &str, from: &mut Arguments) -> Result<Self, Problem> {
                let $files = from.files.remove(name);
                $take
            }
        }
    )*};
}

files! {
    Upload: files {
        let missing = || Problem::new(Code::Internal).log("the host handed over no file");
        files.and_then(|files| files.into_iter().next()).ok_or_else(missing)
    }
    Option<Upload>: files {
        Ok(files.and_then(|files| files.into_iter().next()))
    }
    Vec<Upload>: files {
        Ok(files.unwrap_or_default())
    }
    Option<Vec<Upload>>: files {
        Ok(files)
    }
}
