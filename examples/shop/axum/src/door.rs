//! Who asks: the cookie that a session's token travels in. What a session is, is the shop's own to say.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use mizan_axum::{Caller, Code, Identity, Problem};
use shop::{Change, Database, Session};
use tokio::task::spawn_blocking;

const COOKIE: &str = "shop_session";

/// Knows who asks by the cookie.
pub struct Door(Database);

impl Door {
    /// Of this shop.
    pub const fn of(shop: Database) -> Self {
        Self(shop)
    }
}

impl Identity for Door {
    async fn caller(&self, parts: &Parts) -> Result<Option<Caller>, Problem> {
        let Some(token) = token(&parts.headers) else {
            return Ok(None);
        };
        let shop = self.0.clone();
        let found = spawn_blocking(move || shop.account_of(&token)).await;
        let broken = |why: String| Problem::new(Code::Unavailable).log(why);
        let account = found
            .map_err(|error| broken(error.to_string()))?
            .map_err(|error| broken(error.to_string()))?;
        Ok(account.map(Into::into))
    }
}

/// A layer: functions find the session in the request, and what they did to it goes into the cookie.
pub async fn keep(mut request: Request, next: Next) -> Response {
    let session = Session::new(token(request.headers()));
    request.extensions_mut().insert(session.clone());
    let mut response = next.run(request).await;
    let cookie = session.change().map(|change| match change {
        Change::Begun { token, seconds } => format!("{COOKIE}={token}; Max-Age={seconds}"),
        Change::Ended => format!("{COOKIE}=; Max-Age=0"),
    });
    // Behind a proxy that speaks TLS one adds `; Secure`.
    let cookie = cookie.map(|it| HeaderValue::try_from(it + "; Path=/; HttpOnly; SameSite=Lax"));
    if let Some(Ok(cookie)) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The token of the session that the cookie names.
fn token(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let mut pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(name, _)| *name == COOKIE);
    found.map(|(_, value)| value.to_owned())
}
