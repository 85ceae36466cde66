//! The classes behind the named types of one graph, with all that values need of them made ready.
//!
//! Decides nothing: whose instances may be made is `python/mizan/builders.py`'s word. Twin: none, the core knows no
//! class. Page: `ir/protocol/types.md`, values.

use std::{collections::HashMap, ptr};

use mizan_core::{
    ir::EnumValue,
    types::{Definition, Enum, Kind, Structure, Types},
};
use pyo3::{
    IntoPyObjectExt, intern,
    prelude::*,
    type_object::PyTypeInfo,
    types::{PyDict, PyMapping, PySet, PyString, PyType},
};

use crate::{
    errors,
    raw::{Allocator, Slot},
};

/// How the values of a struct are made.
pub enum Way {
    /// A `dict` by wire name.
    Dict,
    /// The same, of the fields that were sent alone: Python makes the instance.
    Sent,
    /// An instance of a dataclass.
    Dataclass(Allocator),
    /// An instance of a pydantic model.
    Model(Allocator, Model),
}

/// What a pydantic model's instances need beside their fields.
pub struct Model {
    /// The attributes of all its fields.
    pub all: Py<PySet>,
    /// Where it keeps which of them were sent.
    pub sent: Slot,
    /// What it has none of.
    pub without: [Slot; 2],
    /// A field has the name of a descriptor that would take it: its values go into `__dict__`, as pydantic does it.
    pub shadowed: bool,
}

/// A struct, or the arguments of a function, made ready.
pub struct Plan {
    /// The fields' names on the wire, in declared order.
    pub names: Vec<Py<PyString>>,
    /// The attributes that they are.
    pub attributes: Vec<Py<PyString>>,
    /// How values are made.
    pub way: Way,
    class: Option<Py<PyType>>,
}

/// The values of an enum, in the order of [`Enum::values`].
pub struct Members {
    /// What the wire has.
    pub plain: Vec<Py<PyAny>>,
    /// The members of the `Enum` behind it.
    pub made: Option<Vec<Py<PyAny>>>,
}

/// The classes of one graph.
#[derive(Default)]
pub struct Classes {
    plans: Vec<Option<Plan>>,
    enums: Vec<Option<Members>>,
    /// The values of enums without a name, by the addresses of these, in order.
    literals: Vec<(usize, Members)>,
    /// The places of structs with a class.
    places: HashMap<String, usize>,
    /// The addresses of these classes, which their plans keep alive, in order.
    declared: Vec<usize>,
    /// Those of them that are no mappings, in order.
    with_attributes: Vec<usize>,
    /// The root models behind aliases, whose instances are looked at as their roots.
    roots: Vec<Py<PyType>>,
}

/// A class as Python hands it over: `_native.Class`.
type Given<'py> = (String, Bound<'py, PyType>, Bound<'py, PyMapping>, bool);

