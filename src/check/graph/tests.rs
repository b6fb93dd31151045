//! What looking along the ways costs: counted, not timed, in scripts of the worst shapes.

use super::graph::Graph;
use super::search::{AT_LEAST, LOOKS};
use crate::catalogue::Catalogue;
use crate::check::{Context, lint_text};
use crate::source::Source;
use std::cell::Cell;
use std::fmt::Write;
use std::sync::Arc;

/// What one check has cost.
#[derive(Clone, Copy, Default, Debug)]
struct Work {
    nodes: usize,
    edges: usize,
    /// How much was looked at.
    looks: usize,
    /// Whether some questions were given up, and that was said.
    given_up: bool,
}

impl Work {
    fn all(self) -> usize {
        self.nodes + self.edges + self.looks
    }
}

thread_local! {
    static LAST: Cell<Work> = const { Cell::new(Work {
        nodes: 0,
        edges: 0,
        looks: 0,
        given_up: false,
    }) };
}

/// Takes note of what a check has cost.
pub(super) fn done(graph: &Graph<'_>, looks: usize) {
    LAST.set(Work {
        nodes: graph.nodes.len(),
        edges: graph.edges.len(),
        looks,
        given_up: false,
    });
}

const HEAD: &str =
    "use cxone\ninput Sum: number\nset security user <AgentId>\njoin agent session\n";

/// What it costs to check a script, which has no error.
fn work(text: &str) -> Work {
    LAST.set(Work::default());
    let source = Arc::new(Source::new("shape.flow", text));
    let found = lint_text(&source, Catalogue::builtin(), &Context::default());
    let work = LAST.get();
    assert!(work.nodes > 0, "the ways are not looked at: {found:#?}");
    Work {
        given_up: found.iter().any(|found| found.code.0 == 108),
        ..work
    }
}

fn written(size: usize, part: impl Fn(&mut String, usize)) -> String {
    let mut text = HEAD.to_owned();
    (0..size).for_each(|at| part(&mut text, at));
    text
}

const HOLD: &str = "hold contact 42\n on any other -> ignore\n";
const RESUME: &str = "resume contact 42\n on any other -> ignore\n";

/// Blocks in blocks, as deep as they may be.
fn nested(size: usize) -> String {
    written(size, |text, _| {
        text.push_str(HOLD);
        text.push_str(&"if Sum = 1 {\n".repeat(60));
        text.push_str("log \"here\"\n");
        text.push_str(&"} else {\nlog \"there\"\n}\n".repeat(60));
        text.push_str(RESUME);
    })
}

/// `try` in `try`, each with its `always`, and ways out of all of them.
fn always(size: usize) -> String {
    written(size, |text, _| {
        text.push_str(HOLD);
        text.push_str(&"try {\n".repeat(30));
        text.push_str("tag contact 42 with Tags: [\"vip\"]\n on any other -> fail\n");
        text.push_str(&"} always {\nlog \"over\"\n}\n".repeat(30));
        text.push_str(RESUME);
    })
}

/// Actions with handlers that all go on with something else that is open.
fn handlers(size: usize) -> String {
    written(size, |text, _| {
        text.push_str("hold contact 42\n");
        for outcome in [
            "InvalidState",
            "InvalidContactId",
            "Rejected",
            "Throttled",
            "Unknown",
        ] {
            let _ = writeln!(
                text,
                " on {outcome} -> {{\nmask recording of contact 42\n on any other -> ignore\nunmask recording of contact 42\n on any other -> ignore\n}}"
            );
        }
        text.push_str(RESUME);
    })
}

/// Steps that run steps, one after the other.
fn chains(size: usize) -> String {
    let calls = written(size, |text, at| {
        let _ = write!(text, "{HOLD}run C{at}x0()\n{RESUME}");
    });
    let mut text = calls;
    for at in 0..size {
        for deep in 0..12 {
            let next = deep + 1;
            let _ = writeln!(text, "step C{at}x{deep}() {{ run C{at}x{next}() }}");
        }
        let _ = writeln!(text, "step C{at}x12() {{\n{RESUME}{HOLD}}}");
    }
    text
}

/// Steps that run the same step twice, which does so too.
fn diamonds(size: usize) -> String {
    let mut text = written(size, |text, at| {
        let _ = write!(text, "{HOLD}run D{at}x0()\n{RESUME}");
    });
    for at in 0..size {
        for deep in 0..14 {
            let next = format!("D{at}x{}()", deep + 1);
            let _ = writeln!(
                text,
                "step D{at}x{deep}() {{\nif Sum = 1 {{ run {next} }} else {{ run {next} }}\nrun {next}\n}}"
            );
        }
        let _ = writeln!(
            text,
            "step D{at}x14() {{\n{HOLD}tag contact 42 with Tags: [\"vip\"]\n on any other -> ignore\n{RESUME}}}"
        );
    }
    text
}

/// A step that leaves something open to many who run it.
fn callers(size: usize) -> String {
    let mut text = written(size, |text, _| {
        let _ = write!(text, "run Park()\n{RESUME}");
    });
    let _ = write!(text, "step Park() {{\n{HOLD}}}\n");
    text
}

/// Contacts on hold, all at once.
fn held(size: usize) -> String {
    let mut text = written(size, |text, at| {
        let _ = writeln!(text, "hold contact {}\n on any other -> ignore", at + 1);
    });
    for at in 0..size {
        let _ = writeln!(text, "resume contact {}\n on any other -> ignore", at + 1);
    }
    text
}

/// A chain of steps as long as the script.
fn long_chain(size: usize) -> String {
    let mut text = format!("{HEAD}{HOLD}run L0()\n{RESUME}");
    for at in 0..size {
        let _ = writeln!(text, "step L{at}() {{ run L{}() }}", at + 1);
    }
    let _ = writeln!(text, "step L{size}() {{\n{RESUME}{HOLD}}}");
    text
}

type Shape = (&'static str, fn(usize) -> String, usize);

/// How much more a script of four times the size may cost.
const FOUR_TIMES: f64 = 4.2;

#[test]
fn work_grows_with_the_script_and_no_faster() {
    let shapes: [Shape; 6] = [
        ("nested", nested, 8),
        ("always", always, 8),
        ("handlers", handlers, 40),
        ("chains", chains, 10),
        ("diamonds", diamonds, 4),
        ("callers", callers, 100),
    ];
    for (name, shape, size) in shapes {
        let [one, two, four] = [1, 2, 4].map(|times| work(&shape(size * times)));
        assert!(!four.given_up, "{name}");
        let grows = |more: Work| more.all() as f64 / one.all() as f64;
        assert!(grows(four) <= FOUR_TIMES, "{name}: {one:?} {four:?}");
        assert!(grows(two) <= FOUR_TIMES / 2.0, "{name}: {one:?} {two:?}");
    }
}

#[test]
fn what_costs_too_much_is_given_up_and_said() {
    for (name, shape) in [("held", held as fn(usize) -> String), ("chain", long_chain)] {
        for size in [500, 1_000, 2_000] {
            let work = work(&shape(size));
            assert!(work.given_up, "{name}: {work:?}");
            let most = work.nodes * (LOOKS + 8) + AT_LEAST;
            assert!(work.looks <= most, "{name}: {work:?}");
        }
    }
}

#[test]
fn nothing_is_given_up_in_a_script_that_people_would_write() {
    let work = work(&held(60));
    assert!(!work.given_up, "{work:?}");
}
