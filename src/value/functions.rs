//! What each function does.

mod common;
mod kinds;
mod lists;
mod numbers;
mod texts;

use super::function::Function;
use std::sync::LazyLock;

impl Function {
    /// All functions, in the order in which help lists them.
    pub fn all() -> &'static [Function] {
        static ALL: LazyLock<Vec<Function>> = LazyLock::new(all);
        &ALL
    }

    /// The function with these words; one blank stands between them.
    pub fn find(name: &str) -> Option<&'static Function> {
        Self::all().iter().find(|function| function.name == name)
    }
}

fn all() -> Vec<Function> {
    [lists::all(), texts::all(), kinds::all(), numbers::all()]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests;
