//! The three names of every native module: `__mizan__`, `ir` and `call`. Only bytes cross, and no panic does.
//! Page: `ir/protocol/registry.md`, native modules.

use std::panic::{self, AssertUnwindSafe};

use mizan_core::{
    caller::Caller,
    errors::{Code, Problem},
    ir::Ir,
    registry::{self, ENTRIES, Invocation, Need, Output, RegistryError, States},
};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyCFunction, PyDict, PyTuple},
};

use crate::errors;

/// The version of the protocol that modules and the wheel speak with each other.
const PROTOCOL: u32 = 1;

/// Puts the three names into a module. `states` are what its functions may ask for.
///
/// # Errors
/// What Python raises.
pub fn bind(module: &Bound<'_, PyModule>, states: States) -> PyResult<()> {
    let py = module.py();
    let versions = PyDict::new(py);
    versions.set_item("protocol", PROTOCOL)?;
    versions.set_item("core", registry::CORE)?;
    module.add("__mizan__", versions)?;
    let own = states.clone();
    let ir = move |args: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
        expect(args, "ir", 0)?;
        document(args.py(), &own)
    };
    module.add(
        "ir",
        PyCFunction::new_closure(
            py,
            Some(c"ir"),
            Some(c"The IR of the linked functions."),
            ir,
        )?,
    )?;
    let call = move |args: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
        expect(args, "call", 3)?;
        let (name, arguments, caller): (String, Bound<'_, PyBytes>, Bound<'_, PyBytes>) =
            args.extract()?;
        call(
            args.py(),
            &states,
            &name,
            arguments.as_bytes(),
            caller.as_bytes(),
        )
    };
    module.add(
        "call",
        PyCFunction::new_closure(py, Some(c"call"), Some(c"Runs one function."), call)?,
    )
}

fn expect(args: &Bound<'_, PyTuple>, name: &str, count: usize) -> PyResult<()> {
    if args.len() == count {
        Ok(())
    } else {
        Err(errors::arguments(name, count))
    }
}

fn document(py: Python<'_>, states: &States) -> PyResult<Py<PyBytes>> {
    let ir = registry::export(ENTRIES).map_err(|error| errors::registry(&error))?;
    let defects = unserved(&ir);
    if !defects.is_empty() {
        return Err(errors::registry(&RegistryError::Defects(defects)));
    }
    registry::check_states(ENTRIES, states).map_err(|error| errors::registry(&error))?;
    let json = serde_json::to_vec(&ir).map_err(|error| errors::malformed(&error))?;
    Ok(PyBytes::new(py, &json).unbind())
}

/// What the bytes that cross have no room for, one line for each function.
fn unserved(ir: &Ir) -> Vec<String> {
    let mut defects = Vec::new();
    for entry in ENTRIES {
        let mut told = |what: &str| {
            defects.push(format!(
                "function `{}`: {what} ({})",
                entry.name, entry.place
            ));
        };
        for need in (entry.needs)() {
            match need {
                Need::State { .. } => {}
                Need::Request => {
                    told("it asks for the request, which a native module does not get");
                }
                Need::Running => {
                    told("it asks for the running call, which a native module cannot tell");
                }
            }
        }
        if entry.guard.is_some() {
            told(
                "its guard is a function, which a native module cannot be asked; guard it by a role",
            );
        }
        if let Some(function) = ir.functions.iter().find(|each| each.name == entry.name) {
            if function.is_view() {
                told("it has a route, and a native module answers no pages");
            }
            if function.args.iter().any(|arg| arg.upload().is_some()) {
                told("it takes a file, which a native module does not get");
            }
        }
    }
    defects.sort();
    defects
}

fn call(
    py: Python<'_>,
    states: &States,
    name: &str,
    args: &[u8],
    caller: &[u8],
) -> PyResult<Py<PyBytes>> {
    let outcome = py.detach(|| run(states, name, args, caller));
    let answer = match outcome {
        Ok(result) => [b"ok\n", &*result].concat(),
        Err(problem) => {
            if let Some(line) = &problem.log {
                log(py, name, line)?;
            }
            format!("error\n{}", problem.to_native_text()).into_bytes()
        }
    };
    Ok(PyBytes::new(py, &answer).unbind())
}

/// Runs a function to its end on this thread.
fn run(states: &States, name: &str, args: &[u8], caller: &[u8]) -> Result<Vec<u8>, Problem> {
    let entry = registry::find(name).ok_or_else(|| Problem::new(Code::NotFound))?;
    let caller: Option<Caller> = serde_json::from_slice(caller).map_err(|error| {
        Problem::new(Code::Internal).log(format!("the caller is not in form: {error}"))
    })?;
    let args = serde_json::from_slice(args).map_err(|error| {
        Problem::new(Code::Internal).log(format!("the arguments are not in form: {error}"))
    })?;
    let invocation = Invocation {
        args,
        caller,
        states: states.clone(),
        ..Invocation::default()
    };
    // What a panic leaves behind is seen by nobody but the states, whose locks know that they are poisoned.
    panic::catch_unwind(AssertUnwindSafe(|| {
        pollster::block_on((entry.call)(invocation))
    }))
    .unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Err(Problem::new(Code::Internal)
            .log(format!("panicked: {}", text.unwrap_or("without a message"))))
    })
    .and_then(Output::into_json)
}

/// A line for the server's log; a client never sees it.
fn log(py: Python<'_>, name: &str, line: &str) -> PyResult<()> {
    let logger = py
        .import("logging")?
        .call_method1("getLogger", ("mizan.native",))?;
    logger.call_method1("error", ("`%s`: %s", name, line))?;
    Ok(())
}
