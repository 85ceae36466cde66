//! What may start: a registry frozen into a graph, with its functions by the paths that lead to them.
//!
//! Decides what is there for whom below the base, and which views share a route. Immutable. Twin:
//! `python/mizan/registry.py`. Page: `ir/protocol/registry.md`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use http::HeaderValue;

use super::{ENTRIES, Entry, RegistryError, States, check_states, export};
use crate::{
    defects::routes::arguments,
    endpoint::Endpoint,
    graph::{Graph, GraphError, by_name::ByName},
    ir::{Auth, Ir},
};

/// The seconds that a shared cache keeps an answer for, where no member says less.
const SHARED_SECONDS: u32 = 60;

/// Declared functions: a value, of what is linked or of a part of it.
#[derive(Clone, Default)]
pub struct Registry(Vec<&'static Entry>);

impl Registry {
    /// Every function that is linked into this program.
    pub fn linked() -> Self {
        Self(ENTRIES.iter().collect())
    }

    /// Of these functions.
    pub fn of(entries: impl IntoIterator<Item = &'static Entry>) -> Self {
        Self(entries.into_iter().collect())
    }

    /// Those of which this is true; by [`Entry::place`] those of one file.
    #[must_use]
    pub fn only(mut self, keeps: impl Fn(&Entry) -> bool) -> Self {
        self.0.retain(|entry| keeps(entry));
        self
    }

    /// What is declared, not yet judged.
    ///
    /// # Errors
    /// As [`export`].
    pub fn ir(&self) -> Result<Ir, RegistryError> {
        export(self.0.iter().copied())
    }

    /// The graph, with what its functions ask of their host.
    ///
    /// # Errors
    /// Every defect at once: of the declarations, of the graph, and each state that is missing.
    pub fn freeze(&self, states: States) -> Result<Frozen, RegistryError> {
        let entries = || self.0.iter().copied();
        let mut defects = match check_states(entries(), &states) {
            Ok(()) => Vec::new(),
            Err(RegistryError::Empty) => return Err(RegistryError::Empty),
            Err(RegistryError::Defects(defects)) => defects,
        };
        let graph = match export(entries()) {
            Ok(ir) => Graph::from_ir(ir).map_err(|error| match error {
                GraphError::Document(why) => vec![why],
                GraphError::Defects(defects) => self.placed(defects),
            }),
            Err(RegistryError::Empty) => return Err(RegistryError::Empty),
            Err(RegistryError::Defects(defects)) => Err(defects),
        };
        match graph {
            Ok(graph) if defects.is_empty() => Frozen::new(graph, entries(), states),
            Ok(_) => Err(RegistryError::Defects(defects)),
            Err(told) => {
                defects.extend(told);
                Err(RegistryError::Defects(defects))
            }
        }
    }

    /// The core knows names alone: the first that is a function's says where.
    fn placed(&self, defects: Vec<String>) -> Vec<String> {
        let place = |defect: &str| {
            let mut names = defect.split('`').skip(1).step_by(2);
            names.find_map(|name| self.0.iter().find(|entry| entry.name == name))
        };
        let placed = defects.into_iter().map(|defect| match place(&defect) {
            Some(entry) => format!("{defect} ({})", entry.place),
            None => defect,
        });
        placed.collect()
    }
}

/// A graph that may start.
pub struct Frozen {
    /// The graph.
    pub graph: Arc<Graph>,
    /// `X-Mizan-Schema`.
    pub schema: HeaderValue,
    /// What the host supplied.
    pub states: States,
    /// The views by route.
    pub routes: Vec<Route>,
    paths: ByName<Path>,
}

/// What is asked for by a path below the base.
#[derive(Clone)]
pub(crate) enum Path {
    Call(Arc<Endpoint>),
    Bundle(Arc<Bundle>),
}

/// A context as the machine reads it.
pub(crate) struct Bundle {
    pub context: String,
    /// In name order.
    pub members: Vec<Arc<Endpoint>>,
    /// Those with a guard.
    pub guarded: Vec<Arc<Endpoint>>,
    /// All are.
    pub public: bool,
    /// All may be.
    pub cached: bool,
    /// How long a shared cache may keep the answer.
    pub seconds: u32,
}

impl Bundle {
    fn new(context: &str, members: Vec<Arc<Endpoint>>) -> Self {
        let seconds = members.iter().filter_map(|member| member.seconds).min();
        let guarded = members.iter().filter(|member| member.auth.is_some());
        Self {
            context: context.to_owned(),
            guarded: guarded.cloned().collect(),
            public: members.iter().all(|member| member.public),
            cached: members.iter().all(|member| member.cached),
            seconds: seconds.map_or(SHARED_SECONDS, |seconds| seconds.min(SHARED_SECONDS)),
            members,
        }
    }

    /// Whether this member's guard is `self`.
    pub fn is_own(member: &Endpoint) -> bool {
        member.auth == Some(Auth::Own)
    }
}

/// A route, and the functions that share it by their methods.
pub struct Route {
    /// In the neutral form, without a leading slash: `board/{shelf}/`, `files/{*rest}`.
    pub path: String,
    /// In name order.
    pub views: Vec<Arc<Endpoint>>,
    /// Those of all of them.
    pub methods: Vec<&'static str>,
    arguments: BTreeSet<String>,
}

impl Route {
    fn new(path: &str, views: Vec<Arc<Endpoint>>) -> Self {
        let arguments = arguments(path).unwrap_or_default();
        Self {
            path: path.to_owned(),
            methods: views
                .iter()
                .flat_map(|view| view.methods.iter().copied())
                .collect(),
            views,
            arguments: arguments.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Whether a value of that name stands in the path.
    pub fn has_argument(&self, name: &str) -> bool {
        self.arguments.contains(name)
    }
}

impl Frozen {
    fn new<'a>(
        graph: Graph,
        entries: impl Iterator<Item = &'static Entry> + 'a,
        states: States,
    ) -> Result<Self, RegistryError> {
        let entries: BTreeMap<&str, &'static Entry> =
            entries.map(|entry| (entry.name, entry)).collect();
        let ir = graph.ir();
        let mut paths = ByName::default();
        let mut routes: BTreeMap<&str, Vec<Arc<Endpoint>>> = BTreeMap::new();
        let mut contexts: BTreeMap<&str, Vec<Arc<Endpoint>>> = BTreeMap::new();
        // By name, as the IR has them.
        for function in &ir.functions {
            let Some(entry) = entries.get(function.name.as_str()) else {
                continue;
            };
            let endpoint = Arc::new(Endpoint::new(entry, function, ir));
            if let Some(route) = &function.route {
                routes.entry(route).or_default().push(endpoint);
            } else if function.private {
            } else if let Some(context) = &function.context {
                contexts.entry(context).or_default().push(endpoint);
            } else {
                paths.insert(format!("call/{}/", function.name), Path::Call(endpoint));
            }
        }
        for context in &ir.contexts {
            let members = contexts.remove(context.name.as_str()).unwrap_or_default();
            let bundle = Arc::new(Bundle::new(&context.name, members));
            paths.insert(format!("ctx/{}/", context.name), Path::Bundle(bundle));
        }
        let defects = shared(&routes);
        if !defects.is_empty() {
            return Err(RegistryError::Defects(defects));
        }
        let routes = routes.into_iter();
        let routes = routes.map(|(path, views)| Route::new(path, views));
        Ok(Self {
            routes: routes.collect(),
            // 16 hex digits are a field's value.
            schema: HeaderValue::from_str(graph.schema())
                .unwrap_or_else(|_| HeaderValue::from_static("")),
            graph: Arc::new(graph),
            states,
            paths,
        })
    }

    /// What there is below the base, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.keys().map(String::as_str).chain(["session/"])
    }

    pub(crate) fn path(&self, path: &str) -> Option<&Path> {
        self.paths.get(path)
    }
}

/// Views of which a request could mean either.
fn shared(routes: &BTreeMap<&str, Vec<Arc<Endpoint>>>) -> Vec<String> {
    let mut defects = Vec::new();
    let mut shapes: BTreeMap<String, (&str, &Endpoint)> = BTreeMap::new();
    for (route, views) in routes {
        let mut methods: BTreeMap<&str, &Endpoint> = BTreeMap::new();
        for view in views {
            for method in &view.methods {
                if let Some(first) = methods.insert(method, view) {
                    defects.push(format!(
                        "functions `{}` and `{}`: both answer {method} at `{route}` ({} and {})",
                        first.name(),
                        view.name(),
                        first.entry.place,
                        view.entry.place
                    ));
                    break;
                }
            }
        }
        let Some(view) = views.first() else { continue };
        if let Some((other, first)) = shapes.insert(shape(route), (route, view)) {
            defects.push(format!(
                "functions `{}` and `{}`: their routes `{other}` and `{route}` differ by an argument's name alone \
                 ({} and {})",
                first.name(),
                view.name(),
                first.entry.place,
                view.entry.place
            ));
        }
    }
    defects
}

/// The route without the names of its arguments.
fn shape(route: &str) -> String {
    let mut parts = route.split('/').map(|part| match part.strip_prefix('{') {
        Some(rest) if rest.starts_with('*') => "{*}",
        Some(_) => "{}",
        None => part,
    });
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shape, part| shape + "/" + part)
}
