//! The registry of `#[mizan::client]` functions that are linked into this program or shared object.
//!
//! Decides what an entry is, how entries become an IR, and that an empty registry is an error. Order is the
//! linker's, so everything is sorted by name. Whether the graph is legal is decided in `defects`.
//! Twin: `python/mizan/registry.py`. Page: `ir/protocol/registry.md`.

mod frozen;

use std::{
    any::{Any, TypeId},
    collections::{BTreeMap, BTreeSet},
    fmt,
    future::Future,
    ops::Deref,
    pin::Pin,
    sync::Arc,
};

use linkme::distributed_slice;
use serde_json::{Map, Value as Json};

pub(crate) use self::frozen::{Bundle, Path};
pub use self::frozen::{Frozen, Registry, Route};
use crate::{
    caller::Caller,
    errors::{Code, Problem},
    ir,
    running::Running,
};

/// The version of this core. Modules that were built with another one are not mounted.
pub const CORE: &str = env!("CARGO_PKG_VERSION");

/// One declared function; `#[mizan::client]` writes it.
pub struct Entry {
    /// The wire name.
    pub name: &'static str,
    /// `file!()` and `line!()` of the declaration, for defects.
    pub place: &'static str,
    /// Whether it waits; a function that does not may block, and ends when it is polled once.
    pub is_async: bool,
    /// Adds the function, its context and the types that it reaches.
    pub declare: fn(&mut Declarations),
    /// What it asks of its host.
    pub needs: fn() -> Vec<Need>,
    /// The author's own, where its `auth` is `custom`.
    pub guard: Option<Guard>,
    /// Runs it.
    pub call: fn(Invocation) -> Answer,
}

/// What a function, or its guard, asks of the host that it runs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// A value that the host supplies.
    State {
        /// `std::any::type_name`, for the message when it is missing.
        name: &'static str,
        /// What it is found by.
        id: TypeId,
    },
    /// The full request.
    Request,
    /// A way to say what is dropped.
    Running,
}

/// A guard of the author's own.
#[derive(Clone, Copy)]
pub struct Guard {
    /// As of a function.
    pub is_async: bool,
    /// Asks it.
    pub ask: fn(Asked) -> Verdict,
}

/// Whether the caller may; a problem is a refusal in the guard's own words.
pub type Verdict = Pin<Box<dyn Future<Output = Result<bool, Problem>> + Send>>;

/// What a guard may look at: the request but for its body, who asks, and what the host supplied.
#[derive(Clone)]
pub struct Asked {
    head: Arc<http::request::Parts>,
    caller: Option<Caller>,
    states: States,
}

impl Asked {
    /// Of this request.
    pub fn new(head: Arc<http::request::Parts>, caller: Option<Caller>, states: States) -> Self {
        Self {
            head,
            caller,
            states,
        }
    }

    /// Who asks, or nobody.
    pub fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    /// The method, in upper case.
    pub fn method(&self) -> &str {
        self.head.method.as_str()
    }

    /// The whole path of the request, as the client sent it.
    pub fn path(&self) -> &str {
        self.head.uri.path()
    }

    /// A header field, if it is there once and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// All of it but for the body.
    pub fn parts(&self) -> &http::request::Parts {
        &self.head
    }

    /// The state of this type.
    pub fn state<T: Send + Sync + 'static>(&self) -> Option<Held<T>> {
        self.states.get()
    }
}

/// A request as the host got it, its body read up to the limit.
pub type Request = http::Request<Vec<u8>>;

/// What a view answers.
pub type Response = http::Response<Vec<u8>>;

/// A file that came with a call.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// As `ir/protocol/uploads.md` leaves it of what the sender said.
    pub name: String,
    /// What the sender says that it is.
    pub content_type: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// One run of a function.
#[derive(Default)]
pub struct Invocation {
    /// The arguments but for the files: validated by the IR type, defaults filled in, texts in their canonical form.
    pub args: Map<String, Json>,
    /// The files by argument; none of an argument that is absent.
    pub files: BTreeMap<String, Vec<Upload>>,
    /// Who asks, or nobody.
    pub caller: Option<Caller>,
    /// What the host supplied.
    pub states: States,
    /// There for a function that needs it.
    pub request: Option<Request>,
    /// What it drops beside its declared targets; `None` where the host cannot be told.
    pub running: Option<Running>,
}

/// What a function ended with.
#[derive(Debug)]
pub enum Output {
    /// A result, as JSON text.
    Json(Vec<u8>),
    /// A view's own.
    Response(Response),
}

impl Output {
    /// The JSON of a result.
    ///
    /// # Errors
    /// INTERNAL: it is a view's response.
    pub fn into_json(self) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Json(json) => Ok(json),
            Self::Response(_) => {
                Err(Problem::new(Code::Internal).log("it answered a response in place of a result"))
            }
        }
    }
}

/// What the function gives, or the problem that the caller gets to see.
pub type Answer = Pin<Box<dyn Future<Output = Result<Output, Problem>> + Send>>;

/// A state, by whatever keeps it: this registry, or the host itself.
pub type Held<T> = Arc<dyn Deref<Target = T> + Send + Sync>;

/// States by type; cheap to clone.
#[derive(Clone, Default)]
pub struct States(Arc<BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl States {
    /// The same states and this one; a second value of one type takes the place of the first.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(self, state: T) -> Self {
        self.with_held::<T>(Arc::new(Box::new(state)))
    }

    /// The same, of a state that its host keeps.
    #[must_use]
    pub fn with_held<T: Send + Sync + 'static>(self, state: Held<T>) -> Self {
        let mut states = Arc::unwrap_or_clone(self.0);
        states.insert(TypeId::of::<T>(), Arc::new(state));
        Self(Arc::new(states))
    }

    /// The state of this type.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<Held<T>> {
        let state = self.0.get(&TypeId::of::<T>())?;
        state.downcast_ref::<Held<T>>().cloned()
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
        defects.extend(
            declared
                .functions
                .iter()
                .filter_map(|function| unservable(function, entry)),
        );
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

/// What a declaration and its entry say against each other.
fn unservable(function: &ir::Function, entry: &Entry) -> Option<String> {
    let told = |why: &str| {
        Some(format!(
            "function `{}`: {why} ({})",
            entry.name, entry.place
        ))
    };
    let cached = function.context.is_some() && function.cache != ir::Cache::Never;
    if cached && (entry.needs)().contains(&Need::Request) {
        return told(
            "a cached member may not look at the request: its answer is kept by params and caller alone; declare \
             `cache = false`, or make what it looks for a param",
        );
    }
    if (function.auth == Some(ir::Auth::Custom)) != entry.guard.is_some() {
        return told("its guard is declared, or given, and not both");
    }
    None
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
        for need in (entry.needs)() {
            if let Need::State { name, id } = need
                && !states.has(id)
            {
                defects.push(format!(
                    "function `{}`: no state of type `{name}` was supplied ({})",
                    entry.name, entry.place
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
