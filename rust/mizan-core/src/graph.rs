//! One registry, frozen: the IR of a legal graph, with all that requests need of it made ready.
//!
//! Decides nothing of its own: defects are found by `defects`, requests are taken apart by `envelope`, values judged
//! by `types`, targets found by `invalidation`. Immutable. Twin: none, Python holds this one as `mizan._native.Graph`.
//! Page: `ir/protocol/registry.md`.

pub(crate) mod by_name;
mod declared;
mod invalidating;
mod params;
mod targeting;
mod uploading;

use std::{convert::Infallible, fmt, sync::Arc};

use data_encoding::HEXLOWER;
use serde_json::json;
use sha2::{Digest, Sha256};

use self::{
    by_name::ByName,
    uploading::{Uploaded, places, without_files},
};
pub use self::{
    invalidating::Invalidation,
    params::MadeMembers,
    targeting::TargetError,
    uploading::{Parts, Place},
};
use crate::{
    canonical_json, defects,
    envelope::{self, Call, Refusal},
    invalidation::Scoping,
    ir::{self, Ir, Named},
    ir_text::{self, Docs},
    quoting::{on_one_line, quoted},
    types::{
        self, Args, Faults, Kind, Make, Source, Step, Stop, Structure, Types, Value, Values,
        WriteError, make_fields, write, write_fields,
    },
};

/// Why there is no graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphError {
    /// What was handed over is no IR; the wording is for whoever builds IRs.
    Document(String),
    /// It is one, and it may not start: every defect, one line each.
    Defects(Vec<String>),
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(why) => write!(f, "no IR: {}", on_one_line(why)),
            Self::Defects(defects) => f.write_str(&defects.join("\n")),
        }
    }
}

impl std::error::Error for GraphError {}

/// A name that the graph does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName(pub String);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the graph has no {}", quoted(&self.0))
    }
}

impl std::error::Error for UnknownName {}

/// One registry, frozen. Safe to share between threads.
#[derive(Debug)]
pub struct Graph {
    ir: Ir,
    types: Types,
    functions: ByName<Prepared>,
    /// Each context's params and members; both by name.
    contexts: ByName<PreparedContext>,
    /// What the data of each domain error that has some is.
    errors: ByName<Kind>,
    scoping: Arc<Scoping>,
    schema: String,
    warnings: Vec<String>,
}

#[derive(Debug)]
struct Prepared {
    /// Without files.
    args: Structure,
    files: Vec<Uploaded>,
    /// None of a view.
    result: Option<Kind>,
    /// The argument that names the caller, for `self`.
    identity: Option<String>,
}

#[derive(Debug)]
struct PreparedContext {
    params: Structure,
    members: Vec<String>,
}

impl Graph {
    /// Reads an IR from JSON, judges and normalises it.
    ///
    /// # Errors
    /// [`GraphError::Document`] if it is no IR of this version, [`GraphError::Defects`] with every defect at once.
    pub fn new(ir: &[u8]) -> Result<Self, GraphError> {
        let ir: Ir =
            serde_json::from_slice(ir).map_err(|why| GraphError::Document(why.to_string()))?;
        Self::from_ir(ir)
    }

    /// Judges and normalises an IR.
    ///
    /// # Errors
    /// As [`Graph::new`].
    pub fn from_ir(mut ir: Ir) -> Result<Self, GraphError> {
        if ir.version != ir::VERSION {
            return Err(GraphError::Document(format!(
                "its version is {}, and this core reads {}",
                ir.version,
                ir::VERSION
            )));
        }
        let defects::Findings {
            defects,
            mut warnings,
        } = defects::find(&ir);
        if !defects.is_empty() {
            return Err(GraphError::Defects(defects));
        }
        ir.normalise();
        let types = Types::new(&ir.types);
        // Every list of fields has a number of its own: structs come first, then functions, then contexts.
        let mut ids = ir.types.len()..;
        let mut fields =
            |fields: &[ir::Field]| types.structure(ids.next().unwrap_or_default(), fields);
        let functions = ir.functions.iter().map(|function| {
            let (files, args): (Vec<_>, Vec<_>) = function
                .args
                .iter()
                .cloned()
                .partition(|arg| arg.upload().is_some());
            let prepared = Prepared {
                args: fields(&args),
                files: files.iter().filter_map(Uploaded::new).collect(),
                result: function.result.as_ref().map(|result| types.kind(result)),
                identity: identity(&ir, function),
            };
            (function.name.clone(), prepared)
        });
        let functions = functions.collect();
        let contexts = ir.contexts.iter().map(|context| {
            let prepared = PreparedContext {
                params: fields(&context.params),
                members: members(&ir, &context.name),
            };
            (context.name.clone(), prepared)
        });
        let contexts = contexts.collect();
        let errors = ir.errors.iter().filter_map(|error| {
            let data = error.data.as_ref()?;
            Some((error.code.clone(), types.kind(data)))
        });
        let errors = errors.collect();
        let scoping = Arc::new(Scoping::from_ir(&ir));
        warnings.extend(scoping.coarsened());
        Ok(Self {
            errors,
            functions,
            contexts,
            types,
            scoping,
            schema: short_hash(&ir_text::document(&ir.shown(), Docs::Without)),
            warnings,
            ir,
        })
    }

