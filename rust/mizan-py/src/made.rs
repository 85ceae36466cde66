//! Checked values as Python's, made straight from JSON: models, dataclasses and members of enums among them.
//! Page: `ir/protocol/types.md`.

use mizan_core::types::{Date, Datetime, Duration, Enum, Field, Make, Structure, Time, Uuid};
use pyo3::{
    IntoPyObjectExt, intern,
    prelude::*,
    types::{PyBytes, PyDict, PyFloat, PyList, PyString, PyTuple},
};

use crate::{
    classes::{Classes, Model, Plan, Way, literal},
    entries::Entries,
    errors, moment, number, raw,
};

/// What Python raised; small, since every value may be one.
pub struct Raised(Box<PyErr>);

impl From<PyErr> for Raised {
    fn from(error: PyErr) -> Self {
        Self(Box::new(error))
    }
}

impl From<Raised> for PyErr {
    fn from(raised: Raised) -> Self {
        *raised.0
    }
}

type Made<'py> = Result<Bound<'py, PyAny>, Raised>;

/// Makes the values of one request.
pub struct Maker<'a, 'py> {
    py: Python<'py>,
    classes: &'a Classes,
    /// Whether a union's value is a pair: the place of its branch, and the value.
    branches: bool,
    /// How many instances are under way: what is within them nobody takes apart, so that it is no pair.
    instances: usize,
}

/// A struct under way.
pub struct Fields<'a, 'py> {
    plan: &'a Plan,
    target: Target<'py>,
    /// The place after that of the field that came last.
    next: usize,
    /// The fields that the caller did not send, so far.
    absent: Vec<usize>,
}

