//! The functions under test, and a server of them on a free port.

#![allow(
    clippy::unused_async,
    reason = "an async function is of another kind, whatever it waits for"
)]

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::Router;
use mizan::{Asked, Context, Problem, Request, Response, State, Upload};
use mizan_axum::{Caller, Code, Identity, Mizan, Mounting, Registry, permission_hash};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};

pub const COUNTS: Context = Context::new("counts");

/// A place where functions wait until a test lets them pass, and where tests see that they have come.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<Seen>, Condvar)>);

#[derive(Default)]
struct Seen {
    come: usize,
    open: bool,
    passed: usize,
}

impl Gate {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, until: impl Fn(&Seen) -> bool) {
        let (_, changed) = &*self.0;
        let waiting =
            changed.wait_timeout_while(self.seen(), Duration::from_secs(20), |seen| !until(seen));
        assert!(waiting.is_ok_and(|(seen, _)| until(&seen)), "nobody came");
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen());
        self.0.1.notify_all();
    }

    /// A function comes, and waits.
    fn come(&self) {
        self.change(|seen| seen.come += 1);
        self.wait(|seen| seen.open);
    }

    /// It goes on.
    fn go_on(&self) {
        self.change(|seen| seen.passed += 1);
    }

    /// A test waits until so many have come.
    pub fn has_come(&self, count: usize) {
        self.wait(|seen| seen.come >= count);
    }

    pub fn open(&self) {
        self.change(|seen| seen.open = true);
    }

    pub fn passed(&self) -> usize {
        self.seen().passed
    }
}

/// Says it again.
#[mizan::client]
async fn echo(word: String) -> String {
    word
}

/// The same, where it may block.
#[mizan::client]
fn echo_sync(word: String) -> String {
    word
}

/// Waits at the gate, on a thread.
#[mizan::client(affects = COUNTS)]
fn pass(gate: State<Gate>) -> i64 {
    gate.come();
    gate.go_on();
    1
}

/// Waits at the gate, on the runtime.
#[mizan::client(affects = COUNTS)]
async fn pass_async(gate: State<Gate>) -> i64 {
    let waiting = Gate::clone(&gate);
    let opened = tokio::task::spawn_blocking(move || waiting.come()).await;
    gate.go_on();
    i64::from(opened.is_ok())
}

/// How many have passed.
#[mizan::client(context = COUNTS)]
fn passed(gate: State<Gate>) -> i64 {
    i64::try_from(gate.passed()).unwrap_or_default()
}

/// Panics.
#[mizan::client(affects = COUNTS)]
fn panics(text: String) {
    std::panic::resume_unwind(Box::new(text));
}

/// Panics after it has waited.
#[mizan::client]
async fn panics_async(text: String) {
    tokio::task::yield_now().await;
    std::panic::resume_unwind(Box::new(text));
}

/// Who asks.
#[mizan::client(auth = true)]
async fn who(caller: Caller) -> String {
    caller.id
}

/// Refuses in words of its own.
#[mizan::client]
async fn refuses() -> Result<(), Problem> {
    Err(Problem::new(Code::Conflict)
        .detail("not now")
        .log("the drawer is stuck"))
}

/// Who may ask where it says please.
fn is_polite(asked: &Asked) -> bool {
    asked.header("x-please").is_some()
}

/// The same, where it waits.
async fn is_polite_later(asked: &Asked) -> Result<bool, Problem> {
    tokio::task::yield_now().await;
    match asked.header("x-please") {
        Some("tomorrow") => Err(Problem::new(Code::Conflict).detail("come back tomorrow")),
        other => Ok(other.is_some()),
    }
}

/// For the polite.
#[mizan::client(auth = is_polite)]
async fn polite() -> i64 {
    1
}

/// The same.
#[mizan::client(auth = is_polite_later)]
fn polite_later() -> i64 {
    1
}

/// A page.
#[mizan::client(route = "shelf/{name}/")]
fn shelf(name: String) -> Response {
    Response::new(format!("<h1>{name}</h1>").into_bytes())
}

