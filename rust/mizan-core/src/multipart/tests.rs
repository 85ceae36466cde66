//! The cases of `python/tests/test_multipart.py`, whose twin this is.

use serde_json::{Value as Json, json};

use super::*;

fn limits() -> Limits {
    let many = FileLimit {
        many: true,
        most: None,
        max_size: None,
        required: false,
    };
    let files = [
        ("a", many),
        (
            "b",
            FileLimit {
                many: false,
                max_size: Some(1000),
                required: true,
                ..many
            },
        ),
        (
            "c",
            FileLimit {
                most: Some(2),
                max_size: Some(10),
                ..many
            },
        ),
    ];
    Limits {
        boundary: "x-X".to_owned(),
        total: 1 << 20,
        args: 1000,
        files: files.map(|(name, limit)| (name.to_owned(), limit)).into(),
    }
}

fn read<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Result<Parts, Problem> {
    let mut reader = Reader::new(limits());
    for chunk in chunks {
        reader.feed(chunk)?;
    }
    reader.close()
}

fn part(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("--x-X\r\n{head}\r\n\r\n").as_bytes(), body, b"\r\n"].concat()
}

fn file(name: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"f\"");
    part(&head, body)
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [&parts.concat()[..], b"--x-X--\r\n"].concat()
}

/// What a body is, in words.
fn told(outcome: Result<Parts, Problem>) -> String {
    match outcome {
        Ok(parts) => {
            let files: Vec<String> = parts
                .files
                .iter()
                .flat_map(|(argument, files)| files.iter().map(move |file| (argument, file)))
                .map(|(argument, file)| {
                    let bytes = file.bytes.escape_ascii();
                    format!("{argument} {} {} {bytes}", file.name, file.content_type)
                })
                .collect();
            format!("{} {files:?}", parts.args.escape_ascii())
        }
        Err(problem) => format!("{problem} {:?}", problem.faults),
    }
}

#[test]
fn chunks_make_no_difference() {
    let pieces: [&[u8]; 10] = [
        b"\r",
        b"\n",
        b"-",
        b"--x-X",
        b"\r\n--x-X",
        b"\r\n--x-",
        b"\r\n\r\n",
        b"x",
        b"\0",
        b"--",
    ];
    let mut bodies = vec![
        form(&[]),
        b"--x-X--".to_vec(),
        b"--x-X\r\n\r\n".to_vec(),
        Vec::new(),
    ];
    for first in pieces {
        for second in pieces {
            let content = [first, second].concat();
            bodies.push(form(&[file("a", &content), file("b", first)]));
            bodies.push([&b"--x-X"[..], &content].concat());
            bodies.push([file("a", b""), content].concat());
        }
    }
    for body in bodies {
        let whole = told(read([&body[..]]));
        assert_eq!(told(read(body.chunks(1))), whole, "{}", body.escape_ascii());
        assert_eq!(told(read(body.chunks(3))), whole, "{}", body.escape_ascii());
    }
}

#[test]
fn what_is_told() {
    let typed = "Content-Disposition: form-data; name=\"b\"; filename=\"dir/ä.png\"\r\nContent-Type: Image/PNG; q=1";
    let args = "Content-Disposition: form-data; name=\"args\"";
    let body = form(&[
        file("a", b"--x-X"),
        part(args, b"{}"),
        part(typed, b"1\r\n"),
    ]);
    assert_eq!(
        told(read([&body[..]])),
        r#"{} ["a f text/plain --x-X", "b ä.png image/png 1\\r\\n"]"#
    );
    assert_eq!(told(read([&form(&[])[..]])), "{} []");
}

#[test]
fn the_first_fault_ends_the_reading() {
    let args = "Content-Disposition: form-data; name=\"args\"";
    let parts = |part: Vec<u8>, count| vec![part; count];
    let long = format!("args.{}… unknown", "d".repeat(64));
    for (parts, code, path) in [
        (vec![file("b", &[0; 1001])], Code::Invalid, "args.b length"),
        (parts(file("c", b""), 3), Code::Invalid, "args.c length"),
        (
            vec![file("c", b""), file("c", &[0; 11])],
            Code::Invalid,
            "args.c.1 length",
        ),
        (parts(file("b", b""), 2), Code::Invalid, "args.b type"),
        (vec![file("d", b"")], Code::Invalid, "args.d unknown"),
        (vec![file(&"d".repeat(65), b"")], Code::Invalid, &long),
        (
            vec![part("Content-Disposition: form-data; name=\"a\"", b"")],
            Code::Invalid,
            "args.a.0 type",
        ),
        (vec![part(args, &[0; 1001])], Code::TooLarge, ""),
        (parts(file("a", b""), MOST_PARTS + 1), Code::TooLarge, ""),
        (vec![file("a", &vec![0; 1 << 20])], Code::TooLarge, ""),
    ] {
        let body = form(&parts);
        let mut reader = Reader::new(limits());
        let problem = reader.feed(&body).err();
        let problem = problem.or_else(|| reader.close().err());
        let problem = problem.unwrap_or_else(|| Problem::new(Code::Unavailable));
        assert_eq!(problem.protocol_code(), Some(code), "{path}");
        let faults: Vec<String> = problem
            .faults
            .iter()
            .map(|fault| {
                let path: Vec<String> = fault
                    .path
                    .iter()
                    .map(|segment| match segment {
                        Segment::Index(index) => index.to_string(),
                        Segment::Name(name) => name.clone(),
                    })
                    .collect();
                format!("{} {}", path.join("."), fault.code.as_str())
            })
            .collect();
        assert_eq!(faults.concat(), path);
    }
}