enum Target<'py> {
    Dict(Bound<'py, PyDict>),
    /// Of the fields that the caller sent alone.
    Sent(Bound<'py, PyDict>),
    Instance(Bound<'py, PyAny>),
    /// An instance whose fields are put into its `__dict__`.
    Within(Bound<'py, PyAny>),
}

impl<'a, 'py> Maker<'a, 'py> {
    /// Makes values of a graph's classes. `branches`: outside of instances, a union's value is a pair, the place of its
    /// branch and the value.
    pub fn new(py: Python<'py>, classes: &'a Classes, branches: bool) -> Self {
        Self {
            py,
            classes,
            branches,
            instances: 0,
        }
    }
}

impl<'a, 'py> Make for Maker<'a, 'py> {
    type Made = Bound<'py, PyAny>;
    type Error = Raised;
    type Fields = Fields<'a, 'py>;
    type Entries = Entries<'py>;

    fn begin(&mut self) {
        self.instances = 0;
    }

    fn null(&mut self) -> Made<'py> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn boolean(&mut self, value: bool) -> Made<'py> {
        Ok(value.into_bound_py_any(self.py)?)
    }

    fn integer(&mut self, value: i64) -> Made<'py> {
        Ok(value.into_bound_py_any(self.py)?)
    }

    fn bigint(&mut self, text: &str) -> Made<'py> {
        Ok(number::bigint_out(self.py, text)?)
    }

    fn number(&mut self, value: f64) -> Made<'py> {
        Ok(PyFloat::new(self.py, value).into_any())
    }

    fn string(&mut self, text: &str) -> Made<'py> {
        Ok(PyString::new(self.py, text).into_any())
    }

    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "within the loop over a list of text it is a tenth of what a text costs"
    )]
    fn ascii(&mut self, text: &[u8]) -> Made<'py> {
        Ok(raw::ascii(self.py, text)?)
    }

    fn decimal(&mut self, text: &str) -> Made<'py> {
        Ok(number::decimal_out(self.py, text)?)
    }

    fn uuid(&mut self, value: Uuid) -> Made<'py> {
        Ok(number::uuid_out(self.py, value)?)
    }

    fn datetime(&mut self, value: Datetime) -> Made<'py> {
        Ok(moment::datetime_out(self.py, value)?)
    }

    fn date(&mut self, value: Date) -> Made<'py> {
        Ok(moment::date_out(self.py, value)?)
    }

    fn time(&mut self, value: Time) -> Made<'py> {
        Ok(moment::time_out(self.py, value)?)
    }

    fn duration(&mut self, value: Duration) -> Made<'py> {
        Ok(moment::duration_out(self.py, value)?)
    }

    fn bytes(&mut self, bytes: Vec<u8>) -> Made<'py> {
        Ok(PyBytes::new(self.py, &bytes).into_any())
    }

    fn member(&mut self, of: &Enum, at: usize) -> Made<'py> {
        if let Some(members) = self.classes.members(of) {
            let made = members.made.as_ref();
            if let Some(member) = made.unwrap_or(&members.plain).get(at) {
                return Ok(member.bind(self.py).clone());
            }
        }
        match of.values.get(at) {
            Some(value) => Ok(literal(self.py, value)?),
            None => self.null(),
        }
    }

    fn list(&mut self, items: Vec<Bound<'py, PyAny>>) -> Made<'py> {
        Ok(PyList::new(self.py, items)?.into_any())
    }

    fn tuple(&mut self, items: Vec<Bound<'py, PyAny>>) -> Made<'py> {
        Ok(PyTuple::new(self.py, items)?.into_any())
    }

    fn entries(&mut self, _: usize) -> Result<Entries<'py>, Raised> {
        Ok(Entries::new(self.py))
    }

    fn entry(
        &mut self,
        into: &mut Entries<'py>,
        key: Bound<'py, PyAny>,
        value: Bound<'py, PyAny>,
    ) -> Result<(), Raised> {
        Ok(into.insert(&key, &value)?)
    }

    fn map(&mut self, entries: Entries<'py>) -> Made<'py> {
        Ok(entries.into_dict().into_any())
    }

    fn branch(&mut self, at: usize, value: Bound<'py, PyAny>) -> Made<'py> {
        if self.branches && self.instances == 0 {
            Ok((at, value).into_bound_py_any(self.py)?)
        } else {
            Ok(value)
        }
    }

    fn fields(&mut self, of: &Structure, sent: bool) -> Result<Fields<'a, 'py>, Raised> {
        let plan = self.classes.plan(of).ok_or_else(errors::no_plan)?;
        let target = match &plan.way {
            Way::Sent if sent => Target::Sent(PyDict::new(self.py)),
            // A default says all of its fields: nobody else would.
            Way::Dict | Way::Sent => Target::Dict(PyDict::new(self.py)),
            Way::Dataclass(of) => {
                self.instances += 1;
                Target::Instance(of.instance(self.py)?)
            }
            Way::Model(of, model) => {
                self.instances += 1;
                let instance = of.instance(self.py)?;
                if model.shadowed {
                    Target::Within(instance)
                } else {
                    Target::Instance(instance)
                }
            }
        };
        Ok(Fields {
            plan,
            target,
            next: 0,
            absent: Vec::new(),
        })
    }

    fn field(
        &mut self,
        into: &mut Fields<'a, 'py>,
        _: &Structure,
        field: &Field,
        value: Bound<'py, PyAny>,
        sent: bool,
    ) -> Result<(), Raised> {
        let at = field.at;
        match &into.target {
            Target::Instance(instance) => {
                raw::set_attribute(instance, into.plan.attributes[at].bind(self.py), &value)?;
            }
            Target::Sent(_) if !sent => {}
            Target::Dict(dict) | Target::Sent(dict) => {
                dict.set_item(&into.plan.names[at], value)?;
            }
            Target::Within(instance) => instance
                .getattr(intern!(self.py, "__dict__"))?
                .set_item(&into.plan.attributes[at], value)?,
        }
        if at > into.next || !sent {
            into.absent.extend(into.next..at + usize::from(!sent));
        }
        into.next = at + 1;
        Ok(())
    }

    fn structure(&mut self, _: &Structure, mut fields: Fields<'a, 'py>) -> Made<'py> {
        let instance = match fields.target {
            Target::Dict(dict) | Target::Sent(dict) => return Ok(dict.into_any()),
            Target::Instance(instance) | Target::Within(instance) => instance,
        };
        self.instances -= 1;
        if let Way::Model(_, model) = &fields.plan.way {
            fields
                .absent
                .extend(fields.next..fields.plan.attributes.len());
            self.finish(&instance, model, fields.plan, &fields.absent)?;
        }
        Ok(instance)
    }
}

impl<'py> Maker<'_, 'py> {
    /// Gives an instance of a model what pydantic gives it.
    fn finish(
        &self,
        instance: &Bound<'py, PyAny>,
        model: &Model,
        plan: &Plan,
        absent: &[usize],
    ) -> Result<(), Raised> {
        let py = self.py;
        let sent = raw::copied(model.all.bind(py))?;
        for at in absent {
            sent.call_method1(intern!(py, "discard"), (&plan.attributes[*at],))?;
        }
        model.sent.set(instance, &sent)?;
        let none = py.None();
        for slot in &model.without {
            slot.set(instance, none.bind(py))?;
        }
        Ok(())
    }
}
