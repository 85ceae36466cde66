//! The IR's canonical text: the same declarations give the same bytes everywhere.
//!
//! Decides how a normalised IR is written, and nothing about what is in it. It is printed here because every
//! KDL library prints differently; reading is a library's. Twin: none, Python asks for the text and reads it back
//! with `python/mizan/ir/text.py`. Page: `ir/protocol/ir.md`, text.

use std::fmt::Write;

use crate::{
    canonical_json,
    ir::{Affect, Auth, Context, Field, Function, Ir, Type, TypeDef},
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
    printer.leaf("mizan", &[], &[("version", Property::Number(ir.version))]);
    for context in &ir.contexts {
        printer.context(context);
    }
    for function in &ir.functions {
        printer.function(function);
    }
    for definition in &ir.types {
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

enum Property<'a> {
    Text(&'a str),
    Bool(bool),
    Number(u32),
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
        arguments: &[&str],
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
            write_quoted(&mut self.out, argument);
        }
        for (name, value) in properties {
            self.out.push(' ');
            write_name(&mut self.out, name);
            self.out.push('=');
            match value {
                Property::Text(text) => write_quoted(&mut self.out, text),
                Property::Bool(value) => self.out.push_str(if *value { "#true" } else { "#false" }),
                Property::Number(value) => self.out.push_str(&value.to_string()),
            }
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

    fn leaf(&mut self, name: &str, arguments: &[&str], properties: &[(&str, Property<'_>)]) {
        self.node(name, arguments, properties, |_| {});
    }

    fn doc(&mut self, doc: Option<&String>) {
        if let (Docs::With, Some(doc)) = (self.docs, doc) {
            self.leaf("doc", &[doc], &[]);
        }
    }

    fn context(&mut self, context: &Context) {
        let identity = context.identity.as_deref();
        let properties: Vec<_> = identity
            .into_iter()
            .map(|name| ("identity", Property::Text(name)))
            .collect();
        self.node("context", &[&context.name], &properties, |printer| {
            for name in &context.view {
                printer.leaf("view", &[name], &[]);
            }
            for param in &context.params {
                printer.field("param", param);
            }
        });
    }

    fn function(&mut self, function: &Function) {
        let mut properties = Vec::new();
        match function.auth {
            Some(Auth::Required) => properties.push(("auth", Property::Text("required"))),
            Some(Auth::Own) => properties.push(("auth", Property::Text("self"))),
            None => {}
        }
        if !function.cache {
            properties.push(("cache", Property::Bool(false)));
        }
        if let Some(context) = &function.context {
            properties.push(("context", Property::Text(context)));
        }
        self.node("function", &[&function.name], &properties, |printer| {
            printer.doc(function.doc.as_ref());
            for affect in &function.affects {
                printer.affect(affect);
            }
            for arg in &function.args {
                printer.field("arg", arg);
            }
            printer.node("result", &[], &[], |printer| printer.kind(&function.result));
        });
    }

    fn affect(&mut self, affect: &Affect) {
        let mut properties = Vec::new();
        if affect.all {
            properties.push(("all", Property::Bool(true)));
        }
        if let Some(member) = &affect.function {
            properties.push(("function", Property::Text(member)));
        }
        self.node("affects", &[&affect.context], &properties, |printer| {
            for (param, argument) in affect.scope.iter().flatten() {
                printer.leaf("scope", &[param], &[("argument", Property::Text(argument))]);
            }
        });
    }

    fn definition(&mut self, definition: &TypeDef) {
        let TypeDef::Struct { name, doc, fields } = definition else {
            return;
        };
        self.node("struct", &[name], &[], |printer| {
            printer.doc(doc.as_ref());
            for field in fields {
                printer.field("field", field);
            }
        });
    }

    fn field(&mut self, node: &str, field: &Field) {
        self.node(node, &[&field.name], &[], |printer| {
            printer.doc(field.doc.as_ref());
            if let Some(default) = &field.default {
                printer.leaf("default", &[&canonical_json::text(default)], &[]);
            }
            printer.kind(&field.kind);
        });
    }

    fn kind(&mut self, kind: &Type) {
        match kind {
            Type::List { item, .. } | Type::Optional { item } => {
                self.node(kind.word(), &[], &[], |printer| printer.kind(item));
            }
            Type::Ref { name } => self.leaf(kind.word(), &[name], &[]),
            _ => self.leaf(kind.word(), &[], &[]),
        }
    }
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
