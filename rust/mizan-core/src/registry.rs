//! The registry of `#[mizan::client]` functions that are linked into this program or shared object.
//!
//! Decides what an entry is, and that an empty registry is an error. Order is the linker's, so everything is
//! sorted by name. Twin: `python/mizan/registry.py`. Page: `ir/protocol/registry.md`.

use std::{any::Any, collections::BTreeMap, future::Future, pin::Pin, sync::Arc};

use linkme::distributed_slice;

use crate::{caller::Caller, errors::Problem, ir};

/// One declared function; `#[mizan::client]` writes it.
pub struct Entry {
    /// The wire name.
    pub name: &'static str,
    /// `file!()` and `line!()` of the declaration, for defects.
    pub place: &'static str,
    /// Adds the function, its context and the types that it reaches.
    pub declare: fn(&mut Declarations),
    /// The type names and `TypeId`s of the `State<T>` that it asks for.
    pub states: fn() -> Vec<StateNeed>,
    /// Runs it.
    pub call: fn(Invocation) -> Answer,
}

/// A state that a function asks for.
pub struct StateNeed {
    /// `std::any::type_name`, for the message when it is missing.
    pub name: &'static str,
    /// What it is found by.
    pub id: std::any::TypeId,
}

/// One run of a function.
pub struct Invocation {
    /// The arguments as JSON text of an object: validated by the IR type, defaults filled in.
    pub args: Vec<u8>,
    /// Who asks, or nobody.
    pub caller: Option<Caller>,
    /// What the host supplied.
    pub states: States,
}

/// The result as JSON text, or the problem that the caller gets to see.
pub type Answer = Pin<Box<dyn Future<Output = Result<Vec<u8>, Problem>> + Send>>;

/// States by type; cheap to clone.
#[derive(Clone, Default)]
pub struct States(pub Arc<BTreeMap<std::any::TypeId, Arc<dyn Any + Send + Sync>>>);

/// What entries declare into; turned into an [`ir::Ir`] by `export`.
#[derive(Default)]
pub struct Declarations {
    /// Named types, by name; two different ones of one name are a defect.
    pub types: Vec<ir::TypeDef>,
    /// Contexts as met; the same one may be met many times, two different ones of one name are a defect.
    pub contexts: Vec<ir::Context>,
    /// Functions.
    pub functions: Vec<ir::Function>,
}

/// Every entry that is linked.
#[distributed_slice]
pub static ENTRIES: [Entry];
