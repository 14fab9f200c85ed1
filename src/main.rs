//! The program: prints the run of a link as text.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    patternscope::native::main(std::env::args().skip(1))
}

#[cfg(target_arch = "wasm32")]
fn main() {}
