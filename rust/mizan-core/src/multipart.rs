//! The parts of a `multipart/form-data` body, taken apart as they come: no I/O, and of what is refused no more than a chunk.
//!
//! Decides what is a body of a call with files and when reading it ends; what a file argument takes when all has come is
//! judged by `graph`. Twin: `python/mizan/multipart.py`. Page: `ir/protocol/uploads.md`.

mod head;

use std::collections::BTreeMap;

pub use self::head::file_name;
use self::head::{Head, head};
use crate::{
    errors::{Code, Fault, FaultCode, Problem, Segment},
    ir::{self, Type},
    registry::Upload,
    types,
};

/// The part that holds the other arguments, as JSON.
const ARGS: &str = "args";

/// Parts of one body, `args` among them.
pub const MOST_PARTS: usize = 100;

const LONGEST_HEAD: usize = 4096;

/// What a file argument takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLimit {
    /// It is a list.
    pub many: bool,
    /// How many, where that is limited.
    pub most: Option<usize>,
    /// Bytes of each.
    pub max_size: Option<u64>,
    /// It has no default and takes no null.
    pub required: bool,
}

impl FileLimit {
    /// Of a file argument; `None` for any other.
    pub fn of(arg: &ir::Field) -> Option<Self> {
        let (upload, many) = arg.upload()?;
        let needed = arg.default.is_none() && !arg.kind.takes_null();
        let (least, most) = match arg.kind.beside_null() {
            Type::List { length, .. } => (length.min_length.unwrap_or(0), length.max_length),
            _ => (1, None),
        };
        Some(Self {
            many,
            most: most.and_then(|most| usize::try_from(most).ok()),
            max_size: upload.max_size.map(u64::from),
            required: needed && least > 0,
        })
    }
}

/// How much of a body is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What separates the parts.
    pub boundary: String,
    /// Bytes of all of it.
    pub total: usize,
    /// Bytes of the part `args`.
    pub args: usize,
    /// The file arguments by wire name.
    pub files: BTreeMap<String, FileLimit>,
}

/// A body in parts.
#[derive(Debug, Default)]
pub struct Parts {
    /// The JSON of the part of that name, `{}` where there is none.
    pub args: Vec<u8>,
    /// The files of each argument, in order.
    pub files: BTreeMap<String, Vec<Upload>>,
}

/// The boundary that a `Content-Type` field names; `None` where it is not `multipart/form-data` with one.
pub fn boundary(content_type: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(content_type).ok()?;
    let blank = [' ', '\t'];
    let rest = text
        .trim_matches(blank)
        .strip_prefix("multipart/form-data")?;
    let rest = rest.trim_start_matches(blank).strip_prefix(';')?;
    let rest = rest.trim_start_matches(blank);
    let (name, value) = rest.split_once('=')?;
    if !name.eq_ignore_ascii_case("boundary") {
        return None;
    }
    let quoted = value.strip_prefix('"').map(|value| value.strip_suffix('"'));
    let (value, allowed) = match quoted {
        Some(quoted) => (quoted?, &b"'()+_,./:=? -"[..]),
        None => (value, &b"'+_.-"[..]),
    };
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || allowed.contains(&byte);
    let fits = (1..=70).contains(&value.len()) && value.bytes().all(legal) && !value.ends_with(' ');
    fits.then(|| value.to_owned())
}

/// Takes a body in chunks of any length. After an error nothing more is to be read.
pub struct Reader {
    limits: Limits,
    delimiter: Vec<u8>,
    rest: Vec<u8>,
    step: Step,
    read: usize,
    begun: usize,
    args: Option<Vec<u8>>,
    files: BTreeMap<String, Vec<Upload>>,
    current: Current,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Open,
    Separate,
    Begin,
    Data,
    End,
}

/// Whose bytes come.
enum Current {
    Args,
    File {
        argument: String,
        place: Vec<Segment>,
        max_size: Option<u64>,
    },
}

fn bad(why: &'static str) -> Problem {
    Problem::new(Code::BadRequest).detail(why)
}

fn refused(path: Vec<Segment>, code: FaultCode) -> Problem {
    Problem::new(Code::Invalid).faults(vec![Fault { path, code }])
}

