//! One registry, frozen: the IR of a legal graph, with all that requests need of it made ready.
//!
//! Decides nothing of its own: defects are found by `defects`, requests are taken apart by `envelope`, values judged
//! by `types`, targets found by `invalidation`. Immutable. Twin: none, Python holds this one as `mizan._native.Graph`.
//! Page: `ir/protocol/registry.md`.

mod invalidating;
mod params;

use std::{collections::BTreeMap, fmt, sync::Arc};

use data_encoding::HEXLOWER;
use serde_json::json;
use sha2::{Digest, Sha256};

pub use self::invalidating::Invalidation;
use crate::{
    canonical_json, defects,
    envelope::{self, Refusal},
    invalidation::Scoping,
    ir::{self, Ir, Named, Type},
    ir_text::{self, Docs},
    quoting::quoted,
    types::{
        Args, Faults, Field, Source, Step, Types, WriteError, validate_fields, write, write_fields,
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
            Self::Document(why) => write!(f, "no IR: {why}"),
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
    functions: BTreeMap<String, Prepared>,
    /// Each context's params and members; both by name.
    contexts: BTreeMap<String, PreparedContext>,
    scoping: Arc<Scoping>,
    schema: String,
    warnings: Vec<String>,
}

#[derive(Debug)]
struct Prepared {
    args: Vec<Field>,
    result: Type,
    /// The argument that names the caller, for `self`.
    identity: Option<String>,
}

#[derive(Debug)]
struct PreparedContext {
    params: Vec<Field>,
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
        let functions = ir
            .functions
            .iter()
            .map(|function| (function.name.clone(), prepared(&ir, function)));
        let contexts = ir
            .contexts
            .iter()
            .map(|context| (context.name.clone(), prepared_context(&ir, context)));
        let scoping = Arc::new(Scoping::from_ir(&ir));
        warnings.extend(scoping.coarsened());
        Ok(Self {
            types: Types::new(&ir.types),
            functions: functions.collect(),
            contexts: contexts.collect(),
            scoping,
            schema: short_hash(&ir_text::document(&ir, Docs::Without)),
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
        let reached = Named::new(&self.ir.types).reached(args.chain([&function.result]));
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

    /// The body of a call → checked arguments, defaults filled in.
    ///
    /// # Errors
    /// [`Refusal`]: the body is no strict JSON, or not what the function takes, or there is no such function.
    pub fn decode_args(&self, function: &str, body: &[u8]) -> Result<Args, Refusal> {
        let function = self.functions.get(function).ok_or(Refusal::Unknown)?;
        let mut faults = Faults::default();
        let members = envelope::call_args(body, &mut faults)?;
        let values = members.and_then(|members| {
            faults.within(Step::Name("args"), |faults| {
                validate_fields(&members, &function.args, &self.types, faults)
            })
        });
        match values {
            Some(values) if faults.is_empty() => Ok(values.into_iter().collect()),
            _ => Err(Refusal::Invalid(faults.into_sorted())),
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
    /// [`EncodeError`]: it does not fit, or there is no such function.
    pub fn encode_result<S: Source>(
        &self,
        function: &str,
        result: &S,
    ) -> Result<String, EncodeError<S::Error>> {
        let function = self.function(function)?;
        let mut out = String::new();
        write(&function.result, result, &self.types, &mut out)?;
        Ok(out)
    }

    fn function(&self, name: &str) -> Result<&Prepared, UnknownName> {
        self.functions
            .get(name)
            .ok_or_else(|| UnknownName(name.to_owned()))
    }
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

fn prepared(ir: &Ir, function: &ir::Function) -> Prepared {
    let contexts = function
        .context
        .iter()
        .chain(function.affects.iter().map(|affect| &affect.context));
    let mut identities = contexts.filter_map(|name| {
        let context = ir.contexts.iter().find(|context| context.name == *name);
        context.and_then(|context| context.identity.clone())
    });
    Prepared {
        args: function.args.iter().map(Field::from).collect(),
        result: function.result.clone(),
        identity: identities.next(),
    }
}

fn prepared_context(ir: &Ir, context: &ir::Context) -> PreparedContext {
    let members = ir
        .functions
        .iter()
        .filter(|function| function.context.as_ref() == Some(&context.name));
    PreparedContext {
        params: context.params.iter().map(Field::from).collect(),
        members: members.map(|function| function.name.clone()).collect(),
    }
}

fn short_hash(text: &str) -> String {
    let mut hash = HEXLOWER.encode(&Sha256::digest(text));
    hash.truncate(16);
    hash
}

#[cfg(test)]
mod tests;
