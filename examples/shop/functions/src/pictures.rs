//! Pictures of products: what is one, and where it is.
//!
//! What somebody sends is what its first bytes say. Its name and the type it came with are the sender's word, and are not
//! kept.

use rusqlite::{Connection, OptionalExtension};

use crate::Database;

/// A product's picture, as it is shown.
#[derive(Debug)]
pub struct Picture {
    /// Its content type, as its own bytes have it.
    pub kind: String,
    /// All of it.
    pub content: Vec<u8>,
}

/// The picture at `/pictures/{product_id}/{digest}`. Whatever serves it says `X-Content-Type-Options: nosniff`.
///
/// # Errors
/// What the database says.
pub fn picture(
    shop: &Database,
    product_id: i64,
    digest: &str,
) -> rusqlite::Result<Option<Picture>> {
    shop.read(|db| {
        let found = db.query_row(
            "SELECT kind, content FROM store_picture WHERE product_id = ? AND digest = ?",
            (product_id, digest),
            |row| {
                Ok(Picture {
                    kind: row.get(0)?,
                    content: row.get(1)?,
                })
            },
        );
        found.optional()
    })
}

/// The content type that the bytes themselves have; `None` if that is none of a picture's.
pub(crate) fn kind_of(content: &[u8]) -> Option<&'static str> {
    if content.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if content.starts_with(b"RIFF") && content.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

/// Where the product's picture is. The address holds the picture's digest, so that it may be kept for ever.
pub(crate) fn address_of(db: &Connection, product_id: i64) -> rusqlite::Result<Option<String>> {
    let mut found = db.prepare_cached("SELECT digest FROM store_picture WHERE product_id = ?")?;
    let digest: Option<String> = found.query_row([product_id], |row| row.get(0)).optional()?;
    Ok(digest.map(|digest| format!("/pictures/{product_id}/{digest}")))
}
