//! The IR's canonical text: the same declarations give the same bytes everywhere.
//!
//! Decides how a normalised IR is written, and nothing about what is in it. It is printed here because every
//! KDL library prints differently; reading is a library's. Twin: `typescript/server/src/irText.ts`; Python asks for the
//! text and reads it back with `python/mizan/ir/text.py`. Page: `ir/protocol/ir.md`, text.

mod constraints;

use std::{borrow::Cow, fmt::Write};

use serde_json::Value as Json;

use self::constraints::constraints;
use crate::{
    canonical_json,
    ir::{Affect, Cache, Context, EnumValue, ErrorDef, Field, Function, Ir, Type, TypeDef, Upload},
    types::MAX_INTEGER,
};

/// Whether the author's documentation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Docs {
    /// It is.
    With,
    /// It is not: for what is hashed.
    Without,
}

/// The whole document.
pub fn document(ir: &Ir, docs: Docs) -> String {
    let mut printer = Printer::new(docs);
    printer.leaf(
        "mizan",
        &[],
        &[("version", Property::Integer(ir.version.into()))],
    );
    let is_alias = |definition: &&TypeDef| matches!(definition, TypeDef::Alias { .. });
    for alias in ir.types.iter().filter(is_alias) {
        printer.definition(alias);
    }
    for context in &ir.contexts {
        printer.context(context);
    }
    for error in &ir.errors {
        printer.error(error);
    }
    for function in &ir.functions {
        printer.function(function);
    }
    for definition in ir.types.iter().filter(|definition| !is_alias(definition)) {
        printer.definition(definition);
    }
    printer.out
}

/// The node of one function, without docs, ending with a newline.
pub fn function(function: &Function) -> String {
    let mut printer = Printer::new(Docs::Without);
    printer.function(function);
    printer.out
}

/// The node of one named type, without docs, ending with a newline.
pub fn definition(definition: &TypeDef) -> String {
    let mut printer = Printer::new(Docs::Without);
    printer.definition(definition);
    printer.out
}

/// What stands behind a node's name, or behind a property's.
enum Property<'a> {
    Text(Cow<'a, str>),
    Bool(bool),
    Integer(i64),
}

impl<'a> Property<'a> {
    fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A whole number that every client holds exactly, or canonical JSON as text: readers of KDL differ on fractions.
    fn number(number: &serde_json::Number) -> Self {
        let text = canonical_json::text(&Json::Number(number.clone()));
        match text.parse() {
            Ok(whole) if (-MAX_INTEGER..=MAX_INTEGER).contains(&whole) => Self::Integer(whole),
            _ => Self::Text(Cow::Owned(text)),
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Text(text) => write_quoted(out, text),
            Self::Bool(value) => out.push_str(if *value { "#true" } else { "#false" }),
            Self::Integer(value) => out.push_str(&value.to_string()),
        }
    }
}

struct Printer {
    out: String,
    depth: usize,
    docs: Docs,
    /// A node is begun whose line still lacks its end.
    open: bool,
}

impl Printer {
    fn new(docs: Docs) -> Self {
        Self {
            out: String::new(),
            depth: 0,
            docs,
            open: false,
        }
    }

