//! Options that are unknown, or not there yet, or given a value that they do not take.

const USER: mizan::Context = mizan::Context::new("user");

#[mizan::client(public = true)]
fn public() {}

#[mizan::client(private)]
fn private() {}

#[mizan::client(route = "/x")]
fn route() {}

#[mizan::client(raises = [Missing])]
fn raises() {}

#[mizan::client(rev = 2)]
fn rev() {}

#[mizan::client(contexts = USER)]
fn unknown() {}

#[mizan::client(context = USER, context = USER)]
fn twice() {}

#[mizan::client(auth = "staff")]
fn role() {}

#[mizan::client(auth = false)]
fn nobody() {}

#[mizan::client(context = USER, cache = 60)]
fn seconds() {}

#[mizan::client(affects = [])]
fn nothing() {}

fn main() {}
