//! What happened against what was expected.

use super::Problem;
use super::mocks::Mocks;
use super::play::line_for;
use super::ready::{About, Ready, Values};
use super::seen::{Seen, open_at_end};
use crate::program::Program;
use crate::program::test::{Expect, Expected, Subject, Test, Times};
use crate::run::event::{End, EventKind, RunReport};
use crate::source::Span;
use crate::value::{Text, TextBuilder, Value, duration_text};

/// Everything that is not as a test expects it.
pub fn judge(test: &Test, ready: &Ready, seen: &Seen, mocks: &Mocks) -> Vec<Problem> {
    let mut problems = Vec::new();
    unanswered(&ready.program, mocks, &mut problems);
    if problems.is_empty() && seen.report.is_none() {
        problems.push(never_ends(test, seen));
    }
    if problems.is_empty() {
        let judge = Judge { ready, seen };
        for expect in &test.expects {
            if let Err(problem) = judge.expect(expect) {
                let other_end = problem.kind == OTHER_END;
                problems.push(problem);
                // where the run went another way, the rest says no more than that
                if other_end {
                    break;
                }
            }
        }
    }
    // a run that went another way has not asked for all that was to come
    if problems.is_empty() {
        unused(mocks, &mut problems);
    }
    problems
}

fn unanswered(program: &Program, mocks: &Mocks, problems: &mut Vec<Problem>) {
    for (effect, used_up) in &mocks.unanswered {
        let line = line_for(program, &effect.request);
        problems.push(match used_up {
            Some(span) => Problem::new("used-up-mock", *span, "all answers of this line are used")
                .help("add the next answer to the line, or fix the flow if it repeats too often"),
            None => {
                let name = line
                    .trim_start_matches("given ")
                    .trim_end_matches(" answers Success");
                let title = format!("the test has no answer for `{name}`");
                Problem::new("unmocked-action", Span::default(), title)
                    .help(format!("add `{line}`"))
            }
        });
    }
}

fn never_ends(test: &Test, seen: &Seen) -> Problem {
    let title = match seen.endless {
        true => "the run does not end",
        false => "the run waits for an answer that never comes",
    };
    let span = test.runs.first().map_or(test.head, |(span, _)| *span);
    Problem::new("never-ends", span, title)
}

fn unused(mocks: &Mocks, problems: &mut Vec<Problem>) {
    for line in &mocks.lines {
        let (all, unused) = (line.answers.len(), line.unused());
        let title = match (all, unused) {
            (_, 0) => continue,
            (all, unused) if all == unused => {
                format!("no action used the answer for `{}`", line.of.name())
            }
            (all, unused) => format!("{unused} of {all} answers were not used"),
        };
        let problem = Problem::new("unused-mock", line.span, title);
        problems.push(problem.help(
            "remove the unused answers, or correct the flow if it should \
                                    use them",
        ));
    }
}

/// The run has ended another way than it should.
const OTHER_END: &str = "end";

struct Judge<'a> {
    ready: &'a Ready,
    seen: &'a Seen,
}

type Judged = Result<(), Problem>;

