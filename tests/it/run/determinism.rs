//! Every script of the corpus, under any seed, twice: the same trace to the byte.

use crate::corpus::context;
use crate::scripts::under;
use contactflow::catalogue::Catalogue;
use contactflow::check::check_text;
use contactflow::host::virtual_time::{Reply, VirtualTime};
use contactflow::journal::{self, Record};
use contactflow::program::Program;
use contactflow::report::{Look, Redactor};
use contactflow::run::effect::{Completion, Effect};
use contactflow::source::Source;
use contactflow::testing::recording::seen_in;
use contactflow::testing::timeline::Timeline;
use contactflow::testing::{Seen, explore, trace};
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

pub static CORPUS: LazyLock<Vec<Arc<Program>>> = LazyLock::new(|| {
    let scripts = under(&["examples", "tests/corpus/right", "tests/run"]);
    let programs = scripts.into_iter().filter_map(|(path, text)| {
        let source = Arc::new(Source::new(path.display().to_string(), text));
        check_text(&source, Catalogue::builtin(), &context("")).program
    });
    programs.collect()
});

fn lines(program: &Arc<Program>, seed: u64) -> Vec<String> {
    shown(&explore::wander(program, seed))
}

pub fn shown(seen: &Seen) -> Vec<String> {
    trace(seen, Look::default(), &Redactor::new())
}

/// What the systems had answered, at the times at which they had.
pub fn once_more(journal: &[Record]) -> impl FnMut(&Effect, jiff::Timestamp) -> Reply {
    let told = journal.iter().filter_map(|record| match record {
        Record::Told {
            id,
            at,
            completion: Completion::Answer(answer),
            ..
        } => Some((*id, (*at, answer.clone()))),
        _ => None,
    });
    let told: HashMap<_, _> = told.collect();
    move |effect, now| match told.get(&effect.id) {
        Some((at, answer)) => Reply::After(at.duration_since(now), answer.clone()),
        None => Reply::Never,
    }
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

    /// Replayed from what it was told, statement by statement, and resumed from a journal that is cut
    /// anywhere: the same events, to the millisecond.
    #[test]
    fn every_host_leaves_the_same_trace(script in any::<prop::sample::Index>(), seed: u64, cut in any::<prop::sample::Index>()) {
        let program = script.get(&CORPUS);
        let seen = explore::wander(program, seed);
        let replayed = seen_in(program, &seen.journal).expect("a journal of its own");
        prop_assert_eq!(shown(&replayed), shown(&seen));
        let timeline = Timeline::new(program.clone(), seen.journal.clone()).expect("a journal of its own");
        prop_assert_eq!(&timeline.events, &seen.events);
        prop_assert_eq!(&timeline.differs, &None);

        let Some(report) = &seen.report else { return Ok(()) };
        let cut = 1 + cut.index(seen.journal.len());
        let kept = journal::replay(program.clone(), &seen.journal[..cut]).expect("a journal of its own");
        let now = kept.run().now();
        let (run, open) = kept.into_parts(now);
        let resumed = VirtualTime::resumed(run, open, once_more(&seen.journal)).play();
        let again = resumed.report.expect("it ends");
        prop_assert_eq!((&again.end, again.ended, &again.results), (&report.end, report.ended, &report.results));
        let later = seen.events.len() - resumed.events.len();
        prop_assert_eq!(&resumed.events[..], &seen.events[later..]);
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
