//! Pictures, and the screen that Vite built into `../../frontend/dist`: a handful of files, read as they are asked for.

use std::{
    ffi::OsStr,
    fs,
    path::{self, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use shop::Database;
use tokio::task::spawn_blocking;

// The screen needs nothing from elsewhere, so it may load nothing from elsewhere.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
// Whatever the bytes are, a browser takes them for a picture or for nothing: no script runs, and no page opens.
const PICTURES_POLICY: &str = "default-src 'none'; sandbox";
const NOT_BUILT: &str = "the screen is not built yet: npm run build -w examples/shop/frontend\n";
const A_YEAR: &str = "public, max-age=31536000, immutable";
const NO_CACHE: &str = "no-cache";
const NOSNIFF: (HeaderName, &str) = (header::X_CONTENT_TYPE_OPTIONS, "nosniff");

/// All that is no call.
pub fn router(shop: Database, dist: PathBuf) -> Router {
    let dist: Arc<path::Path> = dist.into();
    let pictures = Router::new()
        .route("/pictures/{product_id}/{digest}", get(picture))
        .with_state(shop);
    Router::new()
        .route("/", get(screen))
        .route("/{name}", get(top))
        .route("/assets/{name}", get(asset))
        .with_state(dist)
        .merge(pictures)
}

async fn picture(
    State(shop): State<Database>,
    Path((product_id, digest)): Path<(String, String)>,
) -> Response {
    let Ok(product_id) = product_id.parse() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match spawn_blocking(move || shop::picture(&shop, product_id, &digest)).await {
        Ok(Ok(Some(found))) => {
            let headers = [
                (header::CONTENT_TYPE, found.kind.as_str()),
                (header::CACHE_CONTROL, A_YEAR),
                (header::CONTENT_DISPOSITION, "attachment"),
                (header::CONTENT_SECURITY_POLICY, PICTURES_POLICY),
                NOSNIFF,
            ];
            (headers, found.content).into_response()
        }
        Ok(Ok(None)) => StatusCode::NOT_FOUND.into_response(),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The one page.
async fn screen(State(dist): State<Arc<path::Path>>) -> Response {
    let page = answer(dist.to_path_buf(), "index.html".to_owned(), NO_CACHE).await;
    if page.status() == StatusCode::NOT_FOUND {
        return (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response();
    }
    page
}

/// Files beside the page, such as its icon.
async fn top(State(dist): State<Arc<path::Path>>, Path(name): Path<String>) -> Response {
    answer(dist.to_path_buf(), name, NO_CACHE).await
}

/// Scripts and styles: their names hold a hash of their content, so that they never change.
async fn asset(State(dist): State<Arc<path::Path>>, Path(name): Path<String>) -> Response {
    answer(dist.join("assets"), name, A_YEAR).await
}

/// The file `name` directly inside `folder`, or 404.
async fn answer(folder: PathBuf, name: String, cache: &'static str) -> Response {
    let kind = kind_of(&name);
    match spawn_blocking(move || find(&folder, &name)).await {
        Ok(Some(content)) => {
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, cache),
                (header::CONTENT_SECURITY_POLICY, POLICY),
                NOSNIFF,
            ];
            (headers, content).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Names come from addresses: they are looked up, never joined.
fn find(folder: &path::Path, name: &str) -> Option<Vec<u8>> {
    let mut files = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let file = files.find(|file| file.file_name() == OsStr::new(name))?;
    fs::read(file.path()).ok()
}

fn kind_of(name: &str) -> &'static str {
    match path::Path::new(name).extension().and_then(OsStr::to_str) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
