//! A native module for `python/tests/test_native.py`: what goes right, what goes wrong, and what takes its time.

use std::{sync::Barrier, thread, time::Duration};

use mizan::{Caller, Code, Context, Problem, State};

mizan_py::module!(
    fixture,
    state = [Greeting("hello"), Meeting(Barrier::new(2))]
);

/// One state.
struct Greeting(&'static str);

/// Another: it lets nobody go on before a second thread is there too.
struct Meeting(Barrier);

const USER: Context = Context::new("user").identity("user_id");

/// A struct of every kind of field.
#[derive(mizan::Type)]
pub struct Everything {
    truth: bool,
    whole: i64,
    float: f64,
    text: String,
    list: Vec<i64>,
    maybe: Option<String>,
    nothing: (),
}

#[mizan::client(context = USER, auth = "self")]
fn greet(greeting: State<Greeting>, user_id: i64) -> String {
    format!("{} {user_id}", greeting.0)
}

#[mizan::client]
fn echo(everything: Everything) -> Everything {
    everything
}

#[mizan::client]
fn who(caller: Option<Caller>) -> Option<String> {
    caller.map(|caller| format!("{} {:?} {}", caller.id, caller.roles, caller.permissions))
}

#[mizan::client]
fn somebody(caller: Caller) -> String {
    caller.id
}

#[mizan::client]
fn narrow(#[mizan(default = 7)] number: u8) -> u8 {
    number
}

#[mizan::client]
fn refuse() -> Result<(), Problem> {
    Err(Problem::new(Code::Conflict).detail("it is taken"))
}

/// How many are left.
#[derive(mizan::Type)]
struct StockLeft {
    pieces: i64,
    share: f64,
}

/// Fewer are left than were asked for.
///
/// Ask for fewer.
#[derive(mizan::Error)]
struct OutOfStock(StockLeft);

/// What an order may end with.
#[derive(mizan::Error)]
enum NoOrder {
    #[mizan(status = 423)]
    ShopClosed,
    Stock(#[mizan(from)] OutOfStock),
    Other(#[mizan(from)] Problem),
}

#[mizan::client(raises = [NoOrder])]
fn order(pieces: i64) -> Result<i64, NoOrder> {
    match pieces {
        0 => Err(NoOrder::ShopClosed),
        1 => Err(OutOfStock(StockLeft { pieces, share: 0.1 }))?,
        2 => Err(Problem::new(Code::NotFound).detail("no such shop"))?,
        _ => Ok(pieces),
    }
}

#[mizan::client]
fn undeclared() -> Result<(), NoOrder> {
    Err(NoOrder::ShopClosed)
}

#[mizan::client]
#[allow(clippy::panic, reason = "that is what is tested")]
fn fall(text: String) -> i64 {
    panic!("{text}")
}

#[mizan::client]
fn beyond() -> Vec<f64> {
    vec![0.5, f64::NAN]
}

/// Returns only when two threads are in it at the same time.
#[mizan::client]
fn meet(meeting: State<Meeting>) -> bool {
    meeting.0.wait();
    true
}

#[mizan::client]
async fn later() -> String {
    // Woken from another thread, so that it is polled more than once.
    let (reply, answer) = futures_channel::oneshot::channel();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(1));
        reply.send("later")
    });
    answer.await.unwrap_or("never").to_owned()
}