    /// The normalised IR.
    pub fn ir(&self) -> &Ir {
        &self.ir
    }

    /// The normalised IR as JSON.
    pub fn ir_json(&self) -> String {
        json!(self.ir).to_string()
    }

    /// The canonical KDL text.
    pub fn text(&self, docs: Docs) -> String {
        ir_text::document(&self.ir, docs)
    }

    /// 16 hex digits: `X-Mizan-Schema`.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// What the author will want to know, one line each.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What scopes what.
    pub fn scoping(&self) -> &Scoping {
        &self.scoping
    }

    /// The schema that is a part of a member's cache key (protocol, section 4): 16 hex digits.
    pub fn member_schema(&self, context: &str, member: &str) -> Option<String> {
        let (shapes, own) = self.scoping.shapes(context, member)?;
        let function = self
            .ir
            .functions
            .iter()
            .find(|function| function.name == member)?;
        let args = function.args.iter().map(|arg| &arg.kind);
        let reached = Named::new(&self.ir.types).reached(args.chain(&function.result));
        let mut text = ir_text::function(function);
        for definition in self
            .ir
            .types
            .iter()
            .filter(|definition| reached.contains(definition.name()))
        {
            text.push_str(&ir_text::definition(definition));
        }
        text.push_str(&canonical_json::text(&json!([shapes, own])));
        Some(short_hash(&text))
    }

    /// The named types, ready.
    pub fn types(&self) -> &Types {
        &self.types
    }

    /// Every function's arguments, by the function's name.
    pub fn arguments(&self) -> impl Iterator<Item = (&str, &Structure)> {
        let functions = self.functions.iter();
        functions.map(|(name, function)| (name.as_str(), &function.args))
    }

    /// The body of a call → checked arguments, defaults filled in.
    ///
    /// # Errors
    /// [`Refusal`]: the body is no strict JSON, or not what the function takes, or there is no such function.
    pub fn decode_args(&self, function: &str, body: &[u8]) -> Result<Args, Refusal> {
        infallible(self.make_args(function, body, &mut Values)).map(all_args)
    }

