//! Files beside the arguments of a call: which argument each part is, and whether it may be. Page:
//! `ir/protocol/types.md`, files.
//!
//! Decides by what a host says of a part, its size and content type; never sees the bytes. Twin: `python/mizan/uploads.py`.

use std::{borrow::Cow, collections::BTreeMap};

use super::{DecodeError, Graph, Made, all_args, infallible};
use crate::{
    envelope::{Call, Refusal},
    errors::FaultCode,
    ir,
    json::{self, Members},
    types::{Args, Faults, Fit, Length, Make, Step, Value, Values},
};

/// The size in bytes and the content type of each part, by the argument's name, in the order in which they came.
pub type Parts = BTreeMap<String, Vec<(u64, String)>>;

/// Which part a file argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// None: it is absent, and need not be there.
    Absent,
    /// The one part of its name.
    One,
    /// All parts of its name: a list of so many.
    Each(usize),
}

impl From<Place> for Value {
    fn from(place: Place) -> Self {
        match place {
            Place::Absent => Self::Null,
            Place::One => Self::Integer(0),
            Place::Each(count) => {
                let places = (0..).take(count).map(Self::Integer);
                Self::List(places.collect())
            }
        }
    }
}

/// An argument that is a file, or a list of files.
#[derive(Clone, Debug)]
pub(super) struct Uploaded {
    name: String,
    required: bool,
    /// Of a list, how many there may be.
    list: Option<Length>,
    max_size: Option<u64>,
    accept: Option<Vec<String>>,
}

impl Uploaded {
    /// What a file argument is; `None` for any other.
    pub(super) fn new(arg: &ir::Field) -> Option<Self> {
        let (upload, _) = arg.upload()?;
        let list = match arg.kind.beside_null() {
            ir::Type::List { length, .. } => Some(Length::new(length)),
            _ => None,
        };
        Some(Self {
            name: arg.name.clone(),
            // A form has no null: absence is how it is written.
            required: arg.default.is_none() && !arg.kind.takes_null(),
            list,
            max_size: upload.max_size.map(u64::from),
            accept: upload.accept.clone(),
        })
    }

    fn judge<'a>(&'a self, parts: &[(u64, String)], faults: &mut Faults<'a>) -> Place {
        faults.within(Step::Name(&self.name), |faults| match (self.list, parts) {
            (None, []) if self.required => {
                faults.add(FaultCode::Missing);
                Place::Absent
            }
            // The empty list is written by absence.
            (None, []) => Place::Absent,
            (Some(_), []) if !self.required => Place::Absent,
            (None, [part]) => {
                self.part(part, faults);
                Place::One
            }
            (None, _) => {
                faults.add(FaultCode::Type);
                Place::Absent
            }
            (Some(length), parts) => {
                match length.fit(parts.len()) {
                    Fit::TooLong => faults.add(FaultCode::Length),
                    Fit::Looked(fault) => {
                        if let Some(code) = fault {
                            faults.add(code);
                        }
                        for (index, part) in parts.iter().enumerate() {
                            faults.within(Step::Index(index), |faults| self.part(part, faults));
                        }
                    }
                }
                Place::Each(parts.len())
            }
        })
    }

    fn part(&self, (size, content_type): &(u64, String), faults: &mut Faults<'_>) {
        if self.max_size.is_some_and(|most| *size > most) {
            faults.add(FaultCode::Length);
        }
        if let Some(accept) = &self.accept {
            let named = match content_type.split_once(';') {
                Some((named, _)) => named,
                None => content_type,
            };
            let content_type = named.trim().to_ascii_lowercase();
            if !accept.iter().any(|each| takes(each, &content_type)) {
                faults.add(FaultCode::Enum);
            }
        }
    }
}

/// Whether `image/*` or `image/png` is said of a content type.
fn takes(accepted: &str, content_type: &str) -> bool {
    match accepted.strip_suffix('*') {
        Some(start) => content_type.starts_with(start) && content_type.len() > start.len(),
        None => accepted == content_type,
    }
}

/// The arguments of the JSON without those that are files, which are faults in there.
pub(super) fn without_files<'c, 't>(
    uploaded: &[Uploaded],
    args: Option<&'c Members<'t>>,
) -> Option<Cow<'c, Members<'t>>> {
    let is_file = |name: &str| uploaded.iter().any(|file| file.name == name);
    args.map(|args| {
        if !uploaded.is_empty() && args.iter().any(|(name, _)| is_file(name)) {
            let rest = args.iter().filter(|(name, _)| !is_file(name));
            Cow::Owned(rest.cloned().collect())
        } else {
            Cow::Borrowed(args)
        }
    })
}

