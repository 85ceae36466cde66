//! How a Rust type becomes a type of the IR.
//!
//! A struct has an input form, where fields with a default may be absent, and an output form. They share the name
//! only when they are equal; otherwise the input form is `<Name>Input`. Page: `ir/protocol/ir.md`.

use std::any::TypeId;

use mizan_core::{ir, registry::Declarations};
use serde_json::Value as Json;

/// A type that travels. `#[derive(mizan::Type)]` makes a struct one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of the wire",
    note = "`#[derive(mizan::Type)]` makes a struct with named fields one; see `ir/protocol/types.md` for the others"
)]
pub trait Type: 'static {
    /// Its type in the IR; the structs that it reaches are declared on the way.
    fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type;

    /// What its absence means, where that is not a fault.
    fn absent() -> Option<Json> {
        None
    }
}

/// A type that lists may hold: all but `u8`, since a `Vec<u8>` is bytes.
#[diagnostic::on_unimplemented(
    message = "there is no list of `{Self}` on the wire",
    note = "a `Vec<u8>` is bytes, which are not there yet; a list of small numbers is a `Vec<u16>`"
)]
pub trait Item: Type {}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Sent by the client.
    Input,
    /// Answered by the server.
    Output,
}

/// Collects the structs that types reach.
pub struct Describer<'a> {
    into: &'a mut Declarations,
    met: Vec<(TypeId, Form)>,
    // Looking for defaults alone: declares nothing.
    probe: Option<bool>,
}

impl<'a> Describer<'a> {
    /// Declares into `into`.
    pub fn new(into: &'a mut Declarations) -> Self {
        Self {
            into,
            met: Vec::new(),
            probe: None,
        }
    }

    /// A struct; `describe` names its fields in declared order.
    pub fn structure<T: Type>(
        &mut self,
        form: Form,
        name: &str,
        doc: Option<&str>,
        describe: impl Fn(&mut Fields<'_, '_>),
    ) -> ir::Type {
        let form = if form == Form::Input
            && (self.probe.is_some() || has_defaults(TypeId::of::<T>(), &describe))
        {
            Form::Input
        } else {
            Form::Output
        };
        let name = match form {
            Form::Input => format!("{name}Input"),
            Form::Output => name.to_owned(),
        };
        // Marked before its fields are looked at, since a struct may hold lists of itself.
        if !self.met.contains(&(TypeId::of::<T>(), form)) {
            self.met.push((TypeId::of::<T>(), form));
            let mut fields = Fields {
                describer: self,
                form,
                list: Vec::new(),
            };
            describe(&mut fields);
            let fields = fields.list;
            if self.probe.is_none() {
                self.into.types.push(ir::TypeDef::Struct {
                    name: name.clone(),
                    doc: doc.map(str::to_owned),
                    fields,
                });
            }
        }
        ir::Type::Ref { name }
    }
}

fn has_defaults(id: TypeId, describe: &impl Fn(&mut Fields<'_, '_>)) -> bool {
    let mut nowhere = Declarations::default();
    let mut describer = Describer {
        into: &mut nowhere,
        met: vec![(id, Form::Input)],
        probe: Some(false),
    };
    describe(&mut Fields {
        describer: &mut describer,
        form: Form::Input,
        list: Vec::new(),
    });
    describer.probe == Some(true)
}

/// The fields of a struct, as they are described.
pub struct Fields<'a, 'b> {
    describer: &'a mut Describer<'b>,
    form: Form,
    list: Vec<ir::Field>,
}

impl Fields<'_, '_> {
    /// The next field.
    pub fn field<T: Type>(&mut self, name: &str, default: Option<Json>, doc: Option<&str>) {
        let default = default
            .or_else(T::absent)
            .filter(|_| self.form == Form::Input);
        if let (Some(found), Some(_)) = (&mut self.describer.probe, &default) {
            *found = true;
        }
        let kind = T::describe(self.form, self.describer);
        self.list.push(ir::Field {
            omittable: false,
            name: name.to_owned(),
            kind,
            default,
            doc: doc.map(str::to_owned),
        });
    }
}
