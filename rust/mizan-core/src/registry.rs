//! The registry of `#[mizan::client]` functions that are linked into this program or shared object.
//!
//! Decides what an entry is, how entries become an IR, and that an empty registry is an error. Order is the
//! linker's, so everything is sorted by name. Whether the graph is legal is decided in `defects`.
//! Twin: `python/mizan/registry.py`. Page: `ir/protocol/registry.md`.

use std::{
    any::{Any, TypeId},
    collections::{BTreeMap, BTreeSet},
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
};

use linkme::distributed_slice;

use crate::{caller::Caller, errors::Problem, ir};

/// The version of this core. Modules that were built with another one are not mounted.
pub const CORE: &str = env!("CARGO_PKG_VERSION");

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
    pub id: TypeId,
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
pub struct States(Arc<BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl States {
    /// The same states and this one; a second value of one type takes the place of the first.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(self, state: T) -> Self {
        let mut states = Arc::unwrap_or_clone(self.0);
        states.insert(TypeId::of::<T>(), Arc::new(state));
        Self(Arc::new(states))
    }

    /// The state of this type.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.0
            .get(&TypeId::of::<T>())
            .cloned()
            .and_then(|state| state.downcast().ok())
    }

    /// Whether there is a state of this type.
    pub fn has(&self, id: TypeId) -> bool {
        self.0.contains_key(&id)
    }
}

/// What entries declare into; turned into an [`ir::Ir`] by `export`.
#[derive(Default)]
pub struct Declarations {
    /// Named types, by name; two different ones of one name are a defect.
    pub types: Vec<ir::TypeDef>,
    /// Contexts as met; the same one may be met many times, two different ones of one name are a defect.
    pub contexts: Vec<ir::Context>,
    /// Domain errors as met; two different ones of one code are a defect.
    pub errors: Vec<ir::ErrorDef>,
    /// Functions.
    pub functions: Vec<ir::Function>,
    /// Where the named types were declared; two places of one name are a defect.
    pub origins: Vec<Origin>,
    /// What cannot be declared as it was written, one line each.
    pub defects: Vec<String>,
}

/// Where a named type was declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The name on the wire.
    pub name: String,
    /// `file!()` and `line!()` of the declaration.
    pub place: &'static str,
}

/// Every entry that is linked.
#[distributed_slice]
pub static ENTRIES: [Entry];

/// Why a registry gives no IR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryError {
    /// Nothing is linked.
    Empty,
    /// Every defect, one line each, with its place.
    Defects(Vec<String>),
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str(
                "no `#[mizan::client]` function is linked: a crate that is only listed in `Cargo.toml` and never \
                 named is left out by the linker, so name the crate of functions (`use app as _;`)",
            ),
            Self::Defects(defects) => f.write_str(&defects.join("\n")),
        }
    }
}

impl std::error::Error for RegistryError {}

/// The IR of these entries: functions, contexts and types by name, not yet judged.
///
/// A context or a type may be declared by many functions, always in the same way.
///
/// # Errors
/// [`RegistryError::Empty`] without entries; two functions of one name, two types or two different contexts of one name.
pub fn export<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<ir::Ir, RegistryError> {
    let mut entries: Vec<&Entry> = entries.into_iter().collect();
    if entries.is_empty() {
        return Err(RegistryError::Empty);
    }
    entries.sort_by_key(|entry| (entry.name, entry.place));
    let mut defects: Vec<String> = entries
        .windows(2)
        .filter(|pair| pair[0].name == pair[1].name)
        .map(|pair| {
            format!(
                "two functions of one name, `{}`: {} and {}",
                pair[0].name, pair[0].place, pair[1].place
            )
        })
        .collect();
    let mut types = Merged::new("type");
    let mut contexts = Merged::new("context");
    let mut errors = Merged::new("error");
    let mut functions = Vec::new();
    let mut named = Vec::new();
    let mut origins: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for entry in entries {
        let mut declared = Declarations::default();
        (entry.declare)(&mut declared);
        for Origin { name, place } in declared.origins {
            origins.entry(name).or_default().insert(place);
        }
        defects.extend(
            declared
                .defects
                .iter()
                .map(|defect| format!("function `{}`: {defect} ({})", entry.name, entry.place)),
        );
        named.extend(
            declared
                .types
                .into_iter()
                .map(|definition| (definition, entry)),
        );
        for context in declared.contexts {
            contexts.add(context.name.clone(), context, entry, &mut defects);
        }
        for error in declared.errors {
            errors.add(error.code.clone(), error, entry, &mut defects);
        }
        functions.extend(declared.functions);
    }
    origins.retain(|_, places| places.len() > 1);
    for (definition, entry) in named {
        let name = definition.name().to_owned();
        // Two places are told below, whether or not they declare the same.
        if !origins.contains_key(&name) {
            types.add(name, definition, entry, &mut defects);
        }
    }
    for (name, places) in &origins {
        let places: Vec<&str> = places.iter().copied().collect();
        defects.push(format!(
            "two types of one name, `{name}`: {}; give one of them another with `#[mizan(name = \"…\")]`",
            places.join(" and ")
        ));
    }
    if !defects.is_empty() {
        return Err(RegistryError::Defects(defects));
    }
    functions.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(ir::Ir {
        version: ir::VERSION,
        types: types.values(),
        contexts: contexts.values(),
        errors: errors.values(),
        functions,
    })
}

/// Declarations of one kind, of which equal ones are one.
struct Merged<T> {
    kind: &'static str,
    met: BTreeMap<String, (T, &'static str)>,
}

impl<T: PartialEq> Merged<T> {
    fn new(kind: &'static str) -> Self {
        Self {
            kind,
            met: BTreeMap::new(),
        }
    }

    fn add(&mut self, name: String, value: T, entry: &Entry, defects: &mut Vec<String>) {
        match self.met.get(&name) {
            None => {
                self.met.insert(name, (value, entry.place));
            }
            Some((first, place)) if *first != value => defects.push(format!(
                "two different declarations of the {} `{name}`: for the functions at {place} and {}",
                self.kind, entry.place
            )),
            Some(_) => {}
        }
    }

    fn values(self) -> Vec<T> {
        self.met.into_values().map(|(value, _)| value).collect()
    }
}

/// Says of every function whose `State<T>` the host has not supplied that it cannot run.
///
/// # Errors
/// One line for each missing state of each function.
pub fn check_states<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    states: &States,
) -> Result<(), RegistryError> {
    let mut defects = Vec::new();
    for entry in entries {
        for need in (entry.states)() {
            if !states.has(need.id) {
                defects.push(format!(
                    "function `{}`: no state of type `{}` was supplied ({})",
                    entry.name, need.name, entry.place
                ));
            }
        }
    }
    defects.sort();
    if defects.is_empty() {
        Ok(())
    } else {
        Err(RegistryError::Defects(defects))
    }
}

/// The linked entry of this wire name.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

#[cfg(test)]
mod tests;
