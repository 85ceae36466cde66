//! A function as the machine sees it: what guards it, what it answers to, and how it is started.
//!
//! Decides nothing of when it runs (`dispatch`) nor on which thread (the adapters). Twin: `python/mizan/endpoint.py`.
//! Page: `ir/protocol/registry.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use crate::{
    ir::{Auth, Cache, EnumValue, Field, Function, Ir, Method, Named, Type},
    multipart::FileLimit,
    registry::{Entry, Need},
};

/// One function of a frozen graph.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is said of a function by itself"
)]
pub struct Endpoint {
    /// As it was written.
    pub entry: &'static Entry,
    /// Who may call it.
    pub auth: Option<Auth>,
    /// It is a member whose answer depends on params and caller alone.
    pub cached: bool,
    /// Its answer is one for everyone.
    pub public: bool,
    /// Its route alone leads to it.
    pub private: bool,
    /// It has targets.
    pub mutates: bool,
    /// It looks at the request.
    pub wants_request: bool,
    /// How long a shared cache may keep its answer at most, where that is declared.
    pub seconds: Option<u32>,
    /// The codes of its domain errors, and whether each has data.
    pub raises: BTreeMap<String, bool>,
    /// Its file arguments.
    pub files: BTreeMap<String, FileLimit>,
    /// The methods of a view; HEAD where GET is.
    pub methods: Vec<&'static str>,
    /// Of a view the arguments whose JSON is no text.
    literals: BTreeSet<String>,
}

impl Endpoint {
    pub(crate) fn new(entry: &'static Entry, function: &Function, ir: &Ir) -> Self {
        let has_data = |code: &String| {
            let error = ir.errors.iter().find(|error| error.code == *code);
            error.is_some_and(|error| error.data.is_some())
        };
        let files = function.args.iter().filter_map(|arg| {
            let limit = FileLimit::of(arg)?;
            Some((arg.name.clone(), limit))
        });
        let mut methods: Vec<&'static str> = Vec::new();
        if function.is_view() {
            methods.extend(function.answers().into_iter().map(Method::word));
            if methods.contains(&"GET") {
                methods.push("HEAD");
            }
        }
        let types = Named::new(&ir.types);
        let literal = |arg: &&Field| is_literal(&arg.kind, &types);
        Self {
            auth: function.auth.clone(),
            cached: function.context.is_some() && function.cache != Cache::Never,
            public: function.public,
            private: function.private,
            mutates: !function.affects.is_empty(),
            wants_request: (entry.needs)().contains(&Need::Request),
            seconds: match function.cache {
                Cache::Seconds(seconds) => Some(seconds),
                Cache::Usual | Cache::Never => None,
            },
            raises: function
                .raises
                .iter()
                .map(|code| (code.clone(), has_data(code)))
                .collect(),
            files: files.collect(),
            methods,
            literals: function
                .args
                .iter()
                .filter(literal)
                .map(|arg| arg.name.clone())
                .collect(),
            entry,
        }
    }

    /// The wire name.
    pub fn name(&self) -> &'static str {
        self.entry.name
    }

    /// What a host took from the path, as the body of a call; a path spells as a query does.
    pub(crate) fn route_body(&self, raw: &[(String, String)]) -> Vec<u8> {
        let args = raw.iter().map(|(name, text)| {
            let literal = self.literals.contains(name) && is_plain_literal(text);
            let json = if literal {
                serde_json::from_str(text).ok()
            } else {
                None
            };
            (
                name.clone(),
                json.unwrap_or_else(|| Json::from(text.as_str())),
            )
        });
        let args: Map<String, Json> = args.collect();
        Json::Object(Map::from_iter([("args".to_owned(), Json::Object(args))]))
            .to_string()
            .into_bytes()
    }
}

/// Whether JSON writes the type's values without quotes.
fn is_literal(of: &Type, types: &Named<'_>) -> bool {
    match types.resolve(of) {
        Type::Boolean | Type::Integer(_) => true,
        Type::Optional { item } => is_literal(item, types),
        Type::Enum { values } => matches!(values.first(), Some(EnumValue::Integer(_))),
        _ => false,
    }
}

/// `true`, `false`, or a whole number in its one spelling that JSON reads as it stands.
fn is_plain_literal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (!digits.starts_with('0') || text == "0")
        // What is longer is out of range, and no number to convert.
        && digits.len() <= 18;
    whole || matches!(text, "true" | "false")
}
