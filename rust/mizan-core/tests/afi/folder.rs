//! A folder of vectors: every file is a list of cases for the word that it is named after, or a graph.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;
use serde_json::Value as Json;

use super::words::{Graphs, run};

/// One claim about a word.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    input: Json,
    expect: Json,
}

/// What running a folder came to.
#[derive(Default)]
pub struct Outcome {
    /// Cases of each word that gave what they expect.
    pub passed: BTreeMap<String, usize>,
    /// What to say of each of the others.
    pub failures: Vec<String>,
}

impl Outcome {
    /// Nothing failed, and something ran.
    pub fn is_good(&self) -> bool {
        self.failures.is_empty() && self.count() > 0
    }

    /// Cases that gave what they expect.
    pub fn count(&self) -> usize {
        self.passed.values().sum()
    }
}

/// Runs every case of every file. A folder or a file that cannot be read is a failure too.
pub fn check(folder: &Path) -> Outcome {
    let mut outcome = Outcome::default();
    let mut graphs = Graphs::new();
    let mut words = Vec::new();
    match files(folder) {
        Err(error) => outcome
            .failures
            .push(format!("{}: {error}", folder.display())),
        Ok(files) => {
            for (stem, read) in files {
                match read.and_then(|json| sort(&stem, json, &mut graphs)) {
                    Ok(cases) => words.push((stem, cases)),
                    Err(error) => outcome.failures.push(format!("{stem}: {error}")),
                }
            }
        }
    }
    for (word, case) in words
        .iter()
        .flat_map(|(word, cases)| cases.iter().map(move |case| (word, case)))
    {
        let said = match run(word, &graphs, &case.input) {
            Ok(got) if got == case.expect => {
                *outcome.passed.entry(word.clone()).or_default() += 1;
                continue;
            }
            Ok(got) => difference(&case.expect, &got),
            Err(error) => format!("  {error}"),
        };
        outcome
            .failures
            .push(format!("{word}: {}\n{said}", case.name));
    }
    outcome
}

/// Of many outcomes the first that is another, by its place.
fn difference(expect: &Json, got: &Json) -> String {
    if let (Json::Array(wanted), Json::Array(found)) = (expect, got)
        && wanted.len() == found.len()
        && let Some(at) = wanted.iter().zip(found).position(|(a, b)| a != b)
    {
        return format!(
            "  at {at}\n  expected {}\n  got      {}",
            wanted[at], found[at]
        );
    }
    format!("  expected {expect}\n  got      {got}")
}

type Files = Vec<(String, Result<Json, String>)>;

fn files(folder: &Path) -> Result<Files, String> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let stem = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text = fs::read(&path).map_err(|error| error.to_string());
            files.push((
                stem,
                text.and_then(|text| {
                    serde_json::from_slice(&text).map_err(|error| error.to_string())
                }),
            ));
        }
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(files)
}

/// The cases of a file; a file that is no list is kept as a graph, `shop_graph` under the name `shop`.
fn sort(stem: &str, json: Json, graphs: &mut Graphs) -> Result<Vec<Case>, String> {
    if json.is_array() {
        let cases: Vec<Case> = serde_json::from_value(json).map_err(|error| error.to_string())?;
        return if cases.is_empty() {
            Err("no cases".to_owned())
        } else {
            Ok(cases)
        };
    }
    let graph = serde_json::from_value(json).map_err(|error| error.to_string())?;
    graphs.insert(
        stem.strip_suffix("_graph").unwrap_or(stem).to_owned(),
        graph,
    );
    Ok(Vec::new())
}