/// Where its form goes.
#[mizan::client(route = "shelf/{name}/", affects = COUNTS)]
async fn put_on_shelf(name: String, request: Request) -> Result<Response, Problem> {
    let thing = String::from_utf8_lossy(request.body()).into_owned();
    http::Response::builder()
        .status(303)
        .header("location", format!("/shelf/{name}/?{thing}"))
        .header("x-seen-at", request.uri().path())
        .body(Vec::new())
        .map_err(|error| Problem::new(Code::Internal).log(error.to_string()))
}

/// A file, however deep.
#[mizan::client(route = "files/{*rest}")]
fn file(rest: String) -> Response {
    Response::new(rest.into_bytes())
}

/// By its number.
#[mizan::client(route = "things/{number}/")]
fn thing(number: i64) -> Response {
    Response::new((number + 1).to_string().into_bytes())
}

/// What was sent.
#[mizan::client(auth = true)]
fn weigh(
    label: String,
    #[mizan(max_size = "1 KB", accept = ["image/png"])] picture: Upload,
    more: Vec<Upload>,
) -> Vec<String> {
    let files = [picture].into_iter().chain(more);
    let told = files.map(|file| format!("{label}: {} {}", file.name, file.bytes.len()));
    told.collect()
}

/// By a header of its own: its text is the caller.
pub struct ByHeader;

impl Identity for ByHeader {
    async fn caller(&self, parts: &http::request::Parts) -> Result<Option<Caller>, Problem> {
        let name = parts
            .headers
            .get("x-user")
            .and_then(|name| name.to_str().ok());
        match name {
            Some("broken") => Err(Problem::new(Code::Unavailable).log("the store is away")),
            Some("panic") => std::panic::resume_unwind(Box::new("the store is on fire")),
            name => Ok(name.map(|name| Caller {
                id: name.to_owned(),
                roles: [].into(),
                permissions: permission_hash(false, false, &[].into()),
            })),
        }
    }
}

/// A server, until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    pub gate: Gate,
    pub mizan: Mizan,
    pub runtime: Option<Runtime>,
    stop: Option<oneshot::Sender<()>>,
    stopped: Option<tokio::task::JoinHandle<()>>,
}

pub type Outcome = Result<(), Box<dyn std::error::Error>>;

impl Server {
    pub fn new() -> Result<Self, Box<dyn std::error::Error>> {
        Self::with(|mounting| mounting, |app| app)
    }

    pub fn with(
        options: impl FnOnce(Mounting) -> Mounting,
        layers: impl FnOnce(Router) -> Router,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        // One thread for all that does not block: whatever blocks it is seen.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let gate = Gate::default();
        let mounting = mizan_axum::router(Registry::linked())
            .with_state(gate.clone())
            .identity(ByHeader);
        let mizan = options(mounting).build()?;
        let app = layers(
            Router::new()
                .merge(mizan.at("/api/mizan"))
                .nest_service("/{tenant}/mizan", mizan.api())
                .merge(mizan.views()),
        );
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let address = listener.local_addr()?;
        let (stop, stopping) = oneshot::channel();
        let stopped = runtime.spawn(async move {
            let serving = axum::serve(listener, app).with_graceful_shutdown(async {
                // Told, or forgotten: both are the end.
                let _ = stopping.await;
            });
            let _ = serving.await;
        });
        Ok(Self {
            address,
            gate,
            mizan,
            runtime: Some(runtime),
            stop: Some(stop),
            stopped: Some(stopped),
        })
    }

    /// Tells it to end.
    pub fn stop(&mut self) {
        self.stop = None;
    }

    /// Waits until it has ended, requests that were under way included.
    pub fn ended(&mut self) -> Outcome {
        let (Some(runtime), Some(stopped)) = (&self.runtime, self.stopped.take()) else {
            return Ok(());
        };
        runtime.block_on(stopped)?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.gate.open();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
