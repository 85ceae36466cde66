//! A body's bytes as far as the limit, in the time that it has. Page: `ir/protocol/envelope.md`, `ir/protocol/uploads.md`.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use mizan_core::{
    errors::{Code, Problem},
    multipart::{Limits, Parts, Reader},
};
use tokio::time::{Instant, timeout_at};

/// So many bytes of a form are worth a second more.
const A_SECOND: usize = 32 << 10;

/// The next bytes; `None` at the end.
async fn next(body: &mut Body, until: Instant) -> Result<Option<Bytes>, Problem> {
    loop {
        let frame = timeout_at(until, body.frame())
            .await
            .map_err(|_| Problem::new(Code::Timeout))?;
        match frame {
            None => return Ok(None),
            // What was sent is at fault, or whoever sent it has left.
            Some(Err(_)) => {
                return Err(Problem::new(Code::BadRequest).detail("the body broke off"));
            }
            Some(Ok(frame)) => {
                // Trailers are nothing that a call has.
                if let Ok(bytes) = frame.into_data() {
                    return Ok(Some(bytes));
                }
            }
        }
    }
}

/// All of it. `TOO_LARGE` with the first byte over the limit.
pub(crate) async fn whole(
    body: &mut Body,
    limit: usize,
    time: Duration,
) -> Result<Vec<u8>, Problem> {
    let until = Instant::now() + time;
    let mut read = Vec::new();
    while let Some(bytes) = next(body, until).await? {
        if bytes.len() > limit - read.len() {
            return Err(Problem::new(Code::TooLarge));
        }
        read.extend_from_slice(&bytes);
    }
    Ok(read)
}

/// A form, part by part.
pub(crate) async fn parts(
    body: &mut Body,
    limits: Limits,
    time: Duration,
) -> Result<Parts, Problem> {
    let begun = Instant::now();
    let mut reader = Reader::new(limits);
    let mut read = 0_usize;
    loop {
        let more = u64::try_from(read / A_SECOND).unwrap_or(u64::MAX);
        let until = begun + time + Duration::from_secs(more);
        let Some(bytes) = next(body, until).await? else {
            return reader.close();
        };
        read = read.saturating_add(bytes.len());
        reader.feed(&bytes)?;
    }
}
