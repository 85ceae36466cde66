//! What is wrong with a graph: every defect at once, each as one line that names its place.
//!
//! Decides what a legal graph is. Changes nothing; a legal one is normalised by `ir`. Text that comes from a
//! declaration is quoted and escaped, since it is printed on terminals and pages.
//! Twin: none, Python asks `graph`. Pages: `ir/protocol/registry.md`; protocol, section 0.

mod affects;
mod names;
mod params;
mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ir::{Affect, Auth, Context, Field, Function, Ir, Type, TypeDef},
    quoting::quoted,
    types::Types,
};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The graph may not start.
    pub defects: Vec<String>,
    /// It may, but its author will want to know.
    pub warnings: Vec<String>,
}

/// Judges an IR as it was declared.
pub fn find(ir: &Ir) -> Findings {
    let mut check = Check::new(ir);
    names::check(&mut check);
    shapes::check(&mut check);
    params::check(&mut check);
    affects::check(&mut check);
    let mut met = BTreeSet::new();
    check
        .found
        .defects
        .retain(|defect| met.insert(defect.clone()));
    check.found
}

/// The graph by name, and what was found so far. Of two things of one name the first counts.
struct Check<'a> {
    ir: &'a Ir,
    types: Types,
    definitions: BTreeMap<&'a str, &'a TypeDef>,
    contexts: BTreeMap<&'a str, &'a Context>,
    functions: BTreeMap<&'a str, &'a Function>,
    members: BTreeMap<&'a str, Vec<&'a Function>>,
    found: Findings,
}

impl<'a> Check<'a> {
    fn new(ir: &'a Ir) -> Self {
        let mut check = Self {
            ir,
            types: Types::new(&ir.types),
            definitions: BTreeMap::new(),
            contexts: BTreeMap::new(),
            functions: BTreeMap::new(),
            members: BTreeMap::new(),
            found: Findings::default(),
        };
        for definition in &ir.types {
            check
                .definitions
                .entry(definition.name())
                .or_insert(definition);
        }
        for context in &ir.contexts {
            check.contexts.entry(&context.name).or_insert(context);
        }
        for function in &ir.functions {
            if let Some(context) = &function.context {
                check.members.entry(context).or_default().push(function);
            }
            check.functions.entry(&function.name).or_insert(function);
        }
        check
    }

    fn defect(&mut self, place: &str, what: &str) {
        self.found.defects.push(format!("{place}: {what}"));
    }

    fn warn(&mut self, place: &str, what: &str) {
        self.found.warnings.push(format!("{place}: {what}"));
    }

    /// The members of a context, in declared order.
    fn members(&self, context: &str) -> Vec<&'a Function> {
        self.members.get(context).cloned().unwrap_or_default()
    }

    /// What a target's params can be: of one member its arguments, of a context the union.
    fn target_params(&self, affect: &Affect) -> BTreeMap<&'a str, &'a Field> {
        let mut params = BTreeMap::new();
        for member in self.members(&affect.context) {
            if affect
                .function
                .as_ref()
                .is_none_or(|function| *function == member.name)
            {
                for arg in &member.args {
                    params.entry(arg.name.as_str()).or_insert(arg);
                }
            }
        }
        params
    }
}

fn is_list(kind: &Type) -> bool {
    matches!(kind.beside_null(), Type::List { .. })
}

fn function_place(function: &Function) -> String {
    format!("function {}", quoted(&function.name))
}

fn context_place(context: &Context) -> String {
    format!("context {}", quoted(&context.name))
}

fn needs_own(function: &Function) -> bool {
    function.auth == Some(Auth::Own)
}

#[cfg(test)]
mod tests;
