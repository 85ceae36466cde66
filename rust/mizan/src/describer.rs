//! Named types, as they are met: structs, enums, what contains itself.
//!
//! A named type has an input form, where fields with a default may be absent, and an output form. They share the name
//! only when they are equal; otherwise the input form is `<Name>Input`. Twin: `python/mizan/models.py`.
//! Page: `ir/protocol/ir.md`.

use std::{any::TypeId, mem};

use mizan_core::{
    ir,
    registry::{Declarations, Origin},
};
use serde_json::Value as Json;

use crate::{
    constraints::Constraints,
    describe::{Form, Omittable, Type},
    misfit::Misfit,
};

/// The name of a type and where it was declared.
pub struct Named {
    /// On the wire, without the ending of an input form.
    pub name: String,
    /// `file!()` and `line!()`.
    pub place: &'static str,
    /// The author's documentation.
    pub doc: Option<&'static str>,
}

/// Collects the named types that types reach.
pub struct Describer<'a> {
    into: &'a mut Declarations,
    met: Vec<(TypeId, String, Form)>,
    // Types without a name of their own that are being described, since the last named one: whether each came again.
    around: Vec<(TypeId, bool)>,
    // Looking for differences between the forms alone: declares nothing.
    probe: Option<bool>,
    constrained: bool,
}

enum Definition {
    Alias(ir::Type),
    Struct(Vec<ir::Field>),
}

impl<'a> Describer<'a> {
    /// Declares into `into`.
    pub fn new(into: &'a mut Declarations) -> Self {
        Self {
            into,
            met: Vec::new(),
            around: Vec::new(),
            probe: None,
            constrained: false,
        }
    }

    /// A struct; `describe` names its fields in declared order.
    pub fn structure<T: Type>(
        &mut self,
        form: Form,
        named: Named,
        describe: impl Fn(&mut Fields<'_, '_>),
    ) -> ir::Type {
        self.named::<T>(form, named, &|describer, form| {
            let mut fields = Fields {
                describer,
                form,
                list: Vec::new(),
            };
            describe(&mut fields);
            Definition::Struct(fields.list)
        })
    }