impl Judge<'_> {
    fn values(&self) -> &Values {
        &self.ready.values
    }

    fn expect(&self, expect: &Expect) -> Judged {
        let span = expect.span;
        match &expect.what {
            Expected::Finishes(text) => self.ends(span, "finishes", text.as_ref(), |end| {
                matches!(end, End::Finished { .. })
            }),
            Expected::Fails(text) => self.ends(span, "fails", text.as_ref(), |end| {
                matches!(end, End::Failed(_) | End::Faulted(_))
            }),
            Expected::Cancelled => self.ends(span, "is cancelled", None, |end| {
                matches!(end, End::Cancelled)
            }),
            Expected::EndsIn(outcome) => self.outcome(span, outcome),
            Expected::Called(subject, times) => self.called(span, subject, times),
            Expected::Before(first, then) => self.before(span, first, then),
            Expected::ActionEndsIn(subject, outcome) => self.action_ends_in(span, subject, outcome),
            Expected::Emitted(name, value) => {
                let wanted = self.values().of(value)?;
                self.emitted(span, name, &wanted)
            }
            Expected::Logged(text) => self.logged(span, &self.values().of(text)?),
            Expected::Left(what) => {
                let what = what
                    .as_ref()
                    .map(|what| self.values().of(what))
                    .transpose()?;
                self.left(span, what.as_ref())
            }
            // held against its file by whoever keeps it
            Expected::Accepted => Ok(()),
            Expected::Passed(time) => self.passed(span, self.values().duration(time)?),
        }
    }

    fn report(&self, span: Span) -> Result<&RunReport, Problem> {
        let report = self.seen.report.as_ref();
        report.ok_or_else(|| Problem::new("never-ends", span, "the run does not end"))
    }

    fn ends(
        &self,
        span: Span,
        wanted: &str,
        text: Option<&crate::program::Expr>,
        fits: impl Fn(&End) -> bool,
    ) -> Judged {
        let end = &self.report(span)?.end;
        if !fits(end) {
            let problem = Problem::new(OTHER_END, span, "the run ended differently");
            return Err(problem.compared(format!("it {wanted}"), said(end)));
        }
        let Some(text) = text else {
            return Ok(());
        };
        let wanted = self.values().of(text)?;
        let actual = message(end);
        match wanted.as_text() == Some(&*actual.text) {
            true => Ok(()),
            false => Err(
                Problem::new("expectation", span, "the run ended with another message")
                    .compared(quoted(&wanted.said()), quoted(&actual)),
            ),
        }
    }

    fn outcome(&self, span: Span, wanted: &str) -> Judged {
        let end = &self.report(span)?.end;
        let actual = match end {
            End::Finished { .. } => "Success",
            End::Failed(failure) => failure.outcome.as_str(),
            End::Cancelled => "Cancelled",
            End::Faulted(_) => "Fault",
        };
        if actual == wanted {
            return Ok(());
        }
        let problem = Problem::new("expectation", span, "the run ended in another outcome");
        Err(problem.compared(wanted, actual))
    }

    fn called(&self, span: Span, subject: &Subject, times: &Times) -> Judged {
        let about = self.values().subject(subject)?;
        let wanted = match times {
            Times::Never => 0,
            Times::Once => 1,
            Times::Count(count) => {
                let value = self.values().of(count)?;
                let wrong =
                    |_| Problem::new("wrong-value", count.span, "the count is not a whole number");
                usize::try_from(&value).map_err(wrong)?
            }
        };
        let actual = self.positions(&about).count();
        if actual == wanted {
            return Ok(());
        }
        let title = format!("`{}` was not carried out {}", about.name(), often(wanted));
        let mut problem = Problem::new("expectation", span, title);
        problem = problem.compared(often(wanted), often(actual));
        let others = self.others(&about);
        if !others.is_empty() {
            problem = problem.help(format!(
                "carried out {} with other values",
                often(others.len())
            ));
        }
        Err(problem)
    }

    /// Where in the order of asking an action stands.
    fn positions<'a>(&'a self, about: &'a About) -> impl DoubleEndedIterator<Item = usize> + 'a {
        let asked = self.seen.asked.iter().enumerate();
        asked.filter_map(|(at, asked)| about.fits(&asked.request).then_some(at))
    }

    /// The same action with other values.
    fn others(&self, about: &About) -> Vec<usize> {
        let any = About {
            what: about.what.clone(),
            which: None,
            values: Default::default(),
        };
        let all: Vec<usize> = self.positions(&any).collect();
        let these: Vec<usize> = self.positions(about).collect();
        all.into_iter().filter(|at| !these.contains(at)).collect()
    }

    fn before(&self, span: Span, first: &Subject, then: &Subject) -> Judged {
        let (first, then) = (self.values().subject(first)?, self.values().subject(then)?);
        let (one, other) = (self.positions(&first).next(), self.positions(&then).next());
        let never = |about: &About| format!("`{}` was never carried out", about.name());
        let actual = match (one, other) {
            (Some(one), Some(other)) if one < other => return Ok(()),
            (None, _) => never(&first),
            (_, None) => never(&then),
            _ => format!("`{}` came first", then.name()),
        };
        let title = format!("`{}` does not come before `{}`", first.name(), then.name());
        let expected = format!("`{}` comes first", first.name());
        Err(Problem::new("expectation", span, title).compared(expected, actual))
    }

    fn action_ends_in(&self, span: Span, subject: &Subject, wanted: &str) -> Judged {
        let about = self.values().subject(subject)?;
        let last = self.positions(&about).next_back();
        let last = last.and_then(|at| self.seen.asked.get(at));
        let actual = match last.map(|asked| &asked.answer) {
            Some(Some(answer)) if answer.outcome == *wanted => return Ok(()),
            Some(Some(answer)) => answer.outcome.to_string(),
            Some(None) => "no answer was waited for".to_owned(),
            None => "never carried out".to_owned(),
        };
        let title = format!("`{}` ended in another outcome", about.name());
        Err(Problem::new("expectation", span, title).compared(wanted, actual))
    }

    fn emitted(&self, span: Span, name: &str, wanted: &Value) -> Judged {
        let actual = self.report(span)?.results.get(name);
        let actual = match actual {
            Some(value) if value.equals(wanted).unwrap_or(false) => return Ok(()),
            Some(value) => value.said(),
            None => "never emitted".into(),
        };
        let title = format!("the result `{name}` is different");
        Err(Problem::new("expectation", span, title).compared(wanted.said(), actual))
    }

    fn logged(&self, span: Span, wanted: &Value) -> Judged {
        let lines = self
            .seen
            .events
            .iter()
            .filter_map(|event| match &event.kind {
                EventKind::Log(text) => Some(text),
                _ => None,
            });
        let lines: Vec<&Text> = lines.collect();
        let wanted = wanted.said();
        if lines.iter().any(|line| *line.text == *wanted.text) {
            return Ok(());
        }
        let mut actual = TextBuilder::new();
        for (index, line) in lines.iter().enumerate() {
            actual.words(if index == 0 { "" } else { ", " });
            actual.text(&quoted(line));
        }
        let actual = match lines.is_empty() {
            true => "nothing was logged".into(),
            false => actual.build(),
        };
        let problem = Problem::new("expectation", span, "the run did not log this line");
        Err(problem.compared(quoted(&wanted), actual))
    }

    fn left(&self, span: Span, wanted: Option<&Value>) -> Judged {
        let open = open_at_end(&self.ready.program, &self.seen.asked);
        let fits = match wanted.map(Value::said) {
            None => open.is_empty(),
            Some(wanted) => open.iter().any(|(what, _)| **what == *wanted.text),
        };
        if fits {
            return Ok(());
        }
        let mut actual = TextBuilder::new();
        for (index, (what, which)) in open.iter().enumerate() {
            actual.words(if index == 0 { "" } else { ", " });
            actual.words(what);
            // A call that was dialled has no id before its success.
            if !matches!(which, Value::Nothing) {
                which.say_into(actual.words(" "));
            }
        }
        let actual = match open.is_empty() {
            true => "nothing".into(),
            false => actual.build(),
        };
        let title = match wanted {
            None => "the run leaves something open",
            Some(_) => "the run does not leave this open",
        };
        let expected = wanted.map_or_else(|| "nothing".into(), Value::said);
        Err(Problem::new("expectation", span, title).compared(expected, actual))
    }

    fn passed(&self, span: Span, wanted: jiff::SignedDuration) -> Judged {
        let report = self.report(span)?;
        let actual = report.ended.duration_since(report.started);
        let over = actual.saturating_sub(wanted);
        if !over.is_negative() && over <= self.seen.slack {
            return Ok(());
        }
        let problem = Problem::new("expectation", span, "the run took a different time");
        Err(problem.compared(duration_text(wanted), duration_text(actual)))
    }
}

fn often(times: usize) -> String {
    match times {
        0 => "never".into(),
        1 => "once".into(),
        times => format!("{times} times"),
    }
}

fn quoted(text: &Text) -> Text {
    let mut quoted = TextBuilder::new();
    quoted.words("\"");
    quoted.text(text);
    quoted.words("\"");
    quoted.build()
}

/// What the end of a run says for people.
fn message(end: &End) -> Text {
    match end {
        End::Finished { message } => message.clone().unwrap_or_default(),
        End::Failed(failure) => match &failure.message {
            Some(message) => message.clone(),
            None => failure.reason.clone(),
        },
        End::Faulted(fault) => fault.message.clone(),
        End::Cancelled => Text::default(),
    }
}

/// How a run ended, in a sentence.
fn said(end: &End) -> Text {
    let mut text = TextBuilder::new();
    let message = message(end);
    match end {
        End::Finished { .. } => text.words("it finished"),
        End::Failed(failure) => text.words("it failed in ").words(&failure.outcome),
        End::Faulted(_) => text.words("it stopped"),
        End::Cancelled => text.words("it was cancelled"),
    };
    if !message.is_empty() {
        text.words(": ");
        text.text(&message);
    }
    text.build()
}
