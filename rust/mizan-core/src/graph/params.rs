//! The query of a bundle → each member's arguments. Page: `ir/protocol/types.md`, query spelling.

use std::collections::BTreeMap;

use super::{Graph, Prepared, PreparedContext};
use crate::{
    envelope::{Refusal, split_query},
    errors::FaultCode,
    ir::Type,
    types::{Args, Faults, Field, Value, read_spelling, validate},
};

/// What the query gives for each name: every spelling, in order.
type Given = BTreeMap<String, Vec<Option<String>>>;

impl Graph {
    /// The raw query string, without its question mark → the members in name order, each with its own arguments.
    ///
    /// # Errors
    /// [`Refusal`]: the query is not in the one spelling, or lacks what is required, or there is no such context.
    pub fn decode_params(
        &self,
        context: &str,
        query: &[u8],
    ) -> Result<Vec<(String, Args)>, Refusal> {
        let context = self.contexts.get(context).ok_or(Refusal::Unknown)?;
        let mut given = Given::new();
        for (name, value) in split_query(query)? {
            given.entry(name).or_default().push(value);
        }
        let values = read(context, &given)?;
        let members = context
            .members
            .iter()
            .filter_map(|name| Some((name, self.functions.get(name)?)));
        Ok(members
            .map(|(name, member)| (name.clone(), self.member_args(member, &values)))
            .collect())
    }

    fn member_args(&self, member: &Prepared, values: &Args) -> Args {
        let value = |arg: &Field| match (values.get(&arg.name), &arg.default) {
            (Some(value), _) => value.clone(),
            (None, Some(default)) => {
                // It was judged when the graph was made.
                validate(default, &arg.kind, &self.types, &mut Faults::default())
                    .unwrap_or(Value::Null)
            }
            // The empty list is written by absence; anything else that is required was missed above.
            (None, None) => Value::List(Vec::new()),
        };
        member
            .args
            .iter()
            .map(|arg| (arg.name.clone(), value(arg)))
            .collect()
    }
}

/// The values of all params that the query gives.
fn read(context: &PreparedContext, given: &Given) -> Result<Args, Refusal> {
    let mut values = Args::new();
    // What breaks the spelling is 400, and goes before what breaks the declaration, which is 422.
    let (mut syntax, mut invalid) = (Faults::at(&["params"]), Faults::at(&["params"]));
    for name in given.keys() {
        if !context.params.iter().any(|param| *param.name == **name) {
            syntax.add_at(name, FaultCode::Unknown);
        }
    }
    for param in &context.params {
        let Some(spellings) = given.get(&*param.name) else {
            if param.default.is_none() && !matches!(param.kind, Type::List { .. }) {
                invalid.add_at(&param.name, FaultCode::Missing);
            }
            continue;
        };
        match read_param(spellings, param) {
            Ok(value) => {
                values.insert(param.name.clone(), value);
            }
            Err(code @ FaultCode::Range) => invalid.add_at(&param.name, code),
            Err(code) => syntax.add_at(&param.name, code),
        }
    }
    if !syntax.is_empty() {
        return Err(Refusal::Syntax {
            detail: "the query has an unknown name, or a value that is not in its one spelling",
            faults: syntax.into_sorted(),
        });
    }
    if invalid.is_empty() {
        Ok(values)
    } else {
        Err(Refusal::Invalid(invalid.into_sorted()))
    }
}

fn read_param(spellings: &[Option<String>], param: &Field) -> Result<Value, FaultCode> {
    let read = |spelling: &Option<String>, kind: &Type| match spelling {
        Some(text) => read_spelling(text, kind),
        None => Err(FaultCode::Format),
    };
    match (param.kind.beside_null(), spellings) {
        (Type::List { item, .. }, _) => {
            let items: Vec<_> = spellings
                .iter()
                .map(|spelling| read(spelling, item))
                .collect();
            // One fault for a param: another spelling is the graver one.
            if items.contains(&Err(FaultCode::Format)) {
                return Err(FaultCode::Format);
            }
            items.into_iter().collect::<Result<_, _>>().map(Value::List)
        }
        (kind, [spelling]) => read(spelling, kind),
        _ => Err(FaultCode::Type),
    }
}
