//! The branch by which a value of a union is written. Page: `ir/protocol/types.md`, written values.

use super::{WriteError, Writer, Written, unfit};
use crate::types::{
    Enum, Source, Structure, Tagged,
    compiled::{Definition, Kind},
};

impl<'a> Writer<'a> {
    /// By the first branch that the value fits.
    pub(super) fn union<S: Source>(
        &mut self,
        kind: &Kind,
        branches: &'a [Kind],
        source: &S,
    ) -> Written<S> {
        let inside = self.trials > 0;
        let place = (self.way.clone(), branches.as_ptr().addr());
        if inside && let Some(choice) = self.choices.get(&place) {
            return match choice.and_then(|at| branches.get(at)) {
                Some(branch) => self.value(branch, source),
                None => Err(unfit(kind)),
            };
        }
        self.trials += 1;
        let found = self.first(branches, source);
        self.trials -= 1;
        if inside {
            self.choices.insert(place, *found.as_ref().unwrap_or(&None));
        } else {
            self.choices.clear();
        }
        found?.map(|_| ()).ok_or_else(|| unfit(kind))
    }

    /// The first branch that the value fits, by which it is then written.
    fn first<S: Source>(
        &mut self,
        branches: &'a [Kind],
        source: &S,
    ) -> Result<Option<usize>, WriteError<S::Error>> {
        let start = self.out.len();
        for (at, branch) in branches.iter().enumerate() {
            if !self.may_be(branch, source).map_err(WriteError::Source)? {
                continue;
            }
            match self.value(branch, source) {
                Ok(()) => return Ok(Some(at)),
                Err(WriteError::Unfit(_)) => self.out.truncate(start),
                Err(raised) => return Err(raised),
            }
        }
        Ok(None)
    }

    /// Whether a value may be written by a branch of a plain union at all: instances of declared classes are of their
    /// own class alone, and a mapping has no keys but the fields.
    fn may_be<S: Source>(&self, branch: &'a Kind, source: &S) -> Result<bool, S::Error> {
        let Some(of) = self.structure(branch) else {
            return Ok(true);
        };
        Ok(match source.is_instance(&of.name)? {
            Some(own) => own,
            None => source.has_only(|name| of.place(name, 0).is_some())?,
        })
    }

    fn structure(&self, kind: &'a Kind) -> Option<&'a Structure> {
        match self.types.resolved(kind) {
            Kind::Ref(at, _) => match self.types.definition(*at) {
                Some(Definition::Struct(of)) => Some(of),
                _ => None,
            },
            _ => None,
        }
    }

    /// The branch that the value's tag names.
    pub(super) fn branch<S: Source>(
        &self,
        of: &'a Tagged,
        source: &S,
    ) -> Result<Option<&'a Kind>, WriteError<S::Error>> {
        if !source.has_fields() {
            return Ok(None);
        }
        for branch in &of.branches {
            let Some(structure) = self.structure(branch) else {
                // A union with the same tag.
                if let Kind::Tagged(inner) = self.types.resolved(branch)
                    && self.branch(inner, source)?.is_some()
                {
                    return Ok(Some(branch));
                }
                continue;
            };
            match source
                .is_instance(&structure.name)
                .map_err(WriteError::Source)?
            {
                Some(true) => return Ok(Some(branch)),
                Some(false) => continue,
                None => {}
            }
            let tag = structure.place(&of.tag, 0).map(|at| &structure.fields[at]);
            let Some(tag) = tag else { continue };
            let found = source
                .field(Some(structure), tag)
                .map_err(WriteError::Source)?;
            if let Some(value) = found
                && let Some(at) = place(&of.values, &value).map_err(WriteError::Source)?
            {
                return Ok(of.of_value.get(at).and_then(|at| of.branches.get(*at)));
            }
        }
        Ok(None)
    }
}

/// The place of the value of an enum that a host's value is.
fn place<S: Source>(of: &Enum, source: &S) -> Result<Option<usize>, S::Error> {
    Ok(if of.is_whole() {
        source.integer()?.and_then(|value| of.whole(value))
    } else {
        source.text()?.and_then(|text| of.text(&text))
    })
}
