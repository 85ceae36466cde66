//! What a Rust user of Mizan depends on: the door alone.
//!
//! ```
//! /// Contexts are constants: a name, the param that names the caller, the params that never scope.
//! pub const USER: mizan::Context = mizan::Context::new("user").identity("user_id").view(&["page"]);
//!
//! /// What `user_profile` answers.
//! #[derive(mizan::Type)]
//! pub struct Profile {
//!     pub id: i64,
//!     pub name: String,
//! }
//!
//! /// A read of the context `user`.
//! #[mizan::client(context = USER, auth = "self")]
//! fn user_profile(user_id: i64) -> Result<Profile, mizan::Problem> {
//!     Ok(Profile { id: user_id, name: format!("user {user_id}") })
//! }
//!
//! /// Drops what `user_id` shows of it.
//! #[mizan::client(affects = USER, auth = "self")]
//! async fn rename_user(user_id: i64, name: String) -> Profile {
//!     Profile { id: user_id, name }
//! }
//! ```
//!
//! What travels, by the page `ir/protocol/types.md`:
//!
//! | Rust | on the wire |
//! |---|---|
//! | `()`, `bool`, `String`, `&'static str` (results), `f64` | null, boolean, string, number |
//! | `i8`…`i64`, `u8`…`u64` | integer, with the bounds of the narrow ones |
//! | `i128`, `u128`, `num_bigint::BigInt` | bigint |
//! | `mizan::Decimal`, `rust_decimal::Decimal`; `uuid::Uuid` | decimal; uuid |
//! | `Timestamp`, `civil::Date`, `civil::Time`, `SignedDuration` of jiff; `DateTime<Utc>`, `NaiveDate`, `NaiveTime`, `TimeDelta` of chrono | datetime, date, time, duration |
//! | `Vec<u8>`, `[u8; N]` | bytes |
//! | `Vec<T>`, `[T; N]` | list, with its length for an array |
//! | tuples of one to eight, and structs without names for their fields | tuple |
//! | `HashMap<K, T>`, `BTreeMap<K, T>`; keys are texts, integers, uuids, enums of unit variants, newtypes of these | map |
//! | `Option<T>`, `Box<T>`, a newtype | the type or null; the type |
//! | `serde_json::Value` | json |
//! | a struct with `#[derive(mizan::Type)]` | struct |
//! | an enum with it | enum, or a union with serde's tag or without |
//!
//! What is not there is refused by the compiler: a float of 32 bits, which would round what a client sends; a
//! `DateTime<FixedOffset>`, whose offset the wire does not keep; a list of `u8`, since that is bytes.

mod argument;
mod constraints;
mod context;
mod declaration;
mod describe;
mod describer;
mod domain;
mod export;
mod judge;
mod kind;
mod misfit;
mod outcome;
mod read;
mod running;
mod serving;
mod state;
mod types;
mod write;

pub use context::{Context, Target};
pub use describe::Type;
pub use domain::Error;
pub use export::{ExportError, export_ir};
pub use mizan_core::{
    caller::{Caller, permission_hash},
    errors::{Code, Fault, FaultCode, Problem},
    registry::{Asked, Request, Response, Upload},
};
pub use mizan_macros::{Error, Type, client};
pub use running::{Running, Stale, invalidate};
pub use state::State;
pub use types::{Decimal, NoDecimal};

/// What the macros' expansions name. No part of the interface.
#[doc(hidden)]
pub mod __private {
    pub use linkme;
    pub use mizan_core::{
        errors::FaultCode,
        ir::{Auth, Cache, Method, Type as IrType},
        registry::{Answer, Declarations, ENTRIES, Entry, Guard, Invocation, Need},
    };
    pub use serde_json::Value as Json;

    pub use crate::{
        argument::{Argument, Arguments},
        constraints::{Bound, Constraints},
        declaration::Declaration,
        describe::{Form, Item, Omittable, Record},
        describer::{Describer, Fields, Named, Slot, key, texts, union},
        domain::Errors,
        judge::branch,
        misfit::Misfit,
        outcome::answer,
        read::{FieldsOf, Places, Read, only_entry, read_name, under},
        running::join,
        types::Key,
        write::{Write, Writer, json_of},
    };

    pub mod domain {
        pub use crate::domain::{own_code, plain, with_data};
    }

    pub mod serving {
        pub use crate::serving::{answers, ask, kept_without, waits};
    }

    pub mod kind {
        pub use crate::kind::*;
    }
}