impl Classes {
    /// Makes the classes of a graph ready; `arguments` are its functions'.
    ///
    /// # Errors
    /// `ValueError` for a class that cannot be what it is said to be.
    pub fn new<'a>(
        py: Python<'_>,
        types: &Types,
        arguments: impl Iterator<Item = &'a Structure>,
        given: Option<&Bound<'_, PyMapping>>,
    ) -> PyResult<Self> {
        let mut classes = Self::default();
        for (at, definition) in types.definitions().iter().enumerate() {
            let name = match definition {
                Definition::Struct(of) => &of.name,
                Definition::Alias(name, _) => name,
            };
            let class: Option<Given<'_>> = match given {
                Some(given) if given.contains(&**name)? => {
                    Some(given.get_item(&**name)?.extract()?)
                }
                _ => None,
            };
            match definition {
                Definition::Struct(of) => {
                    if let Some((_, class, ..)) = &class {
                        classes.places.insert(of.name.to_string(), at);
                        classes.declared.push(class.as_ptr().addr());
                        if !class.is_subclass(&PyMapping::type_object(py))? {
                            classes.with_attributes.push(class.as_ptr().addr());
                        }
                    }
                    classes.place(py, of, class)?;
                }
                Definition::Alias(_, of) if class.as_ref().is_some_and(|of| of.0 == "root") => {
                    classes
                        .roots
                        .extend(class.map(|(_, class, ..)| class.unbind()));
                    if let Kind::Enum(of) = of {
                        classes.enums.resize_with(at, || None);
                        classes.enums.push(Some(Members::new(py, of, None)?));
                    }
                }
                Definition::Alias(_, Kind::Enum(of)) => {
                    let members = Members::new(py, of, class)?;
                    classes.enums.resize_with(at, || None);
                    classes.enums.push(Some(members));
                }
                Definition::Alias(..) => {}
            }
        }
        for definition in types.definitions() {
            match definition {
                Definition::Struct(of) => classes.find_literals(py, of)?,
                Definition::Alias(_, kind) => classes.find_literal(py, kind)?,
            }
        }
        for of in arguments {
            classes.place(py, of, None)?;
            classes.find_literals(py, of)?;
        }
        classes.literals.sort_by_key(|(address, _)| *address);
        classes.declared.sort_unstable();
        classes.with_attributes.sort_unstable();
        Ok(classes)
    }

    fn find_literals(&mut self, py: Python<'_>, of: &Structure) -> PyResult<()> {
        of.fields
            .iter()
            .try_for_each(|field| self.find_literal(py, &field.kind))
    }

    /// Makes ready what a type has of values of enums without a name, so that they are not made with each request.
    fn find_literal(&mut self, py: Python<'_>, kind: &Kind) -> PyResult<()> {
        match kind {
            Kind::Enum(of) if of.definition.is_none() => {
                let members = Members::new(py, of, None)?;
                self.literals.push((address(of), members));
                Ok(())
            }
            Kind::List(item, _) | Kind::Map(_, item, _) | Kind::Optional(item) => {
                self.find_literal(py, item)
            }
            Kind::Tuple(kinds) | Kind::Union(kinds) => kinds
                .iter()
                .try_for_each(|kind| self.find_literal(py, kind)),
            Kind::Tagged(of) => {
                let mut branches = of.branches.iter();
                branches.try_for_each(|kind| self.find_literal(py, kind))
            }
            _ => Ok(()),
        }
    }

    fn place(&mut self, py: Python<'_>, of: &Structure, class: Option<Given<'_>>) -> PyResult<()> {
        if self.plans.len() <= of.id {
            self.plans.resize_with(of.id + 1, || None);
        }
        self.plans[of.id] = Some(Plan::new(py, of, class)?);
        Ok(())
    }

    /// How a struct is made and looked at.
    pub fn plan(&self, of: &Structure) -> Option<&Plan> {
        self.plans.get(of.id)?.as_ref()
    }

    /// The values of an enum.
    pub fn members(&self, of: &Enum) -> Option<&Members> {
        if let Some(at) = of.definition {
            return self.enums.get(at)?.as_ref();
        }
        let found = self
            .literals
            .binary_search_by_key(&address(of), |(address, _)| *address);
        Some(&self.literals.get(found.ok()?)?.1)
    }

    /// The root of an instance of a root model.
    ///
    /// # Errors
    /// What Python raises.
    pub fn root<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = value.py();
        for class in &self.roots {
            if value.is_instance(class.bind(py))? {
                return value.getattr(intern!(py, "root")).map(Some);
            }
        }
        Ok(None)
    }

    /// Whether it is of a declared class, or of one that inherits from one.
    pub fn declares(&self, value: &Bound<'_, PyAny>) -> bool {
        self.nearest(value).is_some()
    }

    /// Whether it is of a declared class itself, whose instances have their fields as attributes.
    pub fn has_attributes(&self, value: &Bound<'_, PyAny>) -> bool {
        let own = value.get_type_ptr().addr();
        self.with_attributes.binary_search(&own).is_ok()
    }

    /// Whether it is an instance of the class behind a struct; `None`: of no declared class.
    ///
    /// An instance is of the first declared class that its own inherits from.
    pub fn is_instance(&self, value: &Bound<'_, PyAny>, name: &str) -> Option<bool> {
        let nearest = self.nearest(value)?;
        let plan = self
            .places
            .get(name)
            .and_then(|at| self.plans.get(*at)?.as_ref());
        let class = plan.and_then(|plan| plan.class.as_ref());
        Some(class.is_some_and(|class| class.as_ptr().addr() == nearest))
    }

    fn nearest(&self, value: &Bound<'_, PyAny>) -> Option<usize> {
        if self.declared.is_empty() {
            return None;
        }
        let own = value.get_type_ptr().addr();
        let is_declared = |class: &usize| self.declared.binary_search(class).is_ok();
        if is_declared(&own) {
            return Some(own);
        }
        let bases = value.get_type().mro();
        let mut bases = bases.iter().map(|base| base.as_ptr().addr());
        bases.find(is_declared)
    }
}

