//! Shapes: the sets of params that entries are tagged by. All that does not depend on values is found once.
//!
//! Page: `ir/protocol/invalidation.md`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value as Json};

use crate::{
    canonical_json::{write_object, write_text},
    invalidation::{Context, Target},
};

/// The names of some params, sorted.
pub type Shape = Vec<String>;

/// More shapes than this would make every entry carry too many tags; the others are found by smaller ones.
const MOST: usize = 8;

/// A shape beyond the limit, of a member or of the context: targets of it drop what a smaller shape covers.
pub(crate) type Coarsened = (Option<String>, Shape);

/// A context's shapes and its members', ready for values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shaped {
    shapes: Vec<Shape>,
    sweeps: Vec<Sweep>,
    members: HashMap<String, Member>,
    coarsened: Vec<Coarsened>,
}

#[derive(Clone, Debug)]
struct Member {
    shapes: Vec<Shape>,
    sweeps: Vec<Sweep>,
    marks: Vec<Mark>,
}

/// The beginning of a tag's text, and the params whose values follow.
#[derive(Clone, Debug)]
struct Part {
    head: String,
    params: Shape,
}

/// What one shape gives an entry of one member.
#[derive(Clone, Debug)]
struct Mark {
    /// While none of its params is null.
    valued: Part,
    /// When one of them is.
    nulled: Part,
}

/// What a target of one shape drops.
#[derive(Clone, Debug)]
struct Sweep {
    /// The tag of the shape itself comes first; then those of members that lack a param or take null for one.
    parts: Vec<Part>,
}

/// A member as the shapes see it: its scalar params, and whether each takes null.
struct Seen<'a> {
    name: &'a str,
    nullable: BTreeMap<&'a str, bool>,
}

impl Shaped {
    /// `declared`: the member, or none, and the params of every declared target on the context.
    pub(crate) fn new(context: &Context, declared: &[(Option<String>, BTreeSet<String>)]) -> Self {
        let name = context.plain.name.as_str();
        let seen: Vec<Seen<'_>> = context
            .plain
            .members
            .iter()
            .map(|member| Seen {
                name: &member.name,
                nullable: member
                    .params
                    .iter()
                    .filter(|param| !param.list)
                    .map(|param| (param.name.as_str(), param.nullable))
                    .collect(),
            })
            .collect();
        let sets = |function: Option<&str>| -> Vec<&BTreeSet<String>> {
            declared
                .iter()
                .filter(|(on, _)| on.as_deref() == function)
                .map(|(_, params)| params)
                .collect()
        };
        let identity = |function| context.identity(function).map(|param| param.name.as_str());

        let (shapes, beyond) = choose(&sets(None), identity(None));
        let mut coarsened: Vec<Coarsened> = beyond.into_iter().map(|shape| (None, shape)).collect();
        let sweeps = shapes
            .iter()
            .map(|shape| Sweep::new(name, None, shape, &seen))
            .collect();
        let members = seen
            .iter()
            .map(|member| {
                let declared = sets(Some(member.name));
                let (own, beyond) = if declared.is_empty() {
                    (Vec::new(), Vec::new())
                } else {
                    choose(&declared, identity(Some(member.name)))
                };
                let name_it = |shape| (Some(member.name.to_owned()), shape);
                coarsened.extend(beyond.into_iter().map(name_it));
                let marks = shapes
                    .iter()
                    .map(|shape| Mark::new(name, None, member, shape))
                    .chain(
                        own.iter()
                            .map(|shape| Mark::new(name, Some(member.name), member, shape)),
                    )
                    .collect();
                let sweeps = own
                    .iter()
                    .map(|shape| {
                        Sweep::new(name, Some(member.name), shape, std::slice::from_ref(member))
                    })
                    .collect();
                (
                    member.name.to_owned(),
                    Member {
                        shapes: own,
                        sweeps,
                        marks,
                    },
                )
            })
            .collect();
        Self {
            shapes,
            sweeps,
            members,
            coarsened,
        }
    }

    pub(crate) fn coarsened(&self) -> &[Coarsened] {
        &self.coarsened
    }

    pub(crate) fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    pub(crate) fn member_shapes(&self, member: &str) -> Option<&[Shape]> {
        Some(&self.members.get(member)?.shapes)
    }

