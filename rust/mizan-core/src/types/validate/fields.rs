//! The fields of a struct from the members of an object, in whatever order they come. Page: `ir/protocol/types.md`.

use super::{Judge, Judged, Stop};
use crate::{
    errors::FaultCode,
    json::{Members, Tree},
    types::{Field, Make, Structure, faults::Step},
};

/// The fields of most structs, whose places need no allocation.
const FEW: usize = 16;

impl<'a, M: Make> Judge<'_, 'a, M> {
    pub(super) fn fields(&mut self, members: &'a Members<'_>, of: &'a Structure) -> Judged<M> {
        if of.is_whole(members) {
            let mut fields = self.make.fields(of, self.sent)?;
            let mut sound = true;
            for (field, (_, tree)) in of.fields.iter().zip(members) {
                sound &= self.field(&mut fields, of, field, tree)?;
            }
            return if sound {
                Ok(self.make.structure(of, fields)?)
            } else {
                Err(Stop::Faulty)
            };
        }
        self.scattered(members, of)
    }

    /// Fields that come in another order, or not all of them.
    fn scattered(&mut self, members: &'a Members<'_>, of: &'a Structure) -> Judged<M> {
        let count = of.fields.len();
        // One more than the place of the member that each field has.
        let mut few = [0_usize; FEW];
        let mut many = Vec::new();
        let found: &mut [usize] = if let Some(few) = few.get_mut(..count) {
            few
        } else {
            many.resize(count, 0);
            &mut many
        };
        let mut sound = true;
        let mut next = 0;
        for (at, (name, _)) in members.iter().enumerate() {
            if let Some(place) = of.place(name, next) {
                found[place] = at + 1;
                next = place + 1;
            } else {
                self.add_at(name, FaultCode::Unknown)?;
                sound = false;
            }
        }
        let mut fields = self.make.fields(of, self.sent)?;
        for (field, at) in of.fields.iter().zip(found) {
            let sent = members.get(at.wrapping_sub(1)).map(|(_, tree)| tree);
            sound &= match (sent, &field.default) {
                (Some(tree), _) => self.field(&mut fields, of, field, tree)?,
                (None, Some(tree)) => {
                    let around = std::mem::replace(&mut self.sent, false);
                    let judged = self.field(&mut fields, of, field, tree);
                    self.sent = around;
                    judged?
                }
                (None, None) if field.omittable => true,
                (None, None) => {
                    self.add_at(&field.name, FaultCode::Missing)?;
                    false
                }
            };
        }
        if sound {
            Ok(self.make.structure(of, fields)?)
        } else {
            Err(Stop::Faulty)
        }
    }

    /// Whether the field is sound; it is then made.
    fn field(
        &mut self,
        into: &mut M::Fields,
        of: &Structure,
        field: &'a Field,
        tree: &'a Tree<'_>,
    ) -> Result<bool, Stop<M::Error>> {
        let step = Step::Name(&field.name);
        match self.part(step, |judge| judge.value(tree, &field.kind))? {
            Some(value) => {
                self.make.field(into, of, field, value, self.sent)?;
                Ok(true)
            }
            None => Ok(false),
        }
    }
}
