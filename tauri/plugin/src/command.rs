//! The one command: a message of a window as the machine's request, and its answer as bytes. What runs it is
//! `mizan-tokio`.
//!
//! Page: `ir/protocol/ipc.md`.

use std::sync::Arc;

use http::request::Parts as Head;
use mizan_core::{
    caller::Caller,
    dispatch::Machine,
    errors::{Code, Problem},
    graph::Invalidation,
    ipc::{self, Message},
    multipart::{Limits, Parts, Reader},
};
use mizan_tokio::{Host, One, aside, drive};
use tauri::{
    Manager, Runtime, State, Webview, command,
    ipc::{InvokeBody, Request, Response},
};

use crate::{Mizan, local};

/// Answers one message, and never rejects. Tauri spawns it, so that it reaches its end whatever becomes of the window.
#[command]
pub(crate) async fn request<R: Runtime>(
    webview: Webview<R>,
    mizan: State<'_, Mizan<R>>,
    request: Request<'_>,
) -> Result<Response, ()> {
    let _under_way = One::begin(&mizan.under_way);
    Ok(Response::new(
        answer(&webview, &mizan, request.body()).await,
    ))
}

async fn answer<R: Runtime>(webview: &Webview<R>, mizan: &Mizan<R>, body: &InvokeBody) -> Vec<u8> {
    let message = match body {
        InvokeBody::Raw(bytes) => Message::parse(bytes),
        InvokeBody::Json(_) => Err(Problem::new(Code::BadRequest).detail(
            "a message is bytes and no JSON; where it was sent as bytes the app's `connect-src` lacks \
             `ipc: http://ipc.localhost`",
        )),
    };
    let Message {
        mut request,
        body,
        page,
    } = match message {
        Ok(message) => message,
        Err(problem) => return ipc::refusal(problem, &mizan.frozen),
    };
    // Nobody else has it yet.
    if let (Some(furnish), Some(head)) = (&mizan.furnish, Arc::get_mut(&mut request.head)) {
        furnish(webview.app_handle(), webview.label(), head);
    }
    let (frozen, policy) = (Arc::clone(&mizan.frozen), Arc::clone(&mizan.policy));
    let mut machine = Machine::new(frozen, policy, request);
    let asking = Asking {
        webview,
        mizan,
        body,
        page: page.as_deref(),
    };
    ipc::answer(&drive(&mut machine, asking).await)
}

/// One message, as the machine asks its host about it.
struct Asking<'a, R: Runtime> {
    webview: &'a Webview<R>,
    mizan: &'a Mizan<R>,
    body: &'a [u8],
    page: Option<&'a str>,
}

impl<R: Runtime> Host for Asking<'_, R> {
    async fn identify(&mut self, _: &Head) -> Result<Option<Caller>, Problem> {
        let Some(identity) = self.mizan.identity.clone() else {
            return Ok(None);
        };
        let (app, label) = (
            self.webview.app_handle().clone(),
            self.webview.label().to_owned(),
        );
        aside(move || identity(&app, &label)).await?
    }

    async fn body(&mut self, limit: usize) -> Result<Vec<u8>, Problem> {
        if self.body.len() > limit {
            return Err(Problem::new(Code::TooLarge));
        }
        Ok(self.body.to_vec())
    }

    async fn parts(&mut self, limits: Limits) -> Result<Parts, Problem> {
        let mut reader = Reader::new(limits);
        reader.feed(self.body)?;
        reader.close()
    }

    fn dropped(&mut self, dropped: &Invalidation) {
        let told = ipc::event(self.webview.label(), self.page, dropped);
        let app = self.webview.app_handle().clone();
        // Where a window is at is known to the thread of the windows, for which no answer waits.
        tauri::async_runtime::spawn_blocking(move || local::tell(&app, told));
    }
}
