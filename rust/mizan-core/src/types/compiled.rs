//! Types made ready: what a request must not pay for is done once, when a graph is frozen.
//!
//! Decides nothing of what is taken; takes IRs that are not legal yet, and says what of a type makes no sense.
//! Page: `ir/protocol/types.md`.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
};

use super::{
    Date, Datetime, Name,
    bounds::{Bounds, Digits, Flaws, Length, Text, Whole},
    exact::{Bigint, Decimal},
};
use crate::{
    canonical_json,
    ir::{self, EnumValue, Type, TypeDef},
    json::{Members, Tree},
};

/// Up to this many names are compared one by one.
const FEW: usize = 8;

/// A type, ready to be judged by. Named types are places in [`Types`].
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null` alone.
    Null,
    /// `true` or `false`.
    Boolean,
    /// Text.
    String(Text),
    /// A whole number within ±(2^53−1).
    Integer(Whole),
    /// A whole number of any size.
    Bigint(Box<Bounds<Bigint<'static>>>),
    /// A finite float.
    Number(Box<Bounds<f64>>),
    /// An exact decimal number.
    Decimal(Box<(Bounds<Decimal<'static>>, Digits)>),
    /// A uuid.
    Uuid,
    /// A point in time.
    Datetime(Box<Bounds<Datetime>>),
    /// A day.
    Date(Box<Bounds<Date>>),
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// Bytes.
    Bytes(Length),
    /// Any JSON.
    Json,
    /// An upload, which is beside the JSON and no value within it.
    File,
    /// Values of one type.
    List(Box<Kind>, Length),
    /// Values by key; without a type of keys these are plain text.
    Map(Option<Box<Kind>>, Box<Kind>, Length),
    /// One type for each place.
    Tuple(Vec<Kind>),
    /// One of some values.
    Enum(Box<Enum>),
    /// The first that fits.
    Union(Vec<Kind>),
    /// The one that the tag names.
    Tagged(Box<Tagged>),
    /// The type, or null.
    Optional(Box<Kind>),
    /// A named type: its place in [`Types::definitions`], and its name.
    Ref(usize, Name),
    /// What no value is of: a name that is not declared, or an alias of itself. No legal graph has it.
    Nothing(Name),
}

/// The values of an enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The alias that stands for it, as its place in [`Types::definitions`].
    pub definition: Option<usize>,
    /// In declared order.
    pub values: Vec<EnumValue>,
    /// Their places, in the order of the values, where they are many.
    sorted: Vec<usize>,
}

impl Enum {
    fn new(values: Vec<EnumValue>, definition: Option<usize>) -> Self {
        let mut sorted: Vec<usize> = Vec::new();
        if values.len() > FEW {
            sorted.extend(0..values.len());
            sorted.sort_by(|a, b| values[*a].cmp(&values[*b]));
        }
        Self {
            definition,
            values,
            sorted,
        }
    }

    /// Whether its values are integers.
    pub fn is_whole(&self) -> bool {
        matches!(self.values.first(), Some(EnumValue::Integer(_)))
    }

    /// The place of a text.
    pub fn text(&self, text: &str) -> Option<usize> {
        if self.sorted.is_empty() {
            let same = |value: &EnumValue| matches!(value, EnumValue::String(own) if own == text);
            return self.values.iter().position(same);
        }
        self.find(|value| match value {
            EnumValue::String(own) => own.as_str().cmp(text),
            EnumValue::Integer(_) => std::cmp::Ordering::Less,
        })
    }

    /// The place of an integer.
    pub fn whole(&self, whole: i64) -> Option<usize> {
        self.find(|value| match value {
            EnumValue::Integer(own) => own.cmp(&whole),
            EnumValue::String(_) => std::cmp::Ordering::Greater,
        })
    }

    fn find(&self, order: impl Fn(&EnumValue) -> std::cmp::Ordering) -> Option<usize> {
        if self.sorted.is_empty() {
            return self.values.iter().position(|value| order(value).is_eq());
        }
        let found = self.sorted.binary_search_by(|at| order(&self.values[*at]));
        found.ok().map(|at| self.sorted[at])
    }
}

/// A union whose branches a field tells apart.
#[derive(Clone, Debug)]
pub struct Tagged {
    /// The field.
    pub tag: Name,
    /// In declared order.
    pub branches: Vec<Kind>,
    /// Every value of the field.
    pub values: Enum,
    /// The branch of each value.
    pub of_value: Vec<usize>,
}

/// Named fields: a struct's, or the arguments of a function.
#[derive(Clone, Debug)]
pub struct Structure {
    /// The struct's name; empty for arguments.
    pub name: Name,
    /// Its place in [`Types::definitions`]; of arguments a number beyond, each function's its own.
    pub id: usize,
    /// In declared order.
    pub fields: Vec<Field>,
    /// Their places by name, where they are many.
    sorted: Vec<usize>,
}

/// A declared name with its type.
#[derive(Clone, Debug)]
pub struct Field {
    /// As it travels.
    pub name: Name,
    /// Its place among the fields.
    pub at: usize,
    /// What it takes.
    pub kind: Kind,
    /// What its absence means; `None`: it is required, or omittable.
    pub default: Option<Tree<'static>>,
    /// It may be absent, and is then absent for the function as well.
    pub omittable: bool,
    /// Its name as a member of a JSON object, with the colon after it.
    pub(super) written: Box<str>,
}

impl Structure {
    fn new(name: Name, id: usize, fields: Vec<Field>) -> Self {
        let mut sorted: Vec<usize> = Vec::new();
        if fields.len() > FEW {
            sorted.extend(0..fields.len());
            sorted.sort_by(|a, b| fields[*a].name.cmp(&fields[*b].name));
        }
        Self {
            name,
            id,
            fields,
            sorted,
        }
    }

    /// Whether an object has all of the fields, in declared order, and nothing else.
    pub(super) fn is_whole(&self, members: &Members<'_>) -> bool {
        let same = |(field, (name, _)): (&Field, &(Cow<'_, str>, Tree<'_>))| {
            let (own, name): (&str, &str) = (&field.name, name);
            own.len() == name.len() && own == name
        };
        self.fields.len() == members.len() && self.fields.iter().zip(members).all(same)
    }

    /// The place of a field; `guess` is looked at first.
    pub fn place(&self, name: &str, guess: usize) -> Option<usize> {
        if self
            .fields
            .get(guess)
            .is_some_and(|field| *field.name == *name)
        {
            return Some(guess);
        }
        if self.sorted.is_empty() {
            return self.fields.iter().position(|field| *field.name == *name);
        }
        let found = self
            .sorted
            .binary_search_by(|at| (*self.fields[*at].name).cmp(name));
        found.ok().map(|at| self.sorted[at])
    }
}

/// A named type.
#[derive(Clone, Debug)]
pub enum Definition {
    /// What a name stands for.
    Alias(Name, Kind),
    /// Fields.
    Struct(Structure),
}

impl Definition {
    /// The IR's name.
    pub fn name(&self) -> &Name {
        match self {
            Self::Alias(name, _) => name,
            Self::Struct(structure) => &structure.name,
        }
    }
}

/// The named types of a graph.
#[derive(Clone, Debug, Default)]
pub struct Types {
    source: Vec<TypeDef>,
    names: HashMap<Name, usize>,
    definitions: Vec<Definition>,
}

impl Types {
    /// Makes the types of an IR ready. Of two of one name the first counts; what makes no sense takes nothing.
    pub fn new(source: &[TypeDef]) -> Self {
        let mut types = Self {
            source: source.to_vec(),
            names: HashMap::new(),
            definitions: Vec::new(),
        };
        for (at, definition) in source.iter().enumerate() {
            types.names.entry(definition.name().into()).or_insert(at);
        }
        let definitions = source.iter().enumerate();
        types.definitions = definitions
            .map(|(at, definition)| types.compiled(at, definition))
            .collect();
        types
    }

    fn compiled(&self, at: usize, definition: &TypeDef) -> Definition {
        let name: Name = definition.name().into();
        match definition {
            TypeDef::Struct { fields, .. } => {
                let mut structure = self.structure(at, fields);
                structure.name = name;
                Definition::Struct(structure)
            }
            TypeDef::Alias { of, .. } if self.is_endless(&name, of) => {
                Definition::Alias(name.clone(), Kind::Nothing(name))
            }
            TypeDef::Alias { of, .. } => {
                let mut kind = self.kind(of);
                if let Kind::Enum(values) = &mut kind {
                    values.definition = Some(at);
                }
                Definition::Alias(name, kind)
            }
        }
    }

    /// Every named type, in the IR's order.
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// The named type at a place.
    pub fn definition(&self, at: usize) -> Option<&Definition> {
        self.definitions.get(at)
    }

    /// The place of a named type.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// A type of the same IR, made ready.
    pub fn kind(&self, kind: &Type) -> Kind {
        self.compile(kind, &mut Flaws::default())
    }

    /// What of a type makes no sense by itself, each in words: a pattern or a bound that is none.
    pub fn flaws(&self, kind: &Type) -> Vec<String> {
        let mut flaws = Flaws {
            found: Vec::new(),
            thorough: true,
        };
        self.compile(kind, &mut flaws);
        flaws.found
    }

    /// Fields of the same IR, made ready; `id` is theirs alone.
    pub fn structure(&self, id: usize, fields: &[ir::Field]) -> Structure {
        let fields = fields.iter().enumerate().map(|(at, field)| Field {
            name: field.name.as_str().into(),
            at,
            kind: self.kind(&field.kind),
            default: field.default.as_ref().map(Tree::from_json),
            omittable: field.omittable,
            written: written(&field.name),
        });
        Structure::new("".into(), id, fields.collect())
    }

    /// The type that a name in the end stands for.
    pub fn resolved<'a>(&'a self, kind: &'a Kind) -> &'a Kind {
        let mut kind = kind;
        while let Kind::Ref(at, _) = kind
            && let Some(Definition::Alias(_, of)) = self.definitions.get(*at)
        {
            kind = of;
        }
        kind
    }

    fn compile(&self, kind: &Type, flaws: &mut Flaws) -> Kind {
        match kind {
            Type::Null => Kind::Null,
            Type::Boolean => Kind::Boolean,
            Type::String(text) => Kind::String(Text::new(text, flaws)),
            Type::Integer(whole) => Kind::Integer(Whole::new(whole, flaws)),
            Type::Bigint(big) => Kind::Bigint(Box::new(Bounds::of_big(big, flaws))),
            Type::Number(float) => Kind::Number(Box::new(Bounds::of_float(float))),
            Type::Decimal(fixed) => Kind::Decimal(Box::new((
                Bounds::of_fixed(fixed, flaws),
                Digits::new(fixed),
            ))),
            Type::Uuid => Kind::Uuid,
            Type::Datetime(span) => Kind::Datetime(Box::new(Bounds::of_datetimes(span, flaws))),
            Type::Date(span) => Kind::Date(Box::new(Bounds::of_dates(span, flaws))),
            Type::Time => Kind::Time,
            Type::Duration => Kind::Duration,
            Type::Bytes(length) => Kind::Bytes(Length::new(length)),
            Type::Json => Kind::Json,
            Type::File(_) => Kind::File,
            Type::List { item, length } => {
                Kind::List(Box::new(self.compile(item, flaws)), Length::new(length))
            }
            Type::Map { key, item, length } => {
                let key = key.as_ref().map(|key| Box::new(self.compile(key, flaws)));
                let item = Box::new(self.compile(item, flaws));
                Kind::Map(key, item, Length::new(length))
            }
            Type::Tuple { items } => {
                Kind::Tuple(items.iter().map(|item| self.compile(item, flaws)).collect())
            }
            Type::Enum { values } => Kind::Enum(Box::new(Enum::new(values.clone(), None))),
            Type::Union { of, tag } => {
                let branches = of
                    .iter()
                    .map(|branch| self.compile(branch, flaws))
                    .collect();
                match tag {
                    None => Kind::Union(branches),
                    Some(tag) => Kind::Tagged(Box::new(self.tagged(tag, of, branches))),
                }
            }
            Type::Optional { item } => Kind::Optional(Box::new(self.compile(item, flaws))),
            Type::Ref { name } => match self.place(name) {
                Some(at) => Kind::Ref(at, name.as_str().into()),
                None => Kind::Nothing(name.as_str().into()),
            },
        }
    }

    fn tagged(&self, tag: &str, of: &[Type], branches: Vec<Kind>) -> Tagged {
        let (mut values, mut of_value) = (Vec::new(), Vec::new());
        for (at, branch) in of.iter().enumerate() {
            let named = self.tag_values(tag, branch, &mut BTreeSet::new());
            of_value.resize(of_value.len() + named.len(), at);
            values.extend(named);
        }
        Tagged {
            tag: tag.into(),
            branches,
            values: Enum::new(values, None),
            of_value,
        }
    }

    /// The values of the tag that name a branch.
    fn tag_values<'a>(
        &'a self,
        tag: &str,
        branch: &'a Type,
        met: &mut BTreeSet<&'a str>,
    ) -> Vec<EnumValue> {
        match branch {
            Type::Enum { values } => values.clone(),
            Type::Union { of, tag: Some(own) } if own == tag => {
                let branches = of.iter();
                branches
                    .flat_map(|branch| self.tag_values(tag, branch, met))
                    .collect()
            }
            Type::Ref { name } if met.insert(name) => match self.source_of(name) {
                Some(TypeDef::Alias { of, .. }) => self.tag_values(tag, of, met),
                Some(TypeDef::Struct { fields, .. }) => fields
                    .iter()
                    .find(|field| field.name == tag)
                    .map(|field| self.enum_values(&field.kind))
                    .unwrap_or_default(),
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// The values of an enum, perhaps under other names; of another type none, however many structs it goes down.
    fn enum_values<'a>(&'a self, mut kind: &'a Type) -> Vec<EnumValue> {
        for _ in 0..=self.source.len() {
            kind = match kind {
                Type::Enum { values } => return values.clone(),
                Type::Ref { name } => match self.source_of(name) {
                    Some(TypeDef::Alias { of, .. }) => of,
                    _ => break,
                },
                _ => break,
            };
        }
        Vec::new()
    }

    fn source_of(&self, name: &str) -> Option<&TypeDef> {
        self.source.get(self.place(name)?)
    }

    /// Whether judging a value by an alias comes back to it without having looked at the value.
    fn is_endless(&self, alias: &str, of: &Type) -> bool {
        let mut met = BTreeSet::new();
        let mut ahead = vec![of];
        while let Some(kind) = ahead.pop() {
            match kind {
                Type::Optional { item } => ahead.push(item),
                Type::Union { of, .. } => ahead.extend(of),
                Type::Ref { name } if name == alias => return true,
                Type::Ref { name } if met.insert(name) => {
                    if let Some(TypeDef::Alias { of, .. }) = self.source_of(name) {
                        ahead.push(of);
                    }
                }
                _ => {}
            }
        }
        false
    }
}

/// The start of a JSON member.
fn written(name: &str) -> Box<str> {
    let mut out = String::new();
    canonical_json::write_text(&mut out, name);
    out.push(':');
    out.into()
}
