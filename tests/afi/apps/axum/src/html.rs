//! Pages, as text in which no other text can end anything.

use http::{StatusCode, header};
use mizan::Response;

/// A page of this title.
pub fn page(title: &str, body: &str) -> Response {
    let title = escaped(title);
    answer(
        StatusCode::OK,
        "text/html; charset=utf-8",
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
             <body>\n{body}\n</body>\n</html>\n"
        ),
    )
}

/// Plain text.
pub fn plain(status: StatusCode, text: impl Into<String>) -> Response {
    answer(status, "text/plain; charset=utf-8", text.into())
}

/// JSON.
pub fn json(json: &serde_json::Value) -> Response {
    answer(StatusCode::OK, "application/json", json.to_string())
}

/// Goes on at another address, which is a path of this app.
pub fn redirect(path: &str) -> Response {
    let mut response = answer(
        StatusCode::FOUND,
        "text/plain; charset=utf-8",
        String::new(),
    );
    if let Ok(path) = header::HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    response
}

/// Text between tags and in attributes.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            other => out.push(other),
        }
    }
    out
}

/// Data for scripts.
pub fn embedded(name: &str, value: &serde_json::Value) -> String {
    let mut text = value.to_string();
    for (character, escape) in [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")] {
        text = text.replace(character, escape);
    }
    format!("<script id=\"{name}\" type=\"application/json\">{text}</script>")
}

fn answer(status: StatusCode, kind: &'static str, text: String) -> Response {
    let mut response = Response::new(text.into_bytes());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    response
}
