//! From JSON to checked values. Page: `ir/protocol/types.md`, values and faults.

use super::{Datetime, Field, Name, Types, Uuid, Value, numbers};
use crate::{
    errors::{Fault, FaultCode, MOST_FAULTS, Segment},
    ir::Type,
    json::{Members, Tree},
};

/// At most so many characters of an unknown name are told.
const MOST_CHARS: usize = 64;

/// One step of the way to where we are; it becomes a [`Segment`] only when there is a fault.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// The place in a list.
    Index(usize),
    /// The name of a field, an argument or a param.
    Name(&'a str),
}

/// The faults met so far and the place where we are. Of many faults only the first in order are kept.
#[derive(Debug, Default)]
pub struct Faults<'a> {
    path: Vec<Step<'a>>,
    met: Vec<Fault>,
}

impl<'a> Faults<'a> {
    /// Starts at this place.
    pub fn at(path: &[&'a str]) -> Self {
        Self {
            path: path.iter().map(|name| Step::Name(name)).collect(),
            met: Vec::new(),
        }
    }

    /// Runs one step further down.
    pub fn within<T>(&mut self, step: Step<'a>, run: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let done = run(self);
        self.path.pop();
        done
    }

    /// Notes a fault here.
    pub fn add(&mut self, code: FaultCode) {
        self.note(None, code);
    }

    /// Notes a fault at a name below here.
    pub fn add_at(&mut self, name: &str, code: FaultCode) {
        self.note(Some(name), code);
    }

    fn note(&mut self, name: Option<&str>, code: FaultCode) {
        if self.met.len() == 2 * MOST_FAULTS {
            self.cut();
        }
        let way = self.path.iter().map(|step| match step {
            Step::Index(index) => Segment::from(*index),
            Step::Name(name) => Segment::from(*name),
        });
        // A name that was never declared is the caller's, and may be as long as a body.
        let name = name.map(|name| match code {
            FaultCode::Unknown => Segment::Name(shortened(name)),
            _ => Segment::from(name),
        });
        let path = way.chain(name).collect();
        self.met.push(Fault { path, code });
    }

    /// Whether nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.met.is_empty()
    }

    /// The faults, sorted, [`MOST_FAULTS`] at most.
    pub fn into_sorted(mut self) -> Vec<Fault> {
        self.cut();
        self.met
    }

    fn cut(&mut self) {
        self.met.sort();
        self.met.dedup();
        self.met.truncate(MOST_FAULTS);
    }
}

/// The first [`MOST_CHARS`] characters, and `…` where there are more.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// The value that a document is by a type; `None` when faults were added.
pub fn validate<'a>(
    tree: &Tree<'_>,
    kind: &Type,
    types: &'a Types,
    faults: &mut Faults<'a>,
) -> Option<Value> {
    let judged = match (kind, tree) {
        (Type::Optional { .. } | Type::Null, Tree::Null) => Ok(Value::Null),
        (Type::Optional { item }, _) => return validate(tree, item, types, faults),
        (Type::Boolean, Tree::Bool(value)) => Ok(Value::Bool(*value)),
        (Type::String(_), Tree::String(text)) => Ok(Value::String(text.clone().into_owned())),
        (Type::Integer(_), Tree::Number(text)) => numbers::integer(text).map(Value::Integer),
        (Type::Number(_), Tree::Number(text)) => numbers::number(text).map(Value::Number),
        (Type::Datetime(_), Tree::String(text)) => Datetime::parse(text).map(Value::Datetime),
        (Type::Uuid, Tree::String(text)) => {
            Uuid::parse(text).map(Value::Uuid).ok_or(FaultCode::Format)
        }
        (Type::List { item, .. }, Tree::Array(items)) => {
            return validate_list(items, item, types, faults);
        }
        (Type::Ref { name }, Tree::Object(members)) => {
            return validate_fields(members, types.fields(name), types, faults).map(Value::Struct);
        }
        _ => Err(FaultCode::Type),
    };
    judged.map_err(|code| faults.add(code)).ok()
}

fn validate_list<'a>(
    items: &[Tree<'_>],
    kind: &Type,
    types: &'a Types,
    faults: &mut Faults<'a>,
) -> Option<Value> {
    let mut values = Vec::with_capacity(items.len());
    let mut sound = true;
    for (index, item) in items.iter().enumerate() {
        match faults.within(Step::Index(index), |faults| {
            validate(item, kind, types, faults)
        }) {
            Some(value) => values.push(value),
            None => sound = false,
        }
    }
    sound.then_some(Value::List(values))
}

/// The fields' values in declared order, defaults filled in; `None` when faults were added.
pub fn validate_fields<'a>(
    members: &Members<'_>,
    fields: &'a [Field],
    types: &'a Types,
    faults: &mut Faults<'a>,
) -> Option<Vec<(Name, Value)>> {
    let mut found: Vec<Option<&Tree<'_>>> = vec![None; fields.len()];
    let mut sound = true;
    for (name, tree) in members {
        if let Some(at) = fields.iter().position(|field| *field.name == **name) {
            found[at] = Some(tree);
        } else {
            faults.add_at(name, FaultCode::Unknown);
            sound = false;
        }
    }
    let mut values = Vec::with_capacity(fields.len());
    for (field, tree) in fields.iter().zip(found) {
        let Some(tree) = tree.or(field.default.as_ref()) else {
            faults.add_at(&field.name, FaultCode::Missing);
            sound = false;
            continue;
        };
        match faults.within(Step::Name(&field.name), |faults| {
            validate(tree, &field.kind, types, faults)
        }) {
            Some(value) => values.push((field.name.clone(), value)),
            None => sound = false,
        }
    }
    sound.then_some(values)
}
