//! The word `multipart`: a body in chunks of any length, and what it tells.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use mizan_core::{
    errors::Problem,
    multipart::{FileLimit, Limits, Parts, Reader, boundary},
};
use serde::Deserialize;
use serde_json::{Value as Json, json};

/// A body, in base64, and how much of one is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    content_type: String,
    total: usize,
    args: usize,
    files: BTreeMap<String, File>,
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    many: bool,
    most: Option<usize>,
    max_size: Option<u64>,
}

impl Form {
    /// What it tells, whole and byte by byte.
    pub fn run(&self) -> Result<Json, String> {
        let body = BASE64
            .decode(self.body.as_bytes())
            .map_err(|error| error.to_string())?;
        let Some(boundary) = boundary(self.content_type.as_bytes()) else {
            return Ok(Json::Null);
        };
        let whole = self.told(&boundary, body.chunks(body.len().max(1)));
        if whole == self.told(&boundary, body.chunks(1)) {
            Ok(whole)
        } else {
            Err("the chunks make a difference".to_owned())
        }
    }

    fn told<'a>(&self, boundary: &str, mut chunks: impl Iterator<Item = &'a [u8]>) -> Json {
        let mut reader = Reader::new(Limits {
            boundary: boundary.to_owned(),
            total: self.total,
            args: self.args,
            files: self.files.iter().map(limit).collect(),
        });
        let read = chunks.try_for_each(|chunk| reader.feed(chunk));
        match read.and_then(|()| reader.close()) {
            Ok(parts) => written(&parts),
            Err(problem) => refused(&problem),
        }
    }
}

fn limit((name, file): (&String, &File)) -> (String, FileLimit) {
    let limit = FileLimit {
        many: file.many,
        most: file.most,
        max_size: file.max_size,
        required: false,
    };
    (name.clone(), limit)
}

/// The files by argument, each with its name, its type and its bytes.
fn written(parts: &Parts) -> Json {
    let files = parts.files.iter().filter(|(_, files)| !files.is_empty());
    let files = files.map(|(argument, files)| {
        let each = files
            .iter()
            .map(|file| json!([file.name, file.content_type, BASE64.encode(&file.bytes)]));
        (argument.clone(), each.collect())
    });
    let files: serde_json::Map<String, Json> = files.collect();
    json!({"args": BASE64.encode(&parts.args), "files": files})
}

fn refused(problem: &Problem) -> Json {
    let errors = problem.to_native_json().get("errors").cloned();
    json!({"status": problem.status(), "errors": errors.unwrap_or_else(|| json!([]))})
}
