//! Who asks. How a caller is found is the app's own: a session, a cookie, a header of a proxy.
//!
//! Twin: `python/mizan/django/identity.py`. Page: `ir/protocol/caller.md`.

use std::pin::Pin;

use http::request::Parts;
use mizan_core::{caller::Caller, errors::Problem};

/// How an app knows who asks.
///
/// ```
/// use mizan_axum::{Caller, Identity, Problem};
///
/// struct ByProxy;
///
/// impl Identity for ByProxy {
///     async fn caller(&self, parts: &http::request::Parts) -> Result<Option<Caller>, Problem> {
///         let name = parts.headers.get("x-authenticated-user");
///         Ok(name.and_then(|name| name.to_str().ok()).map(|name| Caller {
///             id: name.to_owned(),
///             roles: Default::default(),
///             permissions: mizan_axum::permission_hash(false, false, &Default::default()),
///         }))
///     }
/// }
/// ```
pub trait Identity: Send + Sync + 'static {
    /// Somebody, or nobody. A session that does not hold is nobody's, and no error: guards say 401.
    ///
    /// # Errors
    /// What is answered in place of everything else: an unavailable store, a check against forgery of the app's own
    /// (`Problem::new(Kind::Csrf)`).
    fn caller(&self, parts: &Parts)
    -> impl Future<Output = Result<Option<Caller>, Problem>> + Send;
}

type Asking<'a> = Pin<Box<dyn Future<Output = Result<Option<Caller>, Problem>> + Send + 'a>>;

/// The same, of any type.
pub(crate) trait AnyIdentity: Send + Sync {
    fn ask<'a>(&'a self, parts: &'a Parts) -> Asking<'a>;
}

impl<T: Identity> AnyIdentity for T {
    fn ask<'a>(&'a self, parts: &'a Parts) -> Asking<'a> {
        Box::pin(self.caller(parts))
    }
}
