//! The largest bodies take little room: 50 MB for 1 MiB, whatever is in it. Alone in its program, since the peak that is
//! looked at is the program's.

use std::fs;

use mizan_core::graph::Graph;
use serde_json::json;

const LIMIT: usize = 1 << 20;

/// In kB.
const MOST: u64 = 50_000;

/// The most memory that the program had since the last look at it, in kB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}

#[test]
fn no_body_takes_much_room() {
    let any = json!({"type": "json"});
    let text = json!({"type": "map", "item": {"type": "string"}});
    let ir = json!({"version": 1, "functions": [{"name": "f", "result": {"type": "null"}, "args": [
        {"name": "any", "type": any, "default": null}, {"name": "map", "type": text, "default": {}}]}]});
    let graph = Graph::new(ir.to_string().as_bytes());
    let wide = format!(
        "{{{}}},",
        (0..40)
            .map(|at| format!("\"{at}\":1"))
            .collect::<Vec<_>>()
            .join(",")
    );
    for (name, part, after) in [
        ("any\":[", "1,", "1]"),
        ("any\":[", "[],", "1]"),
        ("any\":[", "{},", "1]"),
        ("any\":[", "[1],", "1]"),
        ("any\":[", "{\"\":1},", "1]"),
        ("any\":[", &format!("{wide}{}", "{\"\":1},".repeat(8)), "1]"),
        ("any\":[", "\"\",", "1]"),
        ("any\":", "7", ""),
        ("map\":{", "\"KEY\":\"\",", "\"\":\"\"}"),
    ] {
        let mut body = format!("{{\"args\":{{\"{name}");
        for at in 0.. {
            let part = part.replace("KEY", &format!("{at:x}"));
            if body.len() + part.len() + after.len() + 2 > LIMIT {
                break;
            }
            body.push_str(&part);
        }
        body.push_str(after);
        body.push_str("}}");
        // The peak begins anew.
        assert!(fs::write("/proc/self/clear_refs", "5").is_ok());
        let before = peak();
        let decoded = graph
            .as_ref()
            .map(|graph| graph.decode_args("f", body.as_bytes()));
        let more = peak().saturating_sub(before);
        assert!(decoded.is_ok());
        assert!(before > 0 && more < MOST, "{name}{part:.40}: {more} kB");
    }
}
