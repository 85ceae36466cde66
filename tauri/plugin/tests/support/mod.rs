//! An app with a few functions, and its windows: messages go through Tauri's own handling of what a page invokes.

use std::{
    sync::{Arc, Condvar, Mutex, mpsc},
    thread::{self, ThreadId},
    time::Duration,
};

use mizan::{Caller, Context, Running, State, Upload};
use serde_json::Value as Json;
use tauri::{
    App, AppHandle, Listener, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody, InvokeResponseBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    utils::acl::ExecutionContext,
    webview::InvokeRequest,
};
use tauri_plugin_mizan::{Builder, Code, Problem, Registry, permission_hash};

pub const OWN: &str = "tauri://localhost/index.html";
/// Longer than anything here takes.
pub const LONG: Duration = Duration::from_secs(20);
/// What must not be told.
pub const SECRET: &str = "postgres://root:hunter2@db";

pub const BOARD: Context = Context::new("board");

/// Holds functions until it is opened, and counts who has come.
#[derive(Default)]
pub struct Gate(Mutex<(usize, bool)>, Condvar);

impl Gate {
    fn pass(&self) {
        let mut at = self.0.lock().unwrap();
        at.0 += 1;
        self.1.notify_all();
        drop(self.1.wait_while(at, |at| !at.1).unwrap());
    }

    pub fn wait_for(&self, count: usize) {
        let at = self.0.lock().unwrap();
        let waited = self.1.wait_timeout_while(at, LONG, |at| at.0 < count);
        assert!(!waited.unwrap().1.timed_out(), "{count} have not come");
    }

    pub fn open(&self) {
        self.0.lock().unwrap().1 = true;
        self.1.notify_all();
    }
}

/// What has been put on the board, and by which thread: Tauri's own state.
#[derive(Default)]
pub struct Notes(pub Mutex<Vec<(String, Option<ThreadId>)>>);

#[mizan::client(context = BOARD)]
fn notes(notes: State<Notes>) -> Vec<String> {
    let notes = notes.0.lock().unwrap();
    notes.iter().map(|(text, _)| text.clone()).collect()
}

#[mizan::client(affects = BOARD)]
fn pin(
    notes: State<Notes>,
    gate: State<Arc<Gate>>,
    text: String,
    #[mizan(default = false)] waits: bool,
) {
    if waits {
        gate.pass();
    }
    let by = thread::current().id();
    notes.0.lock().unwrap().push((text, Some(by)));
}

#[mizan::client(affects = BOARD)]
async fn pin_async(notes: State<Notes>, text: String) {
    tokio::task::yield_now().await;
    notes.0.lock().unwrap().push((text, None));
}

#[mizan::client(affects = BOARD)]
fn tear() -> i64 {
    panic!("{SECRET}")
}

#[mizan::client(affects = BOARD)]
async fn tear_async() -> i64 {
    tokio::task::yield_now().await;
    panic!("{SECRET}")
}

#[mizan::client]
fn looks() -> bool {
    Running::current().is_some()
}

#[mizan::client(auth = true)]
fn who(caller: Caller) -> String {
    caller.id
}

#[mizan::client]
fn size(file: Upload) -> i64 {
    i64::try_from(file.bytes.len()).unwrap()
}

/// Of whom the label of a window speaks.
fn identity(_: &AppHandle<MockRuntime>, window: &str) -> Result<Option<Caller>, Problem> {
    match window {
        "nobody" => Ok(None),
        "closed" => Err(Problem::new(Code::Unavailable).log(SECRET)),
        "fault" => panic!("{SECRET}"),
        name => Ok(Some(Caller {
            id: name.to_owned(),
            roles: std::collections::BTreeSet::default(),
            permissions: permission_hash(false, false, &std::collections::BTreeSet::default()),
        })),
    }
}

pub fn plugin(gate: &Arc<Gate>) -> Builder<MockRuntime> {
    Builder::new(Registry::linked())
        .with_state(Arc::clone(gate))
        .managed::<Notes>()
        .identity(identity)
        .limit(200)
        .upload_limit(2_000)
}

/// The app. What capabilities say is the reference program's to show: here windows of the app's own may.
pub fn app(gate: &Arc<Gate>) -> App<MockRuntime> {
    let mut context = mock_context(noop_assets());
    let command = "plugin:mizan|request".to_owned();
    context
        .runtime_authority_mut()
        .__allow_command(command, ExecutionContext::Local);
    mock_builder()
        .manage(Notes::default())
        .plugin(plugin(gate).build())
        .build(context)
        .expect("it starts")
}

pub fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, WebviewUrl::default())
        .build()
        .expect("there is none of this name yet")
}

/// What Tauri answers a page at this address.
pub fn invoked(
    window: &WebviewWindow<MockRuntime>,
    at: &str,
    body: InvokeBody,
) -> Result<InvokeResponseBody, Json> {
    let request = InvokeRequest {
        cmd: "plugin:mizan|request".to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: at.parse().expect("an address"),
        body,
        headers: tauri::http::HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request)
}

/// Status and body of the answer to a message.
pub fn asked(window: &WebviewWindow<MockRuntime>, message: impl Into<Vec<u8>>) -> (u64, Json) {
    said(invoked(window, OWN, InvokeBody::Raw(message.into())))
}

pub fn said(answer: Result<InvokeResponseBody, Json>) -> (u64, Json) {
    let Ok(InvokeResponseBody::Raw(answer)) = answer else {
        panic!("no bytes: {answer:?}");
    };
    let end = answer
        .iter()
        .position(|byte| *byte == b'\n')
        .expect("a head");
    let head: Json = serde_json::from_slice(&answer[..end]).expect("JSON");
    assert_eq!(
        head.as_object().map(serde_json::Map::len),
        Some(1),
        "{head}"
    );
    let body = serde_json::from_slice(&answer[end + 1..]).expect("JSON");
    (head["status"].as_u64().expect("a status"), body)
}

pub fn call(window: &WebviewWindow<MockRuntime>, function: &str, args: &Json) -> (u64, Json) {
    let head = format!("{{\"kind\":\"call\",\"function\":\"{function}\",\"page\":\"p 1\"}}");
    asked(window, format!("{head}\n{{\"args\":{args}}}"))
}

/// What a window hears.
pub fn hears(window: &WebviewWindow<MockRuntime>) -> mpsc::Receiver<Json> {
    let (sender, heard) = mpsc::channel();
    window.listen("mizan:invalidate", move |event| {
        let _ = sender.send(serde_json::from_str(event.payload()).expect("JSON"));
    });
    heard
}

pub fn notes_of(app: &AppHandle<MockRuntime>) -> Vec<(String, Option<ThreadId>)> {
    app.state::<Notes>().0.lock().unwrap().clone()
}
