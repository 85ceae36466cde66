//! Contexts and the targets that are made of them.
//!
//! Decides how they are declared, nothing of what a target drops (`mizan_core::invalidation`).
//! Twin: `python/mizan/declaration.py`. Page: `ir/protocol/registry.md`.

use std::collections::BTreeMap;

use mizan_core::ir;

/// A named group of reads that are answered together; a constant of the crate that declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    name: &'static str,
    identity: Option<&'static str>,
    view: &'static [&'static str],
}

impl Context {
    /// A context of this name, in snake case.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            identity: None,
            view: &[],
        }
    }

    /// The same; this param names the caller.
    #[must_use]
    pub const fn identity(self, param: &'static str) -> Self {
        Self {
            identity: Some(param),
            ..self
        }
    }

    /// The same; these params never scope, since they only choose what is looked at (a page, an order).
    #[must_use]
    pub const fn view(self, params: &'static [&'static str]) -> Self {
        Self {
            view: params,
            ..self
        }
    }

    /// For `affects`: its entries whose params equal the named arguments, as pairs of param and argument.
    pub fn scope(self, pairs: &[(&'static str, &'static str)]) -> Target {
        Target::new(self).scope(pairs)
    }

    /// For `affects`: all of its entries, whatever the arguments say.
    pub fn all(self) -> Target {
        let mut target = Target::new(self);
        target.affect.all = true;
        target
    }

    /// For `affects`: one of its members, by the name of the function.
    pub fn member(self, function: &str) -> Target {
        let mut target = Target::new(self);
        target.affect.function = Some(function.to_owned());
        target
    }

    pub(crate) const fn name(self) -> &'static str {
        self.name
    }

    pub(crate) fn declared(self) -> ir::Context {
        ir::Context {
            name: self.name.to_owned(),
            identity: self.identity.map(str::to_owned),
            view: self.view.iter().map(|&param| param.to_owned()).collect(),
            params: Vec::new(),
        }
    }
}

/// What a mutation drops: a context or one of its members, scoped by arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub(crate) context: Context,
    pub(crate) affect: ir::Affect,
}

impl Target {
    fn new(context: Context) -> Self {
        Self {
            context,
            affect: ir::Affect {
                context: context.name.to_owned(),
                function: None,
                scope: None,
                all: false,
            },
        }
    }

    /// The same, only where the params equal the named arguments, as pairs of param and argument.
    #[must_use]
    pub fn scope(mut self, pairs: &[(&'static str, &'static str)]) -> Self {
        let pairs = pairs
            .iter()
            .map(|&(param, argument)| (param.to_owned(), argument.to_owned()));
        self.affect
            .scope
            .get_or_insert_with(BTreeMap::new)
            .extend(pairs);
        self
    }
}

/// What `affects` takes.
#[diagnostic::on_unimplemented(
    message = "`affects` takes contexts and what is made of them, no `{Self}`",
    note = "a member is named through its context: `USER.member(\"user_orders\")`"
)]
pub trait IntoTarget {
    /// The target.
    fn into_target(self) -> Target;
}

impl IntoTarget for Context {
    fn into_target(self) -> Target {
        Target::new(self)
    }
}

impl IntoTarget for Target {
    fn into_target(self) -> Target {
        self
    }
}
