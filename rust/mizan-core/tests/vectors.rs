//! Holds the core to the shared vectors, and the runner of the vectors to its word.

#[path = "afi/folder.rs"]
mod folder;
#[path = "afi/words.rs"]
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/afi/vectors");

#[test]
fn the_core_gives_what_the_vectors_expect() {
    let outcome = folder::check(Path::new(VECTORS));
    assert!(outcome.is_good(), "{}", outcome.failures.join("\n"));
    // Each word that has a file; fewer cases than there were is a loss that nobody meant.
    let least = [
        ("cache_key", 46),
        ("canonical_json", 39),
        ("dropped_groups", 17),
        ("entry", 26),
        ("entry_tags", 35),
        ("graph_digest", 27),
        ("header", 44),
        ("ir_text", 96),
        ("multipart", 165),
        ("permission_hash", 29),
        ("purge_tags", 62),
        ("query", 241),
        ("redact", 12),
        ("resolve", 43),
        ("schema", 75),
        ("store_key", 2),
        ("tag", 4),
        ("types", 1516),
    ];
    let words: Vec<&str> = outcome.passed.keys().map(String::as_str).collect();
    assert_eq!(words, least.map(|(word, _)| word));
    for (word, count) in least {
        let passed = outcome.passed[word];
        assert!(passed >= count, "only {passed} cases of `{word}` ran");
    }
}

/// The failures of a folder with one file.
fn failures(test: &str, file: &str, cases: &str) -> std::io::Result<Vec<String>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(file), cases)?;
    let outcome = folder::check(&folder);
    fs::remove_dir_all(&folder)?;
    assert!(!outcome.is_good(), "{test} is good");
    Ok(outcome.failures)
}

#[test]
fn a_wrong_expectation_is_a_failure_with_word_name_expected_and_got() -> std::io::Result<()> {
    let text = r#"[{"name": "five", "input": 5, "expect": "6"}]"#;
    let failures = failures("wrong", "canonical_json.json", text)?;
    assert_eq!(
        failures,
        ["canonical_json: five\n  expected \"6\"\n  got      \"5\""]
    );
    Ok(())
}

#[test]
fn what_cannot_be_run_is_a_failure() -> std::io::Result<()> {
    for (test, file, text) in [
        (
            "unknown-word",
            "astrology.json",
            r#"[{"name": "a", "input": 1, "expect": 1}]"#,
        ),
        ("no-cases", "tag.json", "[]"),
        ("no-json", "tag.json", "["),
        ("no-graph", "other_graph.json", r#"{"contexts": 5}"#),
        (
            "bad-input",
            "store_key.json",
            r#"[{"name": "a", "input": {"namespace": "n"}, "expect": "{n}:a"}]"#,
        ),
        (
            "unknown-graph",
            "graph_digest.json",
            r#"[{"name": "a", "input": {"secret": "s", "graph": "g"}, "expect": ""}]"#,
        ),
    ] {
        assert_eq!(failures(test, file, text)?.len(), 1, "{test}");
    }
    Ok(())
}

#[test]
fn a_folder_in_which_nothing_runs_is_not_good() {
    assert!(!folder::check(Path::new("/nowhere/at/all")).is_good());
    let only_a_graph = failures(
        "only-a-graph",
        "shop_graph.json",
        r#"{"contexts": [], "mutations": []}"#,
    );
    assert!(only_a_graph.is_ok_and(|failures| failures.is_empty()));
}
