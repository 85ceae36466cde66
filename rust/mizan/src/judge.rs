//! The core's verdict on a value, where Rust's own types cannot tell: which branch of a plain union takes it, and
//! whether a result keeps the constraints of its type.
//!
//! What is judged and how is `mizan_core::types`; each type is prepared once. Page: `ir/protocol/types.md`.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use mizan_core::{
    errors::{Fault, FaultCode},
    json::Tree,
    registry::Declarations,
    types::{Faults, Kind, Nothing, Types, make},
};
use serde_json::Value as Json;

use crate::{
    describe::{Form, Type},
    describer::Describer,
    misfit::Misfit,
};

type Judges = RwLock<HashMap<(TypeId, Form), Arc<Judge>>>;

static JUDGES: LazyLock<Judges> = LazyLock::new(Judges::default);

/// A type of the wire, ready to judge values.
pub struct Judge {
    kind: Kind,
    types: Types,
    constrained: bool,
}

impl Judge {
    /// Of this type.
    pub fn of<T: Type>(form: Form) -> Arc<Self> {
        let key = (TypeId::of::<T>(), form);
        let known = JUDGES.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(judge) = known.get(&key) {
            return Arc::clone(judge);
        }
        drop(known);
        let judge = Arc::new(Self::prepare::<T>(form));
        let mut known = JUDGES.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(key).or_insert(judge))
    }

    fn prepare<T: Type>(form: Form) -> Self {
        let mut declared = Declarations::default();
        let mut describer = Describer::new(&mut declared);
        let kind = T::describe(form, &mut describer);
        let constrained = describer.is_constrained();
        let types = Types::new(&declared.types);
        Self {
            kind: types.kind(&kind),
            types,
            constrained,
        }
    }

    /// Whether what was written keeps the constraints of its type; looked at only where it has some.
    ///
    /// # Errors
    /// The first place that breaks one.
    pub fn keeps(&self, written: &[u8]) -> Result<(), Misfit> {
        if !self.constrained {
            return Ok(());
        }
        let json: Json = serde_json::from_slice(written)
            .map_err(|_| Misfit::new(FaultCode::Length, "value of sensible depth"))?;
        match fault(&json, &self.kind, &self.types) {
            None => Ok(()),
            Some(fault) => Err(Misfit::of_fault(fault, "value within its constraints")),
        }
    }
}

/// The place of the first branch of a union that takes the value whole.
pub fn branch<T: Type>(json: &Json) -> Option<usize> {
    let judge = Judge::of::<T>(Form::Input);
    match judge.types.resolved(&judge.kind) {
        Kind::Union(branches) => {
            let takes = |kind: &Kind| fault(json, kind, &judge.types).is_none();
            branches.iter().position(takes)
        }
        _ => None,
    }
}

/// What of a value is no JSON of the wire.
pub fn of_json(json: &Json) -> Option<Fault> {
    fault(json, &Kind::Json, &Types::default())
}

/// The first thing that is wrong with a value.
fn fault(json: &Json, kind: &Kind, types: &Types) -> Option<Fault> {
    let tree = Tree::from_json(json);
    let mut faults = Faults::default();
    // Nothing is made, so that there is nothing to look at but the faults.
    let _ = make(&tree, kind, types, &mut faults, &mut Nothing);
    faults.into_sorted().into_iter().next()
}