    pub(crate) fn entry(&self, member: &str, params: &Map<String, Json>) -> Option<Vec<String>> {
        let marks = &self.members.get(member)?.marks;
        Some(marks.iter().map(|mark| mark.text(params)).collect())
    }

    pub(crate) fn purge(&self, target: &Target) -> Vec<String> {
        let member = target
            .function
            .as_ref()
            .and_then(|name| self.members.get(name));
        let (shapes, sweeps) = match member {
            Some(member) if !member.shapes.is_empty() => (&member.shapes, &member.sweeps),
            _ => (&self.shapes, &self.sweeps),
        };
        let inside = |shape: &Shape| shape.iter().all(|param| target.params.contains_key(param));
        // Sorted by size, then name: the first of the largest is wanted.
        let largest = shapes
            .iter()
            .filter(|shape| inside(shape))
            .map(Vec::len)
            .max();
        let found = shapes
            .iter()
            .position(|shape| Some(shape.len()) == largest && inside(shape));
        found
            .and_then(|place| sweeps.get(place))
            .map(|sweep| {
                sweep
                    .parts
                    .iter()
                    .map(|part| part.text(|name| target.params.get(name)))
                    .collect()
            })
            .unwrap_or_default()
    }
}

/// The empty shape, the identity's, then by size and name; listed by size, then name. Those beyond the limit come second.
fn choose(declared: &[&BTreeSet<String>], identity: Option<&str>) -> (Vec<Shape>, Vec<Shape>) {
    let mut shapes: BTreeSet<(usize, Shape)> = BTreeSet::from([(0, Shape::new())]);
    shapes.extend(identity.map(|name| (1, vec![name.to_owned()])));
    let others: BTreeSet<(usize, Shape)> = declared
        .iter()
        .map(|params| (params.len(), params.iter().cloned().collect()))
        .collect();
    let mut beyond = Vec::new();
    for shape in others {
        if shapes.len() < MOST {
            shapes.insert(shape);
        } else if !shapes.contains(&shape) {
            beyond.push(shape.1);
        }
    }
    (shapes.into_iter().map(|(_, shape)| shape).collect(), beyond)
}

impl Part {
    fn new(context: &str, member: Option<&str>, params: Shape) -> Self {
        let mut head = String::from("[");
        write_text(&mut head, context);
        head.push(',');
        match member {
            Some(member) => write_text(&mut head, member),
            None => head.push_str("null"),
        }
        head.push(',');
        Self { head, params }
    }

    fn text<'a>(&'a self, value: impl Fn(&str) -> Option<&'a Json>) -> String {
        let mut text = String::with_capacity(self.head.len() + 64);
        text.push_str(&self.head);
        write_object(
            &mut text,
            self.params
                .iter()
                .filter_map(|name| Some((name.as_str(), value(name)?))),
        );
        text.push(']');
        text
    }
}

impl Mark {
    /// `on`: the member whose own shape it is, or none for a shape of the context.
    fn new(context: &str, on: Option<&str>, member: &Seen<'_>, shape: &Shape) -> Self {
        let has: Shape = shape
            .iter()
            .filter(|param| member.nullable.contains_key(param.as_str()))
            .cloned()
            .collect();
        let firm = has
            .iter()
            .filter(|param| !member.nullable[param.as_str()])
            .cloned()
            .collect();
        let on = if has.len() == shape.len() {
            on
        } else {
            Some(member.name)
        };
        Self {
            valued: Part::new(context, on, has),
            nulled: Part::new(context, Some(member.name), firm),
        }
    }

    fn text<'a>(&'a self, params: &'a Map<String, Json>) -> String {
        let value = |name: &str| params.get(name).filter(|value| !value.is_null());
        let part = if self.valued.params.iter().all(|name| value(name).is_some()) {
            &self.valued
        } else {
            &self.nulled
        };
        part.text(value)
    }
}

impl Sweep {
    fn new(context: &str, on: Option<&str>, shape: &Shape, concerned: &[Seen<'_>]) -> Self {
        let mut parts = vec![Part::new(context, on, shape.clone())];
        for member in concerned {
            let Mark { valued, nulled } = Mark::new(context, on, member, shape);
            let (has, firm) = (valued.params.len(), nulled.params.len());
            if has < shape.len() {
                parts.push(valued);
            }
            if firm < has {
                parts.push(nulled);
            }
        }
        Self { parts }
    }
}