fn find(needle: &[u8], within: &[u8]) -> Option<usize> {
    // Every needle begins with a carriage return.
    let mut from = 0;
    while let Some(at) = within[from..].iter().position(|byte| *byte == needle[0]) {
        if within[from + at..].starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

impl Reader {
    /// With these limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            delimiter: format!("\r\n--{}", limits.boundary).into_bytes(),
            rest: Vec::new(),
            step: Step::Open,
            read: 0,
            begun: 0,
            args: None,
            files: BTreeMap::new(),
            current: Current::Args,
            limits,
        }
    }

    /// The next bytes of the body.
    ///
    /// # Errors
    /// `TOO_LARGE`, `BAD_REQUEST`, INVALID.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<(), Problem> {
        self.read = self.read.saturating_add(chunk.len());
        if self.read > self.limits.total {
            return Err(Problem::new(Code::TooLarge));
        }
        self.rest.extend_from_slice(chunk);
        // Each step takes what it knows from the bytes that are there, and says whether another may take more.
        while match self.step {
            Step::Open => self.open(),
            Step::Separate => self.separate(),
            Step::Begin => self.begin(),
            Step::Data => self.data(),
            Step::End => self.end(),
        }? {}
        Ok(())
    }

    /// There is no more.
    ///
    /// # Errors
    /// `BAD_REQUEST` if there should be.
    pub fn close(self) -> Result<Parts, Problem> {
        if self.step != Step::End || !(self.rest.is_empty() || self.rest == b"\r\n") {
            return Err(bad("the body broke off"));
        }
        Ok(Parts {
            args: self.args.unwrap_or_else(|| b"{}".to_vec()),
            files: self.files,
        })
    }

    fn open(&mut self) -> Result<bool, Problem> {
        let opening = &self.delimiter[2..];
        let known = opening.len().min(self.rest.len());
        if opening[..known] != self.rest[..known] {
            return Err(bad("the body does not begin with its boundary"));
        }
        if known < opening.len() {
            return Ok(false);
        }
        self.rest.drain(..known);
        self.step = Step::Separate;
        Ok(true)
    }

    /// What follows a boundary says whether a part does.
    fn separate(&mut self) -> Result<bool, Problem> {
        let Some(follows) = self.rest.first_chunk::<2>() else {
            return Ok(false);
        };
        self.step = match follows {
            b"--" => Step::End,
            b"\r\n" => Step::Begin,
            _ => return Err(bad("a boundary is followed by neither a part nor the end")),
        };
        self.rest.drain(..2);
        Ok(true)
    }

    fn begin(&mut self) -> Result<bool, Problem> {
        let within = &self.rest[..self.rest.len().min(LONGEST_HEAD + 4)];
        let Some(end) = find(b"\r\n\r\n", within) else {
            if self.rest.len() >= LONGEST_HEAD + 4 {
                return Err(bad("the headers of a part are too long"));
            }
            return Ok(false);
        };
        let head = head(&self.rest[..end]).map_err(bad)?;
        self.rest.drain(..end + 4);
        self.begun += 1;
        if self.begun > MOST_PARTS {
            return Err(Problem::new(Code::TooLarge).detail("there are too many parts"));
        }
        if head.name != ARGS {
            self.begin_file(head)?;
        } else if self.args.is_none() {
            self.args = Some(Vec::new());
            self.current = Current::Args;
        } else {
            return Err(bad("there are two parts `args`"));
        }
        self.step = Step::Data;
        Ok(true)
    }

    fn begin_file(&mut self, head: Head) -> Result<(), Problem> {
        let argument = || vec![ARGS.into(), Segment::Name(head.name.clone())];
        let Some(limit) = self.limits.files.get(&head.name) else {
            // The caller's own name, and perhaps as long as a part's head.
            let place = vec![ARGS.into(), types::Step::Key(&head.name).into()];
            return Err(refused(place, FaultCode::Unknown));
        };
        let files = self.files.entry(head.name.clone()).or_default();
        let mut place = argument();
        if limit.many {
            place.push(files.len().into());
        }
        let Some(filename) = head.filename else {
            return Err(refused(place, FaultCode::Type));
        };
        if !limit.many && !files.is_empty() {
            return Err(refused(place, FaultCode::Type));
        }
        if limit.most.is_some_and(|most| files.len() >= most) {
            return Err(refused(argument(), FaultCode::Length));
        }
        files.push(Upload {
            name: file_name(&filename),
            content_type: head.content_type,
            bytes: Vec::new(),
        });
        self.current = Current::File {
            max_size: limit.max_size,
            argument: head.name,
            place,
        };
        Ok(())
    }

    fn data(&mut self) -> Result<bool, Problem> {
        let end = find(&self.delimiter, &self.rest);
        // The last bytes may be the beginning of a boundary.
        let known = end.unwrap_or((self.rest.len() + 1).saturating_sub(self.delimiter.len()));
        let data: Vec<u8> = self.rest.drain(..known).collect();
        self.take(&data)?;
        if end.is_none() {
            return Ok(false);
        }
        self.rest.drain(..self.delimiter.len());
        self.step = Step::Separate;
        Ok(true)
    }

    fn take(&mut self, data: &[u8]) -> Result<(), Problem> {
        match &self.current {
            Current::Args => {
                let args = self.args.get_or_insert_default();
                args.extend_from_slice(data);
                if args.len() > self.limits.args {
                    return Err(Problem::new(Code::TooLarge).detail("the part `args` is too large"));
                }
            }
            Current::File {
                argument,
                place,
                max_size,
            } => {
                let files = self.files.get_mut(argument);
                if let Some(file) = files.and_then(|files| files.last_mut()) {
                    let size = file.bytes.len().saturating_add(data.len());
                    if max_size
                        .is_some_and(|most| u64::try_from(size).is_ok_and(|size| size > most))
                    {
                        return Err(refused(place.clone(), FaultCode::Length));
                    }
                    file.bytes.extend_from_slice(data);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<bool, Problem> {
        if b"\r\n".starts_with(&self.rest) {
            Ok(false)
        } else {
            Err(bad("there is more after the last part"))
        }
    }
}

#[cfg(test)]
mod tests;
