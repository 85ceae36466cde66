//! A client of HTTP/1.1 that sends what it is told to, right or wrong.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value as Json;

/// An answer.
#[derive(Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(each, _)| each.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Status and code of a problem.
    pub fn problem(&self) -> (u16, String) {
        let code = self.json()["code"].as_str().unwrap_or_default().to_owned();
        (self.status, code)
    }
}

/// A connection.
pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub fn new(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        // No answer within it is a failure, and not a wait.
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        Ok(Self {
            stream: BufReader::new(stream),
        })
    }

    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// The next answer; `to_head`: there is no body, whatever the headers say.
    pub fn receive(&mut self, to_head: bool) -> io::Result<Answer> {
        let mut answer = Answer::default();
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        answer.status = status.ok_or_else(|| io::Error::other(format!("no status: {line:?}")))?;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) => answer.headers.push((name.to_owned(), value.to_owned())),
                None => break,
            }
        }
        let length = answer.header("content-length");
        let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        if !to_head && answer.status != 304 {
            answer.body = vec![0; length];
            self.stream.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// Whether the server has closed it.
    pub fn is_closed(&mut self) -> bool {
        matches!(self.stream.fill_buf(), Ok([]) | Err(_))
    }
}

/// A request, head and body.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: shop.example\r\n");
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    if !body.is_empty() {
        let length = body.len().to_string();
        head.extend(["Content-Length: ", &length, "\r\n"]);
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

/// One exchange on a connection of its own.
pub fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut client = Client::new(address)?;
    client.send(&request(method, path, headers, body))?;
    client.receive(method == "HEAD")
}

pub const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A call.
pub fn call(address: SocketAddr, name: &str, args: &Json) -> io::Result<Answer> {
    let body = serde_json::json!({"args": args}).to_string();
    ask(
        address,
        "POST",
        &format!("/api/mizan/call/{name}/"),
        &[JSON],
        body.as_bytes(),
    )
}

/// A bundle.
pub fn get(address: SocketAddr, path: &str) -> io::Result<Answer> {
    ask(address, "GET", &format!("/api/mizan/{path}"), &[], b"")
}
