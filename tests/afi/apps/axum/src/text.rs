//! Text that the database of every twin takes.

use mizan::{Code, Fault, FaultCode, Problem};

/// Some have no NUL in text, and would end the call as a failure of ours. `path` is where the text was sent.
pub fn storable(text: &str, path: [&str; 2]) -> Result<(), Problem> {
    if !text.contains('\0') {
        return Ok(());
    }
    let fault = Fault {
        path: path.map(Into::into).into(),
        code: FaultCode::Format,
    };
    Err(Problem::new(Code::Invalid)
        .detail("text with a NUL cannot be kept")
        .faults(vec![fault]))
}
