//! A file that is no script at all, or a hostile one, is checked in time that grows with its size.

use super::checked;
use contactflow::check::Context;
use std::time::{Duration, Instant};

/// So long at most for a few hundred kilobytes, on a machine that is busy with other tests: what
/// grows with the square of the size takes minutes.
const LONGEST: Duration = Duration::from_secs(20);

#[test]
fn nothing_grows_with_the_square_of_the_size() {
    let lines = |line: fn(usize) -> String| (0..10_000).map(line).collect::<String>();
    let texts = [
        (
            "steps that nobody has",
            lines(|n| format!("run Nobody{n}()\n")),
        ),
        ("no actions", lines(|_| "a b\n".to_owned())),
        ("actions misspelt", lines(|n| format!("hodl contct {n}\n"))),
        (
            "names misspelt",
            lines(|n| format!("log \"{{Naem{n}}}\"\n")),
        ),
        ("the same system", lines(|_| "use cxone\n".to_owned())),
        (
            "systems by other names",
            lines(|n| format!("use cxone as S{n}\n")),
        ),
        (
            "prose",
            lines(|n| format!("Dear customer {n}, we have tried to reach you.\n")),
        ),
    ];
    for (name, text) in texts {
        let begun = Instant::now();
        let (_, checked) = checked("a.flow", &text, &Context::default());
        assert!(begun.elapsed() < LONGEST, "{name}: {:?}", begun.elapsed());
        assert!(checked.has_errors(), "{name}");
        assert!(checked.problems.len() <= 1_001, "{name}");
    }
}
