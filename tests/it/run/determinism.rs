//! Every script of the corpus, under any seed, twice: the same trace to the byte.

use crate::corpus::context;
use crate::scripts::under;
use contactflow::catalogue::Catalogue;
use contactflow::check::check_text;
use contactflow::program::Program;
use contactflow::report::{Look, Redactor};
use contactflow::source::Source;
use contactflow::testing::{explore, trace};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

static CORPUS: LazyLock<Vec<Arc<Program>>> = LazyLock::new(|| {
    let scripts = under(&["examples", "tests/corpus/right", "tests/run"]);
    let programs = scripts.into_iter().filter_map(|(path, text)| {
        let source = Arc::new(Source::new(path.display().to_string(), text));
        check_text(&source, Catalogue::builtin(), &context("")).program
    });
    programs.collect()
});

fn lines(program: &Arc<Program>, seed: u64) -> Vec<String> {
    let seen = explore::wander(program, seed);
    trace(&seen, Look::default(), &Redactor::new())
}

#[test]
fn the_corpus_is_all_there() {
    assert!(CORPUS.len() > 70, "{}", CORPUS.len());
    let far = CORPUS.iter().filter(|program| lines(program, 1).len() > 3);
    assert!(far.count() > 40, "most scripts get somewhere");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_same_seed_gives_the_same_trace(script in any::<prop::sample::Index>(), seed: u64) {
        let program = script.get(&CORPUS);
        let first = lines(program, seed);
        prop_assert_eq!(first, lines(program, seed));
    }
}

/// A property that cannot fail shows nothing: other seeds give other traces.
#[test]
fn other_seeds_give_other_traces() {
    let differ = |program: &&Arc<Program>| {
        (0..20).any(|seed| lines(program, seed) != lines(program, seed + 1))
    };
    assert!(CORPUS.iter().filter(differ).count() > CORPUS.len() / 2);
}
