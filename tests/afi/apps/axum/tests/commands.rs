//! The program, as people call it.

use std::{
    env,
    error::Error,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

/// Whether it succeeded, and what it said.
fn run(arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_mizan-reference"))
        .args(arguments)
        .output();
    output.map_or((false, String::new(), String::new()), |output| {
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    })
}

#[test]
fn export_ir_prints_the_document_and_nothing_else() {
    let (succeeded, out, err) = run(&["export-ir"]);
    assert!(succeeded, "{err}");
    assert!(
        out.starts_with("mizan version=1\nalias \"Colour\" {\n"),
        "{out}"
    );
    assert!(
        out.contains("\nfunction \"ship_order\" auth=\"required\" {\n"),
        "{out}"
    );
    assert!(out.ends_with("}\n") && !out.ends_with("\n\n"), "{out}");
    assert_eq!(err, "");
}

#[test]
fn help_is_no_error() {
    for arguments in [
        &["--help"][..],
        &["-h"],
        &["help"],
        &["export-ir", "--help"],
    ] {
        let (succeeded, out, err) = run(arguments);
        assert!(
            succeeded && out.contains("export-ir") && err.is_empty(),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_is_not_there_says_so_and_fails() {
    for (arguments, said) in [
        (&["serve", "--port", "x"][..], "`x` is no port"),
        (&["serve", "more"], "`serve`"),
        (&[], "name a command"),
        (&["bogus"], "`bogus`"),
        (&["export-ir", "more"], "`export-ir`"),
    ] {
        let (succeeded, out, err) = run(arguments);
        assert!(
            !succeeded && out.is_empty() && err.contains(said),
            "{arguments:?}: {err}"
        );
    }
}

/// The server's process, which no failed test leaves behind.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already where all went well.
        let _ = self.0.kill();
    }
}

#[test]
fn serve_says_where_answers_and_ends_when_it_is_told_to() -> Result<(), Box<dyn Error>> {
    let child = Command::new(env!("CARGO_BIN_EXE_mizan-reference"))
        .args(["serve", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let pid = child.id();
    let mut server = Server(child);
    let mut line = String::new();
    let out = server.0.stdout.take().ok_or("no standard output")?;
    BufReader::new(out).read_line(&mut line)?;
    let said: serde_json::Value = serde_json::from_str(&line)?;
    assert_eq!(said["pid"], pid);
    let port = said["port"]
        .as_u64()
        .and_then(|port| u16::try_from(port).ok());
    let mut stream = TcpStream::connect(("127.0.0.1", port.ok_or("no port")?))?;
    stream.write_all(
        b"GET /api/mizan/session/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("{\"csrfToken\":null}"), "{answer}");
    let folder = env::temp_dir().join(format!("mizan-reference-{pid}"));
    assert!(folder.join("db.sqlite3").exists());
    let told = Command::new("kill")
        .args(["-TERM", &pid.to_string()])
        .status()?;
    assert!(told.success());
    assert!(server.0.wait()?.success());
    assert!(!folder.exists(), "its database goes with it");
    Ok(())
}
