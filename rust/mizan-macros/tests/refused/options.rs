//! Options that are unknown, or not there yet, or given a value that they do not take.

const USER: mizan::Context = mizan::Context::new("user");

#[mizan::client(context = USER, public = 1)]
fn public() {}

#[mizan::client(private)]
fn private() {}

#[mizan::client(route = 7)]
fn route() {}

#[mizan::client(websocket = true)]
fn later() {}

#[mizan::client(context = USER, route = "user/")]
fn no_context_holds_it() {}

#[mizan::client(raises = OutOfStock)]
fn one() {}

#[mizan::client(raises = [])]
fn no_errors() {}

#[mizan::client(raises = ["OUT_OF_STOCK"])]
fn codes() {}

#[mizan::client(private = true, raises = [OutOfStock])]
fn answers_nobody() {}

#[mizan::client(rev = -2)]
fn rev() {}

#[mizan::client(rev = 2_147_483_648)]
fn late() {}

#[mizan::client(methods = ["GET"])]
fn methods() {}

#[mizan::client(route = "user/", methods = [])]
fn no_methods() {}

#[mizan::client(route = "user/", methods = ["GET", "HEAD"])]
fn unknown_method() {}

#[mizan::client(contexts = USER)]
fn unknown() {}

#[mizan::client(context = USER, context = USER)]
fn twice() {}

#[mizan::client(auth = is_editor())]
fn called() {}

#[mizan::client(auth = |asked| true)]
fn closure() {}

#[mizan::client(auth = false)]
fn nobody() {}

#[mizan::client(context = USER, cache = 3601)]
fn seconds() {}

#[mizan::client(context = USER, cache = "60")]
fn text() {}

#[mizan::client(context = USER, cache = 0)]
fn none() {}

#[mizan::client(affects = [])]
fn nothing() {}

fn main() {}
