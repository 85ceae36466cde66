//! Which webviews show a page of the app's own, and what they are told.
//!
//! Page: `ir/protocol/ipc.md`, local windows.

use std::sync::{Mutex, PoisonError};

use mizan_core::ipc::EVENT;
use tauri::{AppHandle, Emitter, EventTarget, Manager, Runtime, Url, utils::config::FrontendDist};

/// One at a time: an event that comes while another is being told is kept by Tauri for later, and then told to every
/// listener of the program's own, whatever window it asked for.
static TELLING: Mutex<()> = Mutex::new(());

/// Tells what was dropped to every webview that is at a page of the app's own.
pub(crate) fn tell<R: Runtime>(app: &AppHandle<R>, told: String) {
    let _alone = TELLING.lock().unwrap_or_else(PoisonError::into_inner);
    let own = Own::of(app);
    let webviews = app.webview_windows();
    let there = webviews.iter().filter(|(_, webview)| {
        // One that is being closed is nowhere.
        webview.url().is_ok_and(|url| own.has(&url))
    });
    let there: Vec<&str> = there.map(|(label, _)| label.as_str()).collect();
    let sent = app.emit_str_filter(EVENT, told, |target| match target {
        EventTarget::AnyLabel { label }
        | EventTarget::Window { label }
        | EventTarget::Webview { label }
        | EventTarget::WebviewWindow { label } => there.contains(&label.as_str()),
        _ => false,
    });
    if let Err(error) = sent {
        tracing::error!("what was dropped could not be told: {error}");
    }
}

/// Where the app's own pages are.
struct Own(Vec<Url>);

impl Own {
    fn of<R: Runtime>(app: &AppHandle<R>) -> Self {
        let build = &app.config().build;
        let bundled = match &build.frontend_dist {
            Some(FrontendDist::Url(url)) => Some(url.clone()),
            _ => None,
        };
        let developed = build.dev_url.clone().filter(|_| tauri::is_dev());
        Self(bundled.into_iter().chain(developed).collect())
    }

    fn has(&self, url: &Url) -> bool {
        let protocol = if cfg!(any(windows, target_os = "android")) {
            matches!(url.scheme(), "http" | "https") && url.host_str() == Some("tauri.localhost")
        } else {
            url.scheme() == "tauri" && url.host_str() == Some("localhost")
        };
        // The origin of a scheme that is nobody's is no other's, not even its own.
        protocol || self.0.iter().any(|own| own.origin() == url.origin())
    }
}
