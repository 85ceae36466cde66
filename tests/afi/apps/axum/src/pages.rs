//! What has an address of its own: pages of the notice board, a form's target, a webhook; and a form with files.

use std::borrow::Cow;

use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use http::StatusCode;
use mizan::{Code, Problem, Request, Response, State, Upload};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    board::{BOARD, NotHung, count, find, hang, notes_on, put},
    database::{Database, Failed},
    html::{embedded, escaped, json, page, plain, redirect},
    text::storable,
};

/// What signatures are made with.
pub const SECRET: &str = "only for tests, which start their own servers and know every password";

/// A picture that was sent along.
#[derive(Debug, mizan::Type)]
pub struct Picture {
    name: String,
    size: i64,
    digest: String,
}

// ---------------------------------------------------------------- pages

/// The notices of a shelf, and a form for another.
#[mizan::client(route = "board/{shelf}/")]
fn board_page(db: State<Database>, shelf: String) -> Result<Response, Failed> {
    let notes = db.read(|db| notes_on(db, &shelf))?;
    let items = notes.iter().map(|note| {
        let (id, text) = (note.id, escaped(&note.text));
        format!("<li title=\"{text}\"><a href=\"/notes/{id}/\">{text}</a></li>")
    });
    let items: Vec<String> = items.collect();
    let items = items.concat();
    let count = embedded("count", &json!(notes.len()));
    let form = "<form method=\"post\"><input name=\"text\"><button>Pin</button></form>";
    Ok(page(&shelf, &format!("<ul>{items}</ul>\n{count}\n{form}")))
}

/// Where the page's form goes; the browser is sent back to the page.
#[mizan::client(route = "board/{shelf}/", affects = BOARD, auth = true)]
fn pin_from_page(
    db: State<Database>,
    request: Request,
    shelf: String,
) -> Result<Response, Problem> {
    let back = format!("/board/{shelf}/");
    let text = form_text(request.body())?;
    match db.write(|db| hang(db, text, shelf)) {
        Ok(_) => Ok(redirect(&back)),
        Err(NotHung::BoardFull) => Ok(plain(StatusCode::CONFLICT, "BoardFull")),
        Err(NotHung::TooLong(_)) => Ok(plain(StatusCode::CONFLICT, "TooLong")),
        Err(NotHung::Other(problem)) if problem.code() == Code::Invalid.as_str() => {
            Ok(plain(StatusCode::CONFLICT, "Invalid"))
        }
        Err(NotHung::Other(problem)) => Err(problem),
    }
}

/// One notice, which is the page's title too.
#[mizan::client(route = "notes/{note_id}/")]
fn note_page(db: State<Database>, note_id: i64) -> Result<Response, Failed> {
    let found = db.read(|db| find(db, note_id))?;
    let note = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    let (shown, data) = (escaped(&note.text), embedded("note", &json!(note.text)));
    Ok(page(&note.text, &format!("<p>{shown}</p>\n{data}")))
}

/// For staff, asynchronously.
#[mizan::client(route = "staff/board/", auth = "staff")]
#[allow(clippy::unused_async, reason = "that it is async is what is shown")]
async fn staff_page(db: State<Database>) -> Result<Response, Failed> {
    let notices = db.read(count)?;
    Ok(plain(StatusCode::OK, format!("{notices} notices")))
}

/// The field `text` of a form as browsers send it.
fn form_text(body: &[u8]) -> Result<String, Problem> {
    let is_text = |(name, _): &(Cow<'_, str>, Cow<'_, str>)| name == "text";
    if std::str::from_utf8(body).is_err() {
        return Err(Problem::new(Code::BadRequest).detail("a form is text in UTF-8"));
    }
    let found = form_urlencoded::parse(body).find(is_text);
    Ok(found.map(|(_, text)| text.into_owned()).unwrap_or_default())
}

// ---------------------------------------------------------------- a webhook

/// What another server calls: it has no session, and proves by a signature who it is.
#[mizan::client(
    private = true,
    route = "hooks/{source}/",
    affects = BOARD.scope(&[("shelf", "source")]),
    raises = [NotHung],
)]
fn notes_hook(db: State<Database>, request: Request, source: String) -> Result<Response, NotHung> {
    if !is_signed(&request) {
        return Err(Problem::new(Code::Forbidden).into());
    }
    let text = String::from_utf8(request.into_body())
        .map_err(|_| Problem::new(Code::BadRequest).detail("a notice is text in UTF-8"))?;
    let note = db.write(|db| hang(db, text, source))?;
    Ok(json(&json!({"id": note.id})))
}

fn is_signed(request: &Request) -> bool {
    let given = request.headers().get("X-Signature");
    let given = given.and_then(|given| HEXLOWER.decode(given.as_bytes()).ok());
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).ok();
    match (given, mac) {
        (Some(given), Some(mac)) => mac
            .chain_update(request.body())
            .verify_slice(&given)
            .is_ok(),
        _ => false,
    }
}

// ---------------------------------------------------------------- files

/// Hangs a notice that pictures came with, and says what arrived.
#[mizan::client(affects = BOARD, auth = true)]
fn pin_pictures(
    db: State<Database>,
    text: String,
    #[mizan(max_size = "100 KB", accept = ["image/png", "image/jpeg"])] cover: Upload,
    more: Option<Vec<Upload>>,
    #[mizan(default = "hall")] shelf: String,
) -> Result<Vec<Picture>, Failed> {
    storable(&text, ["args", "text"])?;
    storable(&shelf, ["args", "shelf"])?;
    db.write(|db| put(db, text, shelf))?;
    let files = [cover].into_iter().chain(more.unwrap_or_default());
    Ok(files.map(picture_of).collect())
}

fn picture_of(file: Upload) -> Picture {
    Picture {
        name: file.name,
        size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        digest: HEXLOWER.encode(&Sha256::digest(&file.bytes)),
    }
}
