//! The query of a bundle → each member's arguments. Page: `ir/protocol/types.md`, query spelling.

use std::{borrow::Cow, collections::BTreeMap};

use super::{DecodeError, Graph, PreparedContext, infallible};
use crate::{
    envelope::{Refusal, split_query},
    errors::FaultCode,
    json::{Members, Tree},
    types::{
        Args, Faults, Field, Kind, Make, Nothing, Stop, Types, Values, make, make_fields, spelled,
    },
};

/// Each member's name, and its arguments.
pub type MadeMembers<'a, M> = Vec<(&'a str, <M as Make>::Made)>;

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
        let members = self.make_params(context, query, &mut Values);
        let members = infallible(members)?.into_iter();
        Ok(members
            .map(|(name, args)| (name.to_owned(), super::args(args)))
            .collect())
    }

    /// The same, made by a host.
    ///
    /// # Errors
    /// [`DecodeError`]: as [`Graph::decode_params`], or making raised.
    pub fn make_params<M: Make>(
        &self,
        context: &str,
        query: &[u8],
        host: &mut M,
    ) -> Result<MadeMembers<'_, M>, DecodeError<M::Error>> {
        let context = self.contexts.get(context).ok_or(Refusal::Unknown)?;
        let mut given = Given::new();
        for (name, value) in split_query(query)? {
            given.entry(name).or_default().push(value);
        }
        let values = read(context, &given, &self.types)?;
        let mut made = Vec::with_capacity(context.members.len());
        for name in &context.members {
            let Some(member) = self.functions.get(name) else {
                continue;
            };
            let mut own = Members::new();
            for field in &member.args.fields {
                let tree = match values.get(&*field.name) {
                    Some(tree) => tree.clone(),
                    None if field.default.is_some() => continue,
                    // The empty list is written by absence; anything else that is required was missed above.
                    None => Tree::Array(Vec::new()),
                };
                own.push((Cow::Borrowed(&field.name), tree));
            }
            let mut faults = Faults::at(&["params"]);
            match make_fields(&own, &member.args, &self.types, &mut faults, host) {
                Ok(args) => made.push((name.as_str(), args)),
                Err(Stop::Raised(raised)) => return Err(DecodeError::Raised(raised)),
                // Each value was judged as the context's param, which is of the same type.
                Err(Stop::Faulty) => return Err(Refusal::Invalid(faults.into_sorted()).into()),
            }
        }
        Ok(made)
    }
}

/// The values of all params that the query gives.
fn read<'a>(
    context: &'a PreparedContext,
    given: &'a Given,
    types: &Types,
) -> Result<BTreeMap<&'a str, Tree<'a>>, Refusal> {
    let mut values = BTreeMap::new();
    // What breaks the spelling is 400, and goes before what breaks the declaration, which is 422.
    let (mut syntax, mut invalid) = (Faults::at(&["params"]), Faults::at(&["params"]));
    for name in given.keys() {
        if context.params.place(name, 0).is_none() {
            syntax.add_at(name, FaultCode::Unknown);
        }
    }
    for param in &context.params.fields {
        let spellings = given.get(&*param.name).map(Vec::as_slice);
        let tree = match (list_of(param, types), spellings) {
            (Some(item), spellings) => {
                match spelled_list(spellings.unwrap_or_default(), item, types) {
                    // Absence is the default, of which a list has the empty one or null.
                    Some(_) if spellings.is_none() && param.default.is_some() => continue,
                    read => read.ok_or(FaultCode::Format),
                }
            }
            (None, None) => {
                if param.default.is_none() {
                    invalid.add_at(&param.name, FaultCode::Missing);
                }
                continue;
            }
            (None, Some([Some(text)])) => {
                spelled(text.into(), &param.kind, types).ok_or(FaultCode::Format)
            }
            (None, Some([None])) => Err(FaultCode::Format),
            (None, Some(_)) => Err(FaultCode::Type),
        };
        match tree {
            Ok(tree) => {
                for code in broken(&tree, param, types) {
                    invalid.add_at(&param.name, code);
                }
                values.insert(&*param.name, tree);
            }
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

/// The type of a list param's elements.
fn list_of<'a>(param: &'a Field, types: &'a Types) -> Option<&'a Kind> {
    let mut kind = types.resolved(&param.kind);
    while let Kind::Optional(item) = kind {
        kind = types.resolved(item);
    }
    match kind {
        Kind::List(item, _) => Some(item),
        _ => None,
    }
}

fn spelled_list<'a>(
    spellings: &'a [Option<String>],
    item: &Kind,
    types: &Types,
) -> Option<Tree<'a>> {
    let items = spellings
        .iter()
        .map(|text| spelled(text.as_ref()?.into(), item, types));
    items.collect::<Option<_>>().map(Tree::Array)
}

/// What a value in form breaks of its type, each once. Whatever it is, it has the param's own place.
fn broken(tree: &Tree<'_>, param: &Field, types: &Types) -> Vec<FaultCode> {
    let mut faults = Faults::flat();
    // Judged whether it is made or not.
    let _ = make(tree, &param.kind, types, &mut faults, &mut Nothing);
    faults
        .into_sorted()
        .iter()
        .map(|fault| fault.code)
        .collect()
}
