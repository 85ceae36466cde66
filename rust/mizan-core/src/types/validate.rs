//! From JSON to checked values. Page: `ir/protocol/types.md`, values and faults.

use super::{Datetime, Field, Types, Uuid, Value, numbers};
use crate::{
    errors::{Fault, FaultCode, MOST_FAULTS, Segment},
    ir::Type,
    json::{Members, Tree},
};

/// The faults met so far and the place where we are. Of many faults only the first in order are kept.
#[derive(Debug, Default)]
pub struct Faults {
    path: Vec<Segment>,
    met: Vec<Fault>,
}

impl Faults {
    /// Starts at this place.
    pub fn at(path: &[&str]) -> Self {
        Self {
            path: path.iter().map(|name| Segment::from(*name)).collect(),
            met: Vec::new(),
        }
    }

    /// Runs a step one level deeper.
    pub fn within<T>(
        &mut self,
        segment: impl Into<Segment>,
        step: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.path.push(segment.into());
        let done = step(self);
        self.path.pop();
        done
    }

    /// Notes a fault here.
    pub fn add(&mut self, code: FaultCode) {
        if self.met.len() == 2 * MOST_FAULTS {
            self.cut();
        }
        self.met.push(Fault {
            path: self.path.clone(),
            code,
        });
    }

    /// Notes a fault at a name below here.
    pub fn add_at(&mut self, name: &str, code: FaultCode) {
        self.within(name, |faults| faults.add(code));
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

/// The value that a document is by a type; `None` when faults were added.
pub fn validate(tree: &Tree<'_>, kind: &Type, types: &Types, faults: &mut Faults) -> Option<Value> {
    let judged = match (kind, tree) {
        (Type::Optional { .. } | Type::Null, Tree::Null) => Ok(Value::Null),
        (Type::Optional { item }, _) => return validate(tree, item, types, faults),
        (Type::Boolean, Tree::Bool(value)) => Ok(Value::Bool(*value)),
        (Type::String, Tree::String(text)) => Ok(Value::String(text.clone().into_owned())),
        (Type::Integer, Tree::Number(text)) => numbers::integer(text).map(Value::Integer),
        (Type::Number, Tree::Number(text)) => numbers::number(text).map(Value::Number),
        (Type::Datetime, Tree::String(text)) => Datetime::parse(text).map(Value::Datetime),
        (Type::Uuid, Tree::String(text)) => {
            Uuid::parse(text).map(Value::Uuid).ok_or(FaultCode::Format)
        }
        (Type::List { item }, Tree::Array(items)) => {
            return validate_list(items, item, types, faults);
        }
        (Type::Ref { name }, Tree::Object(members)) => {
            return validate_fields(members, types.fields(name), types, faults).map(Value::Struct);
        }
        _ => Err(FaultCode::Type),
    };
    judged.map_err(|code| faults.add(code)).ok()
}

fn validate_list(
    items: &[Tree<'_>],
    kind: &Type,
    types: &Types,
    faults: &mut Faults,
) -> Option<Value> {
    let mut values = Vec::with_capacity(items.len());
    let mut sound = true;
    for (index, item) in items.iter().enumerate() {
        match faults.within(index, |faults| validate(item, kind, types, faults)) {
            Some(value) => values.push(value),
            None => sound = false,
        }
    }
    sound.then_some(Value::List(values))
}

/// The fields' values in declared order, defaults filled in; `None` when faults were added.
pub fn validate_fields(
    members: &Members<'_>,
    fields: &[Field],
    types: &Types,
    faults: &mut Faults,
) -> Option<Vec<(String, Value)>> {
    let mut found: Vec<Option<&Tree<'_>>> = vec![None; fields.len()];
    let mut sound = true;
    for (name, tree) in members {
        if let Some(at) = fields.iter().position(|field| field.name == *name) {
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
        match faults.within(field.name.as_str(), |faults| {
            validate(tree, &field.kind, types, faults)
        }) {
            Some(value) => values.push((field.name.clone(), value)),
            None => sound = false,
        }
    }
    sound.then_some(values)
}
