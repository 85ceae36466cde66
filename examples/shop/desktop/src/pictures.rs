//! Pictures, at the addresses that the functions answer with. Everything else of the screen is in the program.

use std::borrow::Cow;

use shop::Database;
use tauri::http::{HeaderValue, Response, StatusCode, header};

// Whatever the bytes are, a browser takes them for a picture or for nothing: no script runs, and no page opens.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// Makes the answer a picture where the address is one's: Tauri, which knows none, has made it the screen.
pub(crate) fn serve(shop: &Database, path: &str, answer: &mut Response<Cow<'static, [u8]>>) {
    let Some(place) = path.strip_prefix("/pictures/") else {
        return;
    };
    let found = place.split_once('/').and_then(|(product_id, digest)| {
        let product_id = product_id.parse().ok()?;
        shop::picture(shop, product_id, digest).ok().flatten()
    });
    let kind = found
        .as_ref()
        .and_then(|picture| HeaderValue::try_from(&picture.kind).ok());
    *answer.status_mut() = match &kind {
        Some(_) => StatusCode::OK,
        None => StatusCode::NOT_FOUND,
    };
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        kind.unwrap_or_else(|| HeaderValue::from_static("text/plain")),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    *answer.body_mut() = found
        .map(|picture| picture.content)
        .unwrap_or_default()
        .into();
}
