//! Where in a run something was asked for, whatever the run is called and however often it was tried.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The middle of an effect's name: its path in the flow, rounds of loops included.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Place(Arc<str>);

impl Place {
    /// The place of the effect with this name: `<run>/<path>/<attempt>`.
    pub fn of(effect: &str) -> Self {
        let path = effect.split_once('/').map_or(effect, |(_, path)| path);
        let path = path.rsplit_once('/').map_or(path, |(path, _)| path);
        Self(path.into())
    }

    /// The run of the effect with this name.
    pub fn run(effect: &str) -> &str {
        effect.split_once('/').map_or(effect, |(run, _)| run)
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_the_same_in_another_run_and_at_another_attempt() {
        assert_eq!(Place::of("a/3/each[2]/1"), Place::of("b-7/3/each[2]/4"));
        assert_ne!(Place::of("a/3/each[2]/1"), Place::of("a/3/each[3]/1"));
        assert_eq!(Place::run("b-7/3/1"), "b-7");
    }
}