#[test]
fn what_is_no_form() {
    let of_a = "Content-Disposition: form-data; name=\"a\"; filename=\"f\"";
    let args = part("Content-Disposition: form-data; name=\"args\"", b"{}");
    let headed = |more: &str| form(&[part(&format!("{of_a}{more}"), b"")]);
    for (body, detail) in [
        (form(&[])[..8].to_vec(), "the body broke off"),
        (Vec::new(), "the body broke off"),
        (
            [&form(&[])[..], b"x"].concat(),
            "there is more after the last part",
        ),
        (
            [b"x\r\n", &form(&[])[..]].concat(),
            "the body does not begin with its boundary",
        ),
        (
            b"--x-Xyz".to_vec(),
            "a boundary is followed by neither a part nor the end",
        ),
        (headed("\r\nX"), "a header of a part is none"),
        (
            form(&[part(&"x".repeat(5000), b"")]),
            "the headers of a part are too long",
        ),
        (
            b"--x-X\r\n\xff: x\r\n\r\n\r\n".to_vec(),
            "the headers of a part are not in UTF-8",
        ),
        (
            headed("\r\nContent-Type: a/b\r\ncontent-type: a/b"),
            "a header of a part is there twice",
        ),
        (
            headed("\r\nContent-Type: png"),
            "the content type of a part is none",
        ),
        (
            headed(&format!("\r\nContent-Type: a/{}", "b".repeat(128))),
            "the content type of a part is none",
        ),
        (
            headed("\r\nContent-Transfer-Encoding: base64"),
            "a part is encoded; send its bytes as they are",
        ),
        (form(&[part("X: y", b"")]), "a part is none of a form"),
        (
            form(&[part(&of_a.replace("form-data", "attachment"), b"")]),
            "a part is none of a form",
        ),
        (
            form(&[part("Content-Disposition: form-data; filename=\"f\"", b"")]),
            "a part has no name",
        ),
        (headed("; Name=b"), "the name of a part cannot be read"),
        (
            headed("; filename*=latin1''f"),
            "the file name of a part cannot be read",
        ),
        (
            headed("; filename*=utf-8''%ff"),
            "the file name of a part cannot be read",
        ),
        (form(&[args.clone(), args]), "there are two parts `args`"),
    ] {
        let problem = read([&body[..]]).err();
        let found = problem.and_then(|problem| problem.detail);
        assert_eq!(found.as_deref(), Some(detail));
    }
}

#[test]
fn boundaries() {
    let longest = "x".repeat(70);
    for (content_type, found) in [
        ("multipart/form-data; boundary=x", Some("x")),
        ("multipart/form-data; boundary=\"x y\"", Some("x y")),
        (" multipart/form-data ;Boundary=x ", Some("x")),
        (
            &format!("multipart/form-data; boundary={longest}"),
            Some(&longest[..]),
        ),
        (&format!("multipart/form-data; boundary={longest}x"), None),
        ("multipart/form-data; boundary=\"x \"", None),
        ("multipart/form-data; boundary=é", None),
        ("multipart/form-data; boundary=x; charset=utf-8", None),
        ("multipart/form-data", None),
        ("application/json", None),
    ] {
        assert_eq!(
            boundary(content_type.as_bytes()).as_deref(),
            found,
            "{content_type}"
        );
    }
}

#[test]
fn a_name_is_never_a_path() {
    let long = format!("{}.{}", "é".repeat(150), "x".repeat(40));
    for (sent, name) in [
        ("a.png", "a.png"),
        ("C:\\dir\\a.png", "a.png"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\u{202e}.png", "ab.png"),
        ("  a b  ", "a b"),
        ("", "file"),
        ("..", "file"),
        (" . ", "file"),
        ("dir/", "file"),
        (".profile", ".profile"),
        (&long, &format!("{}.{}", "é".repeat(83), "x".repeat(32))),
    ] {
        assert_eq!(file_name(sent), name, "{sent}");
        assert!(file_name(sent).len() <= 200);
    }
    let extended =
        "Content-Disposition: form-data; name=\"a\"; filename=\"f\"; filename*=UTF-8''%c3%a4%zz";
    let body = form(&[part(extended, b"")]);
    assert_eq!(told(read([&body[..]])), r#"{} ["a ä%zz text/plain "]"#);
    let windows =
        "Content-Disposition: form-data; name=\"a\"; filename=\"C:\\temp\\say \\\"hi\\\".txt\"";
    let body = form(&[part(windows, b"")]);
    assert_eq!(
        told(read([&body[..]])),
        r#"{} ["a say \"hi\".txt text/plain "]"#
    );
}

#[test]
fn a_list_is_needed_where_it_may_be_neither_absent_nor_empty() {
    let files = |least: u32| json!({"type": "list", "item": {"type": "file"}, "min_length": least});
    let limit = |kind: Json, default: Option<&str>| {
        let mut arg = json!({"name": "pages", "type": kind});
        if let Some(default) = default {
            arg["default"] = json!(default);
        }
        let arg: Option<ir::Field> = serde_json::from_value(arg).ok();
        arg.and_then(|arg| FileLimit::of(&arg))
            .map(|limit| limit.required)
    };
    assert_eq!(limit(files(1), None), Some(true));
    assert_eq!(limit(files(0), None), Some(false));
    let optional = json!({"type": "optional", "item": files(1)});
    assert_eq!(limit(optional.clone(), None), Some(false));
    assert_eq!(limit(optional, Some("null")), Some(false));
}
