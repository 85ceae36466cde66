//! The one order and the one spelling of a legal IR. Page: `ir/protocol/ir.md`, normalised.
//!
//! Works on an IR without defects: of a broken one it would give up what is wrong with it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Context, Field, Function, Ir, Type, TypeDef, canonical};
use crate::types::Types;

impl Ir {
    /// Sorts what has no order of its own, writes defaults in canonical form and derives the contexts' params.
    pub fn normalise(&mut self) {
        self.canonicalise();
        let types = Types::new(&self.types);
        for definition in &mut self.types {
            if let TypeDef::Struct { fields, .. } = definition {
                canonical_defaults(fields, &types);
            }
        }
        for function in &mut self.functions {
            canonical_defaults(&mut function.args, &types);
            function.args.sort_by(|a, b| a.name.cmp(&b.name));
            function.raises.sort();
            function.raises.dedup();
            function.methods.sort();
            function.methods.dedup();
        }
        self.types.sort_by(|a, b| a.name().cmp(b.name()));
        self.errors.sort_by(|a, b| a.code.cmp(&b.code));
        self.functions.sort_by(|a, b| a.name.cmp(&b.name));
        for context in &mut self.contexts {
            context.view.sort();
            context.view.dedup();
            context.params = params(context, &self.functions);
        }
        self.contexts.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Spells every constraint in the one way, as far as it can be read.
    pub(crate) fn canonicalise(&mut self) {
        for kind in self.kinds_mut() {
            kind.canonicalise();
        }
    }

    /// The type of everything that was declared. Contexts' params are derived.
    fn kinds_mut(&mut self) -> impl Iterator<Item = &mut Type> {
        let types = self
            .types
            .iter_mut()
            .flat_map(|definition| match definition {
                TypeDef::Alias { of, .. } => vec![of],
                TypeDef::Struct { fields, .. } => {
                    fields.iter_mut().map(|field| &mut field.kind).collect()
                }
            });
        let errors = self
            .errors
            .iter_mut()
            .filter_map(|error| error.data.as_mut());
        let functions = self.functions.iter_mut().flat_map(|function| {
            let args = function.args.iter_mut().map(|arg| &mut arg.kind);
            args.chain(&mut function.result)
        });
        types.chain(errors).chain(functions)
    }
}

fn canonical_defaults(fields: &mut [Field], types: &Types) {
    for field in fields {
        if let Some(default) = &mut field.default
            && let Some(value) = canonical(default, &field.kind, types)
        {
            *default = value;
        }
    }
}

/// The union of the members' arguments, by name.
pub fn params(context: &Context, functions: &[Function]) -> Vec<Field> {
    let mut arguments: BTreeMap<&str, Vec<&Field>> = BTreeMap::new();
    for function in functions {
        if function.context.as_ref() == Some(&context.name) {
            for arg in &function.args {
                arguments.entry(&arg.name).or_default().push(arg);
            }
        }
    }
    arguments
        .into_iter()
        .map(|(name, uses)| Field {
            name: name.to_owned(),
            kind: param_type(&uses),
            default: param_default(&uses),
            omittable: false,
            doc: None,
        })
        .collect()
}

fn is_required(uses: &[&Field]) -> bool {
    uses.iter().any(|arg| arg.default.is_none())
}

fn param_type(uses: &[&Field]) -> Type {
    let nullable = uses.iter().find(|arg| arg.kind.takes_null());
    match (nullable, uses.first()) {
        (Some(nullable), _) if !is_required(uses) => nullable.kind.clone(),
        (_, Some(first)) => first.kind.beside_null().clone(),
        (_, None) => Type::Null,
    }
}

fn param_default(uses: &[&Field]) -> Option<Json> {
    if is_required(uses) {
        return None;
    }
    // A legal param has one default, which is null only if no member gives another.
    let mut given = uses.iter().filter_map(|arg| arg.default.as_ref());
    Some(
        given
            .find(|default| !default.is_null())
            .cloned()
            .unwrap_or(Json::Null),
    )
}