impl Plan {
    fn new(py: Python<'_>, of: &Structure, class: Option<Given<'_>>) -> PyResult<Self> {
        let name = |text: &str| PyString::intern(py, text).unbind();
        let names: Vec<_> = of.fields.iter().map(|field| name(&field.name)).collect();
        let Some((kind, class, attributes, made)) = class else {
            let attributes = names.iter().map(|name| name.clone_ref(py)).collect();
            return Ok(Self {
                names,
                attributes,
                way: Way::Dict,
                class: None,
            });
        };
        let mut own = Vec::with_capacity(names.len());
        for name in &names {
            own.push(if attributes.contains(name)? {
                let attribute = attributes.get_item(name)?.cast_into::<PyString>()?;
                PyString::intern(py, attribute.to_str()?).unbind()
            } else {
                name.clone_ref(py)
            });
        }
        let way = match (kind.as_str(), made) {
            ("model" | "dataclass", false) => Way::Sent,
            ("model", true) => Way::Model(allocator(&class)?, Model::new(&class, &own)?),
            ("dataclass", true) => Way::Dataclass(allocator(&class)?),
            _ => return Err(errors::no_class(&class, "has no fields")),
        };
        Ok(Self {
            names,
            attributes: own,
            way,
            class: Some(class.unbind()),
        })
    }
}

fn allocator(class: &Bound<'_, PyType>) -> PyResult<Allocator> {
    Allocator::new(class).ok_or_else(|| errors::no_class(class, "has a `__new__` of its own"))
}

impl Model {
    fn new(class: &Bound<'_, PyType>, attributes: &[Py<PyString>]) -> PyResult<Self> {
        let py = class.py();
        let mut shadowed = false;
        for name in attributes {
            let found = py
                .import(intern!(py, "inspect"))?
                .call_method1(intern!(py, "getattr_static"), (class, name, py.None()))?;
            shadowed |= found.get_type().hasattr(intern!(py, "__set__"))?;
        }
        Ok(Self {
            all: PySet::new(py, attributes)?.unbind(),
            sent: Slot::new(class, "__pydantic_fields_set__")?,
            without: [
                Slot::new(class, "__pydantic_extra__")?,
                Slot::new(class, "__pydantic_private__")?,
            ],
            shadowed,
        })
    }
}

impl Members {
    fn new(py: Python<'_>, of: &Enum, class: Option<Given<'_>>) -> PyResult<Self> {
        let plain: Vec<_> = of
            .values
            .iter()
            .map(|value| literal(py, value).map(Bound::unbind))
            .collect::<PyResult<_>>()?;
        let Some((kind, class, _, made)) = class else {
            return Ok(Self { plain, made: None });
        };
        if kind != "enum" {
            return Err(errors::no_class(&class, "is no enum"));
        }
        let by_value = PyDict::new(py);
        for member in class
            .getattr(intern!(py, "__members__"))?
            .call_method0(intern!(py, "values"))?
            .try_iter()?
        {
            let member = member?;
            by_value.set_item(member.getattr(intern!(py, "value"))?, member)?;
        }
        let found = plain.iter().map(|value| {
            let member = by_value.get_item(value)?;
            member
                .map(Bound::unbind)
                .ok_or_else(|| errors::no_class(&class, "lacks a value of the enum"))
        });
        let members = found.collect::<PyResult<_>>()?;
        Ok(Self {
            plain,
            made: made.then_some(members),
        })
    }
}

/// Where a graph keeps an enum, for as long as there is the graph.
fn address(of: &Enum) -> usize {
    ptr::from_ref(of).addr()
}

/// The value of an enum as the wire has it.
pub fn literal<'py>(py: Python<'py>, value: &EnumValue) -> PyResult<Bound<'py, PyAny>> {
    match value {
        EnumValue::Integer(whole) => whole.into_bound_py_any(py),
        EnumValue::String(text) => Ok(PyString::intern(py, text).into_any()),
    }
}