/// Which part each file argument is. A file within the JSON is a fault, as is a part that is no file argument's.
pub(super) fn places<'g: 'a, 'a>(
    uploaded: &'g [Uploaded],
    args: Option<&Members<'_>>,
    parts: &Parts,
    faults: &mut Faults<'a>,
) -> Vec<(&'g str, Place)> {
    for name in parts.keys() {
        if !uploaded.iter().any(|file| file.name == *name) {
            faults.add_at(name, FaultCode::Unknown);
        }
    }
    let mut places = Vec::with_capacity(uploaded.len());
    for file in uploaded {
        if args.is_some_and(|args| args.iter().any(|(name, _)| *name == file.name)) {
            faults.add_at(&file.name, FaultCode::Type);
        } else {
            let own: &[_] = match parts.get(&file.name) {
                Some(parts) => parts,
                None => &[],
            };
            places.push((file.name.as_str(), file.judge(own, faults)));
        }
    }
    places
}

impl Graph {
    /// The part `args` of a form, an object by itself, and what came beside it → checked arguments. A file is the place
    /// of its part among those of its name.
    ///
    /// # Errors
    /// [`Refusal`]: `args` is no strict JSON, or the function does not take all this, or there is no such function.
    pub fn decode_upload(
        &self,
        function: &str,
        args: &[u8],
        parts: &Parts,
    ) -> Result<Args, Refusal> {
        infallible(self.make_upload(function, args, parts, &mut Values)).map(all_args)
    }

    /// The same, made by a host.
    ///
    /// # Errors
    /// [`DecodeError`]: as [`Graph::decode_upload`], or making raised.
    pub fn make_upload<M: Make>(
        &self,
        function: &str,
        args: &[u8],
        parts: &Parts,
        host: &mut M,
    ) -> Result<Made<'_, M>, DecodeError<M::Error>> {
        let function = self.functions.get(function).ok_or(Refusal::Unknown)?;
        let args = json::parse_object(args).map_err(Refusal::from)?;
        let call = Call {
            args: Some(args),
            faults: Vec::new(),
        };
        self.made(function, &call, parts, host)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::graph::GraphError;

    fn graph() -> Result<Graph, GraphError> {
        let file = json!({"type": "file", "max_size": 10, "accept": ["image/*"]});
        let many =
            json!({"type": "list", "item": {"type": "file"}, "min_length": 1, "max_length": 2});
        let optional = |item| json!({"type": "optional", "item": item});
        let function = |name: &str, of| json!({"name": name, "args": [{"name": "a", "type": of}], "result": {"type": "null"}});
        let ir = json!({"version": 1, "functions": [
            function("one", file.clone()), function("many", many.clone()),
            function("perhaps", optional(file)), function("perhaps_many", optional(many)),
        ]});
        Graph::new(ir.to_string().as_bytes())
    }

    /// The place of `a`, or the codes of what is wrong, each with what is behind `args` in its path.
    fn told(
        graph: &Graph,
        function: &str,
        args: &str,
        parts: &[(u64, &str)],
    ) -> Result<Value, Vec<String>> {
        let parts = parts.iter().map(|(size, of)| (*size, (*of).to_owned()));
        let parts = Parts::from([("a".to_owned(), parts.collect())]);
        match graph.decode_upload(function, args.as_bytes(), &parts) {
            Ok(mut args) => Ok(args.remove("a").unwrap_or(Value::Bool(false))),
            Err(Refusal::Invalid(faults)) => Err(faults
                .iter()
                .map(|fault| format!("{:?} {}", &fault.path[1..], fault.code.as_str()))
                .collect()),
            Err(other) => Err(vec![other.to_string()]),
        }
    }

    #[test]
    fn a_file_is_a_place_and_its_limits_are_judged() -> Result<(), GraphError> {
        let graph = graph()?;
        let at = r#"[Name("a")]"#;
        let fault = |path: &str, code: &str| Err(vec![format!("{path} {code}")]);
        let list = |count| Ok(Value::List((0..count).map(Value::Integer).collect()));
        let png = (10, "Image/PNG; a=b");
        assert_eq!(told(&graph, "one", "{}", &[png]), Ok(Value::Integer(0)));
        assert_eq!(told(&graph, "one", "{}", &[]), fault(at, "missing"));
        assert_eq!(told(&graph, "one", "{}", &[png, png]), fault(at, "type"));
        assert_eq!(
            told(&graph, "one", "{}", &[(11, "image/png")]),
            fault(at, "length")
        );
        assert_eq!(
            told(&graph, "one", "{}", &[(1, "image/")]),
            fault(at, "enum")
        );
        assert_eq!(
            told(&graph, "one", r#"{"a": null}"#, &[png]),
            fault(at, "type")
        );
        assert_eq!(told(&graph, "many", "{}", &[png, (u64::MAX, "")]), list(2));
        assert_eq!(told(&graph, "many", "{}", &[]), fault(at, "length"));
        assert_eq!(
            told(&graph, "many", "{}", &[png, png, png]),
            fault(at, "length")
        );
        assert_eq!(
            told(&graph, "one", "[]", &[png]),
            Err(vec!["the body is not a JSON object".to_owned()])
        );
        // A form has no null but absence.
        for function in ["perhaps", "perhaps_many"] {
            assert_eq!(
                told(&graph, function, "{}", &[]),
                Ok(Value::Null),
                "{function}"
            );
        }
        assert_eq!(told(&graph, "perhaps_many", "{}", &[png]), list(1));
        Ok(())
    }
}
