//! Named types: what a name stands for, and what a type reaches. Pages: `ir/protocol/ir.md`; `cache_key.md`.
//!
//! Judges nothing: of a name that is not declared, or that leads to itself, it makes what it can.

use std::collections::{BTreeMap, BTreeSet};

use super::{Type, TypeDef};

/// The named types of a graph. Of two of one name the first counts.
#[derive(Clone, Debug)]
pub struct Named<'a>(BTreeMap<&'a str, &'a TypeDef>);

impl<'a> Named<'a> {
    /// Of these definitions.
    pub fn new(types: &'a [TypeDef]) -> Self {
        let mut named = BTreeMap::new();
        for definition in types {
            named.entry(definition.name()).or_insert(definition);
        }
        Self(named)
    }

    /// The definition of this name.
    pub fn get(&self, name: &str) -> Option<&'a TypeDef> {
        self.0.get(name).copied()
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &'a TypeDef> {
        self.0.values().copied()
    }

    /// What a type is once aliases are followed: never a ref to an alias, unless that leads to itself.
    pub fn resolve<'t>(&self, mut kind: &'t Type) -> &'t Type
    where
        'a: 't,
    {
        // An alias that leads to itself is a defect, and is told elsewhere.
        for _ in 0..=self.0.len() {
            match kind {
                Type::Ref { name } => match self.get(name) {
                    Some(TypeDef::Alias { of, .. }) => kind = of,
                    _ => break,
                },
                _ => break,
            }
        }
        kind
    }

    /// The names of all types that these lead to, however far around.
    pub fn reached(&self, kinds: impl IntoIterator<Item = &'a Type>) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<&Type> = kinds.into_iter().collect();
        while let Some(kind) = ahead.pop() {
            if let Type::Ref { name } = kind
                && reached.insert(name.as_str())
            {
                match self.get(name) {
                    Some(TypeDef::Alias { of, .. }) => ahead.push(of),
                    Some(TypeDef::Struct { fields, .. }) => {
                        ahead.extend(fields.iter().map(|field| &field.kind));
                    }
                    None => {}
                }
            }
            ahead.extend(kind.parts());
        }
        reached
    }
}

impl Type {
    /// The types that it is made of, in the order of its text. A ref has none of its own.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::List { item, .. } | Self::Optional { item } => vec![item],
            Self::Map { key, item, .. } => key.iter().chain([item]).map(AsRef::as_ref).collect(),
            Self::Tuple { items: types } | Self::Union { of: types, .. } => types.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// As [`Type::parts`], to be changed.
    pub(super) fn parts_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::List { item, .. } | Self::Optional { item } => vec![item],
            Self::Map { key, item, .. } => {
                key.iter_mut().chain([item]).map(AsMut::as_mut).collect()
            }
            Self::Tuple { items: types } | Self::Union { of: types, .. } => {
                types.iter_mut().collect()
            }
            _ => Vec::new(),
        }
    }
}
