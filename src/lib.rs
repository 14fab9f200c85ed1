//! patternscope: a browser lab for distributed design patterns.

pub mod lesson;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod patterns;
pub mod sim;
pub mod view;
