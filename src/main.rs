//! The program: in a browser the page, in a terminal the same run as text.

#[cfg(target_arch = "wasm32")]
fn main() {
    patternscope::app::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    patternscope::native::main(std::env::args().skip(1))
}
