//! What of an IR is seen from outside: what `X-Mizan-Schema` is made of. Page: `ir/protocol/ir.md`, text.

use std::collections::BTreeSet;

use super::{Function, Ir, Named, Type, TypeDef};

impl Ir {
    /// The same without private functions, and without the types and errors that these alone reach.
    ///
    /// What nobody reaches stays: it was declared for somebody.
    #[must_use]
    pub fn shown(&self) -> Self {
        let (hidden, shown): (Vec<&Function>, Vec<&Function>) =
            self.functions.iter().partition(|function| function.private);
        if hidden.is_empty() {
            return self.clone();
        }
        let raised = |functions: &[&Function], code: &str| {
            let mut functions = functions.iter();
            functions.any(|function| function.raises.iter().any(|own| own == code))
        };
        let errors: Vec<_> = self
            .errors
            .iter()
            .filter(|error| !raised(&hidden, &error.code) || raised(&shown, &error.code))
            .cloned()
            .collect();
        let named = Named::new(&self.types);
        let by_hidden = named.reached(
            hidden
                .iter()
                .flat_map(|function| kinds(function))
                .chain(self.errors.iter().filter_map(|error| error.data.as_ref())),
        );
        let mut by_shown: BTreeSet<&str> = named.reached(
            shown
                .iter()
                .flat_map(|function| kinds(function))
                .chain(errors.iter().filter_map(|error| error.data.as_ref())),
        );
        // What nobody reaches keeps what it reaches itself.
        let free = self.types.iter().filter(|definition| {
            !by_hidden.contains(definition.name()) && !by_shown.contains(definition.name())
        });
        for definition in free.collect::<Vec<_>>() {
            by_shown.insert(definition.name());
            by_shown.extend(named.reached(parts(definition)));
        }
        let types = self
            .types
            .iter()
            .filter(|definition| by_shown.contains(definition.name()));
        Self {
            version: self.version,
            types: types.cloned().collect(),
            contexts: self.contexts.clone(),
            errors,
            functions: shown.into_iter().cloned().collect(),
        }
    }
}

/// The types that a function's arguments and result are of.
fn kinds(function: &Function) -> impl Iterator<Item = &Type> {
    let args = function.args.iter().map(|arg| &arg.kind);
    args.chain(&function.result)
}

fn parts(definition: &TypeDef) -> Vec<&Type> {
    match definition {
        TypeDef::Alias { of, .. } => vec![of],
        TypeDef::Struct { fields, .. } => fields.iter().map(|field| &field.kind).collect(),
    }
}
