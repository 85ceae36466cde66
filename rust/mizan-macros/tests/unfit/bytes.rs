//! Bytes are a type of their own, which is not there yet.

#[mizan::client]
fn upload(bytes: Vec<u8>) {}

fn main() {}