    /// Another name for what `describe` describes.
    pub fn alias<T: Type>(
        &mut self,
        form: Form,
        named: Named,
        describe: impl Fn(&mut Describer<'_>, Form) -> ir::Type,
    ) -> ir::Type {
        self.named::<T>(form, named, &|describer, form| {
            Definition::Alias(describe(describer, form))
        })
    }

    /// A type that is what it holds; it gets its name only if it holds itself.
    pub fn transparent<T: Type>(
        &mut self,
        form: Form,
        named: Named,
        describe: impl Fn(&mut Describer<'_>, Form) -> ir::Type,
    ) -> ir::Type {
        let id = TypeId::of::<T>();
        if let Some((_, again)) = self.around.iter_mut().find(|(around, _)| *around == id) {
            *again = true;
            return ir::Type::Ref { name: named.name };
        }
        self.around.push((id, false));
        let held = describe(self, form);
        match self.around.pop() {
            Some((_, true)) => self.alias::<T>(form, named, describe),
            _ => held,
        }
    }

    /// A type with constraints beside its own.
    pub fn constrained<T: Type>(
        &mut self,
        form: Form,
        constraints: Option<&'static Constraints>,
    ) -> ir::Type {
        let mut kind = T::describe(form, self);
        if let Some(constraints) = constraints {
            self.constrained = true;
            for twice in constraints.apply(&mut kind) {
                self.into.defects.push(format!(
                    "`{twice}` stands on a type that has it already ({})",
                    T::label()
                ));
            }
        }
        kind
    }

    /// Whether constraints were met that a Rust value may break.
    pub(crate) const fn is_constrained(&self) -> bool {
        self.constrained
    }

    fn named<T: Type>(
        &mut self,
        form: Form,
        Named { name, place, doc }: Named,
        describe: &dyn Fn(&mut Describer<'_>, Form) -> Definition,
    ) -> ir::Type {
        let id = TypeId::of::<T>();
        let form = if form == Form::Input && (self.probe.is_some() || differs(id, &name, describe))
        {
            Form::Input
        } else {
            Form::Output
        };
        let full = match form {
            Form::Input => format!("{name}Input"),
            Form::Output => name.clone(),
        };
        // Marked before it is looked at, since it may hold itself.
        let key = (id, name, form);
        if !self.met.contains(&key) {
            self.met.push(key);
            let around = mem::take(&mut self.around);
            let definition = describe(self, form);
            self.around = around;
            if self.probe.is_none() {
                self.declare(full.clone(), place, doc, definition);
            }
        }
        ir::Type::Ref { name: full }
    }

    fn declare(
        &mut self,
        name: String,
        place: &'static str,
        doc: Option<&str>,
        definition: Definition,
    ) {
        self.into.origins.push(Origin {
            name: name.clone(),
            place,
        });
        let doc = doc.map(str::to_owned);
        self.into.types.push(match definition {
            Definition::Alias(of) => ir::TypeDef::Alias { name, doc, of },
            Definition::Struct(fields) => ir::TypeDef::Struct { name, doc, fields },
        });
    }
}

/// Whether the two forms of a type are different, however far inside.
fn differs(
    id: TypeId,
    name: &str,
    describe: &dyn Fn(&mut Describer<'_>, Form) -> Definition,
) -> bool {
    let mut nowhere = Declarations::default();
    let mut describer = Describer {
        met: vec![(id, name.to_owned(), Form::Input)],
        probe: Some(false),
        ..Describer::new(&mut nowhere)
    };
    describe(&mut describer, Form::Input);
    describer.probe == Some(true)
}

/// One field, as the macro has read it.
#[derive(Default)]
pub struct Slot {
    /// Its name in the input form; `None` if it is not there.
    pub input: Option<&'static str>,
    /// Its name in the output form; `None` if it is not there.
    pub output: Option<&'static str>,
    /// What its absence means, by JSON.
    pub default: Option<Result<Json, Misfit>>,
    /// The author's documentation.
    pub doc: Option<&'static str>,
    /// It may not be left out, though null is a value of it.
    pub required: bool,
    /// Beside those of its type.
    pub constraints: Option<&'static Constraints>,
}

/// The fields of a struct, as they are described.
pub struct Fields<'a, 'b> {
    describer: &'a mut Describer<'b>,
    form: Form,
    list: Vec<ir::Field>,
}

impl Fields<'_, '_> {
    /// The field that says which branch of a union this is.
    pub fn tag(&mut self, name: &str, value: &str) {
        self.list.push(ir::Field {
            omittable: false,
            name: name.to_owned(),
            kind: texts(&[value]),
            default: None,
            doc: None,
        });
    }

    /// The next field.
    pub fn field<T: Type>(&mut self, slot: &Slot) {
        self.differs_if(slot.input != slot.output);
        if let Some(name) = self.name(slot) {
            let default = match &slot.default {
                None if slot.required => None,
                None => T::absent(),
                Some(Ok(default)) => Some(default.clone()),
                Some(Err(misfit)) => {
                    let why = misfit.told(&format!("the default of the field `{name}`"));
                    self.describer.into.defects.push(why);
                    None
                }
            };
            self.differs_if(default.is_some());
            let kind = self.describer.constrained::<T>(self.form, slot.constraints);
            self.list.push(ir::Field {
                omittable: false,
                name: name.to_owned(),
                kind,
                default: default.filter(|_| self.form == Form::Input),
                doc: slot.doc.map(str::to_owned),
            });
        }
    }

    /// The field that holds what a variant holds.
    pub fn content(
        &mut self,
        name: &str,
        describe: impl FnOnce(&mut Describer<'_>, Form) -> ir::Type,
    ) {
        let kind = describe(self.describer, self.form);
        self.list.push(ir::Field {
            omittable: false,
            name: name.to_owned(),
            kind,
            default: None,
            doc: None,
        });
    }

    /// The next field, which may be absent in both forms.
    pub fn omittable<T: Omittable>(&mut self, slot: &Slot) {
        self.differs_if(slot.input != slot.output);
        if let Some(name) = self.name(slot) {
            let kind = self
                .describer
                .constrained::<T::Present>(self.form, slot.constraints);
            self.list.push(ir::Field {
                omittable: true,
                name: name.to_owned(),
                kind,
                default: None,
                doc: slot.doc.map(str::to_owned),
            });
        }
    }

    /// The next field, which is left out of what is written where it is `None`.
    pub fn unless_none<T: Omittable>(&mut self, slot: &Slot) {
        self.differs_if(true);
        match self.form {
            Form::Input => self.field::<T>(slot),
            Form::Output => self.omittable::<T>(slot),
        }
    }

    fn name(&self, slot: &Slot) -> Option<&'static str> {
        match self.form {
            Form::Input => slot.input,
            Form::Output => slot.output,
        }
    }

    fn differs_if(&mut self, differs: bool) {
        if let Some(found) = &mut self.describer.probe {
            *found |= differs;
        }
    }
}

/// One of these texts.
pub fn texts(values: &[&str]) -> ir::Type {
    let value = |value: &&str| ir::EnumValue::String((*value).to_owned());
    ir::Type::Enum {
        values: values.iter().map(value).collect(),
    }
}

/// One of these branches; one alone is itself.
pub fn union(mut of: Vec<ir::Type>, tag: Option<&str>) -> ir::Type {
    match (of.pop(), of.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            of.extend(last);
            ir::Type::Union {
                of,
                tag: tag.map(str::to_owned),
            }
        }
    }
}

/// The type of a map's keys; `None` is plain text.
pub fn key(described: ir::Type) -> Option<ir::Type> {
    Some(described).filter(|kind| *kind != ir::Type::string())
}
