//! One function, as the macro declares it, step by step.

use mizan_core::{ir, registry::Declarations};
use serde_json::Value as Json;

use crate::{
    argument::Argument,
    constraints::Constraints,
    context::{Context, IntoTarget},
    describer::Describer,
    domain::Errors,
    outcome::Outcome,
};

/// A function that is being declared.
pub struct Declaration {
    function: ir::Function,
    reached: Declarations,
}

impl Declaration {
    /// Of this name.
    pub fn new(name: &str, doc: Option<&str>) -> Self {
        let function = ir::Function {
            name: name.to_owned(),
            doc: doc.map(str::to_owned),
            result: Some(ir::Type::Null),
            ..ir::Function::default()
        };
        Self {
            function,
            reached: Declarations::default(),
        }
    }

    /// It is a member of this context.
    pub fn context(&mut self, context: &Context) {
        let declared = context.declared();
        self.function.context = Some(declared.name.clone());
        self.reached.contexts.push(declared);
    }

    /// It drops this.
    pub fn affects(&mut self, target: impl IntoTarget) {
        let target = target.into_target();
        self.reached.contexts.push(target.context.declared());
        self.function.affects.push(target.affect);
    }

    /// It is guarded.
    pub fn auth(&mut self, auth: ir::Auth) {
        self.function.auth = Some(auth);
    }

    /// How long its answer is kept.
    pub fn cache(&mut self, cache: ir::Cache) {
        self.function.cache = cache;
    }

    /// Its answer is one for everyone.
    pub fn public(&mut self) {
        self.function.public = true;
    }

    /// The app alone calls it.
    pub fn private(&mut self) {
        self.function.private = true;
    }

    /// Another number drops what was kept.
    pub fn rev(&mut self, rev: u32) {
        self.function.rev = rev;
    }

    /// Where it is found.
    pub fn route(&mut self, route: &str) {
        self.function.route = Some(route.to_owned());
    }

    /// The methods that it answers there.
    pub fn methods(&mut self, methods: &[ir::Method]) {
        self.function.methods = methods.to_vec();
    }

    /// Its domain errors.
    pub fn raises(&mut self, raises: fn(&mut Errors<'_>)) {
        let mut errors = Errors::new(&mut self.reached);
        raises(&mut errors);
        self.function.raises = errors.codes();
    }

    /// The next argument.
    pub fn argument<T: Argument>(
        &mut self,
        name: &str,
        default: Option<Json>,
        doc: Option<&str>,
        constraints: Option<&'static Constraints>,
    ) {
        if T::IS_CALLER && self.function.public {
            self.reached.defects.push(format!(
                "it is public, so that its answer is one for everyone, and its argument `{name}` is the caller"
            ));
        }
        let mut describer = Describer::new(&mut self.reached);
        let field = T::describe(name, default, doc, constraints, &mut describer);
        self.function.args.extend(field);
    }

    /// What it answers.
    pub fn result<T: Outcome>(&mut self) {
        self.function.result = T::describe(&mut Describer::new(&mut self.reached));
    }

    /// After the last step.
    pub fn declare(mut self, into: &mut Declarations) {
        into.types.append(&mut self.reached.types);
        into.contexts.append(&mut self.reached.contexts);
        into.errors.append(&mut self.reached.errors);
        into.origins.append(&mut self.reached.origins);
        into.defects.append(&mut self.reached.defects);
        into.functions.push(self.function);
    }
}