    /// The same, made by a host.
    ///
    /// # Errors
    /// [`DecodeError`]: as [`Graph::decode_args`], or making raised.
    pub fn make_args<M: Make>(
        &self,
        function: &str,
        body: &[u8],
        host: &mut M,
    ) -> Result<Made<'_, M>, DecodeError<M::Error>> {
        let function = self.functions.get(function).ok_or(Refusal::Unknown)?;
        if function.files.is_empty() {
            if let Some(args) = types::make_args(body, &function.args, &self.types, host) {
                let files = Vec::new();
                return Ok(Made { args, files });
            }
            host.begin();
        }
        self.made(function, &envelope::call_args(body)?, &Parts::new(), host)
    }

    /// The same of a body that was taken apart before: a host may do that while others of its threads run.
    ///
    /// # Errors
    /// As [`Graph::make_args`].
    pub fn make_call<M: Make>(
        &self,
        function: &str,
        call: &Call<'_>,
        host: &mut M,
    ) -> Result<Made<'_, M>, DecodeError<M::Error>> {
        let function = self.functions.get(function).ok_or(Refusal::Unknown)?;
        self.made(function, call, &Parts::new(), host)
    }

    fn made<'g, M: Make>(
        &'g self,
        function: &'g Prepared,
        call: &Call<'_>,
        parts: &Parts,
        host: &mut M,
    ) -> Result<Made<'g, M>, DecodeError<M::Error>> {
        let args = call.args.as_ref();
        let rest = without_files(&function.files, args);
        let mut faults = Faults::default();
        for (name, code) in &call.faults {
            faults.add_at(name, *code);
        }
        let made = faults.within(Step::Name("args"), |faults| {
            let files = places(&function.files, args, parts, faults);
            let made = match rest.as_deref() {
                None => Err(Stop::Faulty),
                Some(members) => make_fields(members, &function.args, &self.types, faults, host),
            };
            made.map(|args| Made { args, files })
        });
        match made {
            Err(Stop::Raised(raised)) => Err(DecodeError::Raised(raised)),
            Ok(made) if faults.is_empty() => Ok(made),
            _ => Err(Refusal::Invalid(faults.into_sorted()).into()),
        }
    }

    /// Checked arguments → JSON for a native module.
    ///
    /// # Errors
    /// [`EncodeError`]: an argument does not fit, or there is no such function.
    pub fn encode_args<S: Source>(
        &self,
        function: &str,
        args: &S,
    ) -> Result<String, EncodeError<S::Error>> {
        let function = self.function(function)?;
        let mut out = String::new();
        write_fields(&function.args, args, &self.types, &mut out)?;
        Ok(out)
    }

    /// A result → its JSON, by the declared type.
    ///
    /// # Errors
    /// [`EncodeError`]: it does not fit, or there is no such function, or that is a view.
    pub fn encode_result<S: Source>(
        &self,
        function: &str,
        result: &S,
    ) -> Result<String, EncodeError<S::Error>> {
        let unknown = || UnknownName(function.to_owned());
        let kind = self.function(function)?.result.as_ref();
        let mut out = String::new();
        write(kind.ok_or_else(unknown)?, result, &self.types, &mut out)?;
        Ok(out)
    }

    /// A domain error's data → its JSON, by the declared type.
    ///
    /// # Errors
    /// [`EncodeError`]: it does not fit, or there is no error of this code that has data.
    pub fn encode_error<S: Source>(
        &self,
        code: &str,
        data: &S,
    ) -> Result<String, EncodeError<S::Error>> {
        let unknown = || UnknownName(code.to_owned());
        let kind = self.errors.get(code).ok_or_else(unknown)?;
        let mut out = String::new();
        write(kind, data, &self.types, &mut out)?;
        Ok(out)
    }

    fn function(&self, name: &str) -> Result<&Prepared, UnknownName> {
        self.functions
            .get(name)
            .ok_or_else(|| UnknownName(name.to_owned()))
    }
}

/// Why a host has no values of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError<E> {
    /// The request is not what was declared.
    Refused(Refusal),
    /// Making raised.
    Raised(E),
}

impl<E> From<Refusal> for DecodeError<E> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What the core makes, it makes.
fn infallible<T>(made: Result<T, DecodeError<Infallible>>) -> Result<T, Refusal> {
    made.map_err(|error| match error {
        DecodeError::Refused(refusal) => refusal,
        DecodeError::Raised(never) => match never {},
    })
}

/// The arguments of a call, made by a host.
pub struct Made<'a, M: Make> {
    /// All but the files, as a struct.
    pub args: M::Made,
    /// Each file argument and the part that it is.
    pub files: Vec<(&'a str, Place)>,
}

/// Arguments are made as a struct.
fn args(made: Value) -> Args {
    match made {
        Value::Struct(args) => args.fields.into_iter().collect(),
        _ => Args::new(),
    }
}

/// The same with files, which are places.
fn all_args(made: Made<'_, Values>) -> Args {
    let mut args = args(made.args);
    args.extend(
        made.files
            .into_iter()
            .map(|(name, place)| (name.into(), place.into())),
    );
    args
}

/// Why a host's values could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodeError<E> {
    /// The graph has no such function.
    Unknown(UnknownName),
    /// A value does not fit, or looking at it raised.
    Write(WriteError<E>),
}

impl<E> From<UnknownName> for EncodeError<E> {
    fn from(unknown: UnknownName) -> Self {
        Self::Unknown(unknown)
    }
}

impl<E> From<WriteError<E>> for EncodeError<E> {
    fn from(error: WriteError<E>) -> Self {
        Self::Write(error)
    }
}

/// The argument that names the caller.
fn identity(ir: &Ir, function: &ir::Function) -> Option<String> {
    let contexts = function
        .context
        .iter()
        .chain(function.affects.iter().map(|affect| &affect.context));
    let mut identities = contexts.filter_map(|name| {
        let context = ir.contexts.iter().find(|context| context.name == *name);
        context.and_then(|context| context.identity.clone())
    });
    identities.next()
}

fn members(ir: &Ir, context: &str) -> Vec<String> {
    let own = |function: &&ir::Function| function.context.as_deref() == Some(context);
    let members = ir.functions.iter().filter(own);
    members.map(|function| function.name.clone()).collect()
}

fn short_hash(text: &str) -> String {
    let mut hash = HEXLOWER.encode(&Sha256::digest(text));
    hash.truncate(16);
    hash
}

#[cfg(test)]
mod tests;