    /// Writes a node and its children, between braces where it has any. Properties must come sorted.
    fn node(
        &mut self,
        name: &str,
        arguments: &[Property<'_>],
        properties: &[(&str, Property<'_>)],
        children: impl FnOnce(&mut Self),
    ) {
        if self.open {
            self.out.push_str(" {\n");
        }
        self.indent();
        write_name(&mut self.out, name);
        for argument in arguments {
            self.out.push(' ');
            argument.write(&mut self.out);
        }
        for (name, value) in properties {
            self.out.push(' ');
            write_name(&mut self.out, name);
            self.out.push('=');
            value.write(&mut self.out);
        }
        self.open = true;
        self.depth += 1;
        children(self);
        self.depth -= 1;
        if self.open {
            self.open = false;
            self.out.push('\n');
        } else {
            self.indent();
            self.out.push_str("}\n");
        }
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.out.push_str("    ");
        }
    }

    fn leaf(
        &mut self,
        name: &str,
        arguments: &[Property<'_>],
        properties: &[(&str, Property<'_>)],
    ) {
        self.node(name, arguments, properties, |_| {});
    }

    /// A node with one text and nothing else.
    fn text(&mut self, name: &str, text: &str) {
        self.leaf(name, &[Property::text(text)], &[]);
    }

    fn doc(&mut self, doc: Option<&String>) {
        if let (Docs::With, Some(doc)) = (self.docs, doc) {
            self.text("doc", doc);
        }
    }

    fn context(&mut self, context: &Context) {
        let identity = context.identity.as_deref();
        let properties: Vec<_> = identity
            .into_iter()
            .map(|name| ("identity", Property::text(name)))
            .collect();
        let name = [Property::text(&context.name)];
        self.node("context", &name, &properties, |printer| {
            for name in &context.view {
                printer.text("view", name);
            }
            for param in &context.params {
                printer.field("param", param);
            }
        });
    }

    fn function(&mut self, function: &Function) {
        let auth = function.auth.as_ref();
        let properties: Vec<_> = [
            auth.map(|auth| ("auth", Property::Text(Cow::Owned(auth.to_string())))),
            match function.cache {
                Cache::Usual => None,
                Cache::Never => Some(("cache", Property::Bool(false))),
                Cache::Seconds(seconds) => Some(("cache", Property::Integer(seconds.into()))),
            },
            text("context", function.context.as_deref()),
            function
                .private
                .then_some(("private", Property::Bool(true))),
            function.public.then_some(("public", Property::Bool(true))),
            (function.rev != 0).then_some(("rev", Property::Integer(function.rev.into()))),
            text("route", function.route.as_deref()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let name = [Property::text(&function.name)];
        self.node("function", &name, &properties, |printer| {
            printer.doc(function.doc.as_ref());
            for affect in &function.affects {
                printer.affect(affect);
            }
            for arg in &function.args {
                printer.field("arg", arg);
            }
            for code in &function.raises {
                printer.text("raises", code);
            }
            for method in &function.methods {
                printer.text("method", method.word());
            }
            if let Some(result) = &function.result {
                printer.node("result", &[], &[], |printer| printer.kind(result));
            }
        });
    }

    fn affect(&mut self, affect: &Affect) {
        let mut properties = Vec::new();
        if affect.all {
            properties.push(("all", Property::Bool(true)));
        }
        if let Some(member) = &affect.function {
            properties.push(("function", Property::text(member)));
        }
        let context = [Property::text(&affect.context)];
        self.node("affects", &context, &properties, |printer| {
            for (param, argument) in affect.scope.iter().flatten() {
                let argument = [("argument", Property::text(argument))];
                printer.leaf("scope", &[Property::text(param)], &argument);
            }
        });
    }

    fn error(&mut self, error: &ErrorDef) {
        let code = [Property::text(&error.code)];
        let status = [("status", Property::Integer(error.status.into()))];
        self.node("error", &code, &status, |printer| {
            printer.doc(error.doc.as_ref());
            if let Some(data) = &error.data {
                printer.node("data", &[], &[], |printer| printer.kind(data));
            }
        });
    }

    fn definition(&mut self, definition: &TypeDef) {
        let name = [Property::text(definition.name())];
        match definition {
            TypeDef::Alias { doc, of, .. } => self.node("alias", &name, &[], |printer| {
                printer.doc(doc.as_ref());
                printer.kind(of);
            }),
            TypeDef::Struct { doc, fields, .. } => self.node("struct", &name, &[], |printer| {
                printer.doc(doc.as_ref());
                for field in fields {
                    printer.field("field", field);
                }
            }),
        }
    }

    fn field(&mut self, node: &str, field: &Field) {
        let properties: &[_] = if field.omittable {
            &[("omittable", Property::Bool(true))]
        } else {
            &[]
        };
        self.node(
            node,
            &[Property::text(&field.name)],
            properties,
            |printer| {
                printer.doc(field.doc.as_ref());
                if let Some(default) = &field.default {
                    printer.text("default", &canonical_json::text(default));
                }
                printer.kind(&field.kind);
            },
        );
    }

    fn kind(&mut self, kind: &Type) {
        let name = match kind {
            Type::Ref { name } => Some(Property::text(name)),
            _ => None,
        };
        self.node(
            kind.word(),
            name.as_slice(),
            &constraints(kind),
            |printer| {
                printer.parts(kind);
            },
        );
    }

    /// What stands within a type's braces.
    fn parts(&mut self, kind: &Type) {
        match kind {
            Type::List { item, .. } | Type::Optional { item } => self.kind(item),
            Type::Map { key, item, .. } => {
                if let Some(key) = key {
                    self.node("key", &[], &[], |printer| printer.kind(key));
                }
                self.kind(item);
            }
            Type::Tuple { items: types } | Type::Union { of: types, .. } => {
                for kind in types {
                    self.kind(kind);
                }
            }
            Type::Enum { values } => {
                for value in values {
                    let value = match value {
                        EnumValue::Integer(value) => Property::Integer(*value),
                        EnumValue::String(value) => Property::text(value),
                    };
                    self.leaf("value", &[value], &[]);
                }
            }
            Type::File(Upload { accept, .. }) => {
                for content_type in accept.iter().flatten() {
                    self.text("accept", content_type);
                }
            }
            _ => {}
        }
    }
}

/// A property with a text, where there is one.
fn text<'a>(name: &'static str, text: Option<&'a str>) -> Option<(&'static str, Property<'a>)> {
    Some((name, Property::text(text?)))
}

fn write_name(out: &mut String, name: &str) {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        && !["true", "false", "null", "inf", "nan"].contains(&name);
    if plain {
        out.push_str(name);
    } else {
        write_quoted(out, name);
    }
}

/// Quotes a text so that no reader, and nobody who looks at it, takes it for anything else.
fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            _ if is_escaped(character) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// Characters that KDL does not allow, that end a line, or that turn text around on a screen.
pub(crate) fn is_escaped(character: char) -> bool {
    matches!(character,
        '\0'..='\x1f' | '\x7f' | '\u{85}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
