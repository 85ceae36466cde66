//! The words that are about a whole graph: `ir_text`, `schema`, and what it makes of requests: `types` and `query`.

use mizan_core::{
    envelope::Refusal,
    errors::Problem,
    graph::Graph,
    ir::{Context, Field, Function, Ir, Type, TypeDef, VERSION},
    ir_text::Docs,
    types::{Args, Value},
};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

fn function(name: &str, context: Option<&str>, args: Vec<Field>) -> Function {
    Function {
        name: name.to_owned(),
        context: context.map(str::to_owned),
        args,
        result: Some(Type::Null),
        ..Function::default()
    }
}

/// The status and the places, as a problem would have them.
fn refused(refusal: Refusal) -> Json {
    let problem = Problem::from(refusal);
    let errors = problem.to_native_json().get("errors").cloned();
    json!({"status": problem.status(), "errors": errors.unwrap_or_else(|| json!([]))})
}

/// The arguments as the JSON that a native module would get.
fn written(graph: &Graph, function: &str, args: Args) -> Result<String, String> {
    let args = Value::Struct(args.into_iter().collect());
    graph
        .encode_args(function, &&args)
        .map_err(|error| format!("{error:?}"))
}

/// One request, or many to the same graph: then as many outcomes are expected, in order.
#[derive(Deserialize)]
#[serde(untagged)]
enum Requests {
    One(String),
    Many(Vec<String>),
}

impl Requests {
    fn answers(&self, answer: impl Fn(&str) -> Result<Json, String>) -> Result<Json, String> {
        match self {
            Self::One(request) => answer(request),
            Self::Many(requests) => requests.iter().map(|request| answer(request)).collect(),
        }
    }
}

/// The body of a call of a function with these arguments.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    types: Vec<TypeDef>,
    args: Vec<Field>,
    body: Requests,
}

impl Call {
    pub fn run(self) -> Result<Json, String> {
        let graph = graph(self.types, None, vec![function("f", None, self.args)])?;
        self.body
            .answers(|body| match graph.decode_args("f", body.as_bytes()) {
                Ok(args) => Ok(json!({"args": written(&graph, "f", args)?})),
                Err(refusal) => Ok(refused(refusal)),
            })
    }
}

/// The query of a context with these members.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    #[serde(default)]
    types: Vec<TypeDef>,
    members: Map<String, Json>,
    query: Requests,
}

impl Bundle {
    pub fn run(self) -> Result<Json, String> {
        let mut functions = Vec::new();
        for (name, args) in self.members {
            let args = serde_json::from_value(args).map_err(|error| error.to_string())?;
            functions.push(function(&name, Some("c"), args));
        }
        let context = Context {
            name: "c".to_owned(),
            identity: None,
            view: Vec::new(),
            params: Vec::new(),
        };
        let graph = graph(self.types, Some(context), functions)?;
        self.query.answers(|query| {
            let members = match graph.decode_params("c", query.as_bytes()) {
                Err(refusal) => return Ok(refused(refusal)),
                Ok(members) => members,
            };
            let mut texts = Map::new();
            for (name, args) in members {
                let text = written(&graph, &name, args)?;
                texts.insert(name, text.into());
            }
            Ok(json!({"members": texts}))
        })
    }
}

fn graph(
    types: Vec<TypeDef>,
    context: Option<Context>,
    functions: Vec<Function>,
) -> Result<Graph, String> {
    let ir = Ir {
        version: VERSION,
        types,
        contexts: context.into_iter().collect(),
        errors: Vec::new(),
        functions,
    };
    Graph::from_ir(ir).map_err(|error| error.to_string())
}

/// The canonical text of an IR and its schema.
pub fn ir_text(ir: &Json) -> Result<Json, String> {
    let graph = Graph::new(ir.to_string().as_bytes()).map_err(|error| error.to_string())?;
    Ok(json!({"text": graph.text(Docs::With), "schema": graph.schema()}))
}

/// The schema of an IR, and those of its members by `context/member`.
pub fn schema(ir: &Json) -> Result<Json, String> {
    let graph = Graph::new(ir.to_string().as_bytes()).map_err(|error| error.to_string())?;
    let mut members = Map::new();
    for function in &graph.ir().functions {
        if let Some(context) = &function.context {
            let schema = graph.member_schema(context, &function.name);
            members.insert(format!("{context}/{}", function.name), json!(schema));
        }
    }
    Ok(json!({"schema": graph.schema(), "members": members}))
}
