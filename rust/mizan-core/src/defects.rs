//! What is wrong with a graph: every defect at once, each as one line that names its place.
//!
//! Decides what a legal graph is. Changes nothing; a legal one is normalised by `ir`. Text that comes from a
//! declaration is quoted and escaped, since it is printed on terminals and pages.
//! Twin: `typescript/server/src/defects.ts`, in the same words; Python asks `graph`. Pages: `ir/protocol/registry.md`; protocol, section 0.

mod affects;
mod constraints;
mod cycles;
mod depth;
mod endless;
mod errors;
mod files;
mod names;
mod params;
pub(crate) mod routes;
mod serving;
mod shapes;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ir::{Affect, Auth, Context, ErrorDef, Field, Function, Ir, Named, Type, TypeDef},
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
    let deep = depth::check(ir);
    if !deep.is_empty() {
        return Findings {
            defects: deep,
            warnings: Vec::new(),
        };
    }
    // Two spellings of one constraint are no difference.
    let mut ir = ir.clone();
    ir.canonicalise();
    let mut check = Check::new(&ir);
    names::check(&mut check);
    errors::check(&mut check);
    shapes::check(&mut check);
    params::check(&mut check);
    serving::check(&mut check);
    routes::check(&mut check);
    files::check(&mut check);
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
    named: Named<'a>,
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
            named: Named::new(&ir.types),
            contexts: BTreeMap::new(),
            functions: BTreeMap::new(),
            members: BTreeMap::new(),
            found: Findings::default(),
        };
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

/// Something that has a type.
struct Place<'a> {
    name: String,
    kind: &'a Type,
    /// What may be absent; results, aliases and data may not.
    field: Option<&'a Field>,
    of_struct: bool,
}

/// Everything that has a type, but for contexts' params, which are derived.
fn places(ir: &Ir) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let bare = |name, kind| Place {
        name,
        kind,
        field: None,
        of_struct: false,
    };
    for definition in &ir.types {
        let place = definition_place(definition);
        if let TypeDef::Alias { of, .. } = definition {
            places.push(bare(place, of));
            continue;
        }
        for field in definition.fields() {
            places.push(Place {
                name: format!("{place}, field {}", quoted(&field.name)),
                kind: &field.kind,
                field: Some(field),
                of_struct: true,
            });
        }
    }
    for error in &ir.errors {
        let data = error.data.iter();
        places.extend(data.map(|kind| bare(format!("{}, data", error_place(error)), kind)));
    }
    for function in &ir.functions {
        let place = function_place(function);
        let result = function.result.iter();
        places.extend(result.map(|kind| bare(format!("{place}, result"), kind)));
        for arg in &function.args {
            places.push(Place {
                name: format!("{place}, argument {}", quoted(&arg.name)),
                kind: &arg.kind,
                field: Some(arg),
                of_struct: false,
            });
        }
    }
    places
}

fn is_list(kind: &Type) -> bool {
    matches!(kind.beside_null(), Type::List { .. })
}

fn definition_place(definition: &TypeDef) -> String {
    let name = quoted(definition.name());
    match definition {
        TypeDef::Alias { .. } => format!("alias {name}"),
        TypeDef::Struct { .. } => format!("struct {name}"),
    }
}

fn error_place(error: &ErrorDef) -> String {
    format!("error {}", quoted(&error.code))
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
