//! The adapter as clients meet it: over TCP, byte by byte where that matters.

mod app;
mod bodies;
mod client;
mod endings;
mod layers;
mod requests;
mod starting;
mod views;
