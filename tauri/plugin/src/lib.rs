//! Mizan's adapter for Tauri: every `#[mizan::client]` function that is linked, behind one command.
//!
//! ```no_run
//! # fn run<R: tauri::Runtime>(builder: tauri::Builder<R>, context: tauri::Context<R>) -> tauri::Result<()> {
//! /// A greeting.
//! #[mizan::client]
//! fn greet(name: String) -> String {
//!     format!("Hello, {name}!")
//! }
//!
//! let mizan = tauri_plugin_mizan::Builder::new(tauri_plugin_mizan::Registry::linked());
//! builder.plugin(mizan.build()).run(context)
//! # }
//! ```
//!
//! A capability of the app lets its windows in by the permission `mizan:default`.
//!
//! Decides which of Tauri's means performs an effect of the core's machine, and nothing of what is answered: that is
//! `mizan_core::dispatch`. Twin: `rust/mizan-axum`. Pages: `ir/protocol/ipc.md`, `ir/protocol/dispatch.md`.

mod command;
mod local;

use std::{any::type_name, ops::Deref, sync::Arc, time::Duration};

use http::request::Parts as Head;
pub use mizan_core::{
    caller::{Caller, permission_hash},
    errors::{Code, Problem},
    registry::{Registry, RegistryError},
};
use mizan_core::{
    envelope::Policy,
    registry::{Frozen, States},
};
use mizan_tokio::UnderWay;
use tauri::{
    AppHandle, Manager, RunEvent, Runtime, generate_handler,
    plugin::{self, TauriPlugin},
};

/// How long a program that ends waits for what is under way.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who asks, by the app and the label of the webview.
type Identity<R> =
    dyn Fn(&AppHandle<R>, &str) -> Result<Option<Caller>, Problem> + Send + Sync + 'static;

/// What a function's request has besides, by the app and the label of the webview.
type Furnish<R> = dyn Fn(&AppHandle<R>, &str, &mut Head) + Send + Sync + 'static;

/// Takes a state from where Tauri keeps it; without one it says which is missing.
type Taking<R> = fn(&AppHandle<R>, States) -> Result<States, (States, String)>;

/// What is known of the plugin before the app starts.
pub struct Builder<R: Runtime> {
    registry: Registry,
    states: States,
    managed: Vec<Taking<R>>,
    identity: Option<Arc<Identity<R>>>,
    furnish: Option<Box<Furnish<R>>>,
    policy: Policy,
}

impl<R: Runtime> Builder<R> {
    /// Of these functions.
    pub fn new(registry: Registry) -> Self {
        Self {
            registry,
            states: States::default(),
            managed: Vec::new(),
            identity: None,
            furnish: None,
            policy: Policy::default(),
        }
    }

    /// What functions get as `mizan::State<T>`; call it once for each type.
    #[must_use]
    pub fn with_state<T: Send + Sync + 'static>(mut self, state: T) -> Self {
        self.states = self.states.with(state);
        self
    }

    /// The same, of the state of this type that Tauri manages (`tauri::Builder::manage`, or a plugin's that starts
    /// before).
    #[must_use]
    pub fn managed<T: Send + Sync + 'static>(mut self) -> Self {
        self.managed.push(|app, states| {
            if app.try_state::<T>().is_none() {
                let name = type_name::<T>();
                let why =
                    format!("state `{name}`: it is to be Tauri's, which manages none of this type");
                return Err((states, why));
            }
            let kept = Arc::new(Managed::<R, T>(app.clone(), std::marker::PhantomData));
            Ok(states.with_held::<T>(kept))
        });
        self
    }

    /// Who asks: somebody, or nobody. Runs where it may block. Without this everybody is nobody, and a function with a
    /// guard keeps the app from starting.
    ///
    /// A problem in place of a caller is answered in place of everything else: an unavailable store.
    #[must_use]
    pub fn identity(
        mut self,
        identity: impl Fn(&AppHandle<R>, &str) -> Result<Option<Caller>, Problem>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.identity = Some(Arc::new(identity));
        self
    }

    /// Puts into each request what functions look for in it: the session of an app whose functions sign people in, among
    /// its extensions. A layer around axum's router does the same there.
    #[must_use]
    pub fn request(
        mut self,
        furnish: impl Fn(&AppHandle<R>, &str, &mut Head) + Send + Sync + 'static,
    ) -> Self {
        self.furnish = Some(Box::new(furnish));
        self
    }

    /// Bytes of a call's body: 1 MiB unless set.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.policy.limit = bytes;
        self
    }

    /// Bytes of a call with files, all of it: 32 MiB unless set.
    #[must_use]
    pub fn upload_limit(mut self, bytes: usize) -> Self {
        self.policy.upload_limit = bytes;
        self
    }

    /// The plugin. The graph is frozen when it starts: every defect at once is what keeps the app from starting.
    pub fn build(self) -> TauriPlugin<R> {
        plugin::Builder::new("mizan")
            .invoke_handler(generate_handler![command::request])
            .setup(move |app, _| {
                let mizan = self.start(app)?;
                app.manage(mizan);
                Ok(())
            })
            .on_event(|app, event| {
                if let (RunEvent::Exit, Some(mizan)) = (event, app.try_state::<Mizan<R>>()) {
                    tauri::async_runtime::block_on(async {
                        // Whatever has not ended by then ends with the program.
                        let _ = tokio::time::timeout(PATIENCE, mizan.settled()).await;
                    });
                }
            })
            .build()
    }

    fn start(self, app: &AppHandle<R>) -> Result<Mizan<R>, RegistryError> {
        let (mut states, mut defects) = (self.states, Vec::new());
        for take in self.managed {
            states = take(app, states).unwrap_or_else(|(states, why)| {
                defects.push(why);
                states
            });
        }
        let unasked = self.identity.is_none();
        let unasked = unasked.then_some("give the plugin an `identity`");
        let frozen = mizan_tokio::freeze(&self.registry, states, unasked, defects)?;
        Ok(Mizan {
            frozen: Arc::new(frozen),
            policy: Arc::new(self.policy),
            identity: self.identity,
            furnish: self.furnish,
            under_way: Arc::default(),
        })
    }
}

/// A state that Tauri manages, which is there for as long as the app is.
struct Managed<R: Runtime, T>(AppHandle<R>, std::marker::PhantomData<fn() -> T>);

impl<R: Runtime, T: Send + Sync + 'static> Deref for Managed<R, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.state::<T>().inner()
    }
}

/// A graph that has started: `app.state::<Mizan<R>>()`.
pub struct Mizan<R: Runtime> {
    frozen: Arc<Frozen>,
    policy: Arc<Policy>,
    identity: Option<Arc<Identity<R>>>,
    furnish: Option<Box<Furnish<R>>>,
    under_way: Arc<UnderWay>,
}

impl<R: Runtime> Mizan<R> {
    /// The canonical text of the IR.
    pub fn ir(&self) -> String {
        self.frozen.graph.text(mizan_core::ir_text::Docs::With)
    }

    /// Waits until every request has been answered to its end, those included whose windows are closed.
    pub async fn settled(&self) {
        self.under_way.none().await;
    }
}
