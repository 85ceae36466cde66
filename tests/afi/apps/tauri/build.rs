//! Makes of the configuration and the capabilities what the program asks who may.

fn main() {
    tauri_build::build();
}
