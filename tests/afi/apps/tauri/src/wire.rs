//! Frames: how a test says what a window's page sends, and reads what that page would get.
//!
//! A frame is its length (4 bytes, big endian) and its bytes. One that asks is `{"window": "main", "user": "ada" or null}`, a
//! line feed, and a message, which is invoked from that window as its page would invoke it; `"origin"` may say at which
//! address the page is that does. The answer's frame is the answer, or `{"refused": "<what Tauri says>"}`. One that is
//! `{"listen": "main"}` is answered by itself; from then on the connection gets a frame for each event of that window.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    sync::mpsc,
};

use serde_json::{Value as Json, json};
use tauri::{
    AppHandle, Listener, Url,
    ipc::{CallbackFn, InvokeBody, InvokeResponseBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response},
    webview::InvokeRequest,
};

use crate::app::window;

const COMMAND: &str = "plugin:mizan|request";
const EVENT: &str = "mizan:invalidate";
const OWN: &str = "tauri://localhost";
const MOST: usize = 256 << 20;

/// Answers frame by frame, until the other side hangs up or says what is none.
pub fn converse(app: &AppHandle<MockRuntime>, mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        let frame = received(&mut stream)?;
        let end = frame.iter().position(|byte| *byte == b'\n');
        let (head, message) = frame.split_at(end.unwrap_or(frame.len()));
        let head: Json = serde_json::from_slice(head)?;
        if let Some(label) = head["listen"].as_str() {
            return listen(app, label, stream, &frame);
        }
        let message = message.get(1..).unwrap_or_default().to_vec();
        let answer = match invoke(app, &head, message) {
            Ok(answer) => answer,
            Err(refused) => json!({"refused": refused}).to_string().into_bytes(),
        };
        send(&mut stream, &answer)?;
    }
}

/// The bytes of the answer, or what Tauri says in its place.
fn invoke(app: &AppHandle<MockRuntime>, head: &Json, message: Vec<u8>) -> Result<Vec<u8>, Json> {
    let text = |error: &dyn ToString| Json::from(error.to_string());
    let named = head["window"].as_str().unwrap_or_default();
    let label = match head["user"].as_str() {
        Some(user) => format!("{named}:{user}"),
        None => named.to_owned(),
    };
    let window = window(app, &label).map_err(|error| text(&error))?;
    let origin = head["origin"].as_str().unwrap_or(OWN);
    let request = InvokeRequest {
        cmd: COMMAND.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: Url::parse(origin).map_err(|error| text(&error))?,
        body: InvokeBody::Raw(message),
        headers: tauri::http::HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    match get_ipc_response(&window, request)? {
        InvokeResponseBody::Raw(answer) => Ok(answer),
        InvokeResponseBody::Json(answer) => Err(format!("it answered JSON: {answer}").into()),
    }
}

fn listen(
    app: &AppHandle<MockRuntime>,
    label: &str,
    mut stream: TcpStream,
    frame: &[u8],
) -> io::Result<()> {
    let window = window(app, label).map_err(io::Error::other)?;
    let (sender, events) = mpsc::channel();
    let listening = window.listen(EVENT, move |event| {
        // Nobody reads any more: the listener goes below.
        let _ = sender.send(event.payload().to_owned());
    });
    let told = send(&mut stream, frame).and_then(|()| {
        events
            .iter()
            .try_for_each(|event| send(&mut stream, event.as_bytes()))
    });
    window.unlisten(listening);
    told
}

fn send(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    let mut frame = length.to_be_bytes().to_vec();
    frame.extend_from_slice(bytes);
    stream.write_all(&frame)
}

fn received(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(io::Error::other)?;
    if length > MOST {
        return Err(io::Error::other("no message is that long"));
    }
    let mut frame = vec![0; length];
    stream.read_exact(&mut frame)?;
    Ok(frame)
}
