//! # F093 left-on-hold (warning)
//!
//! ## What it checks
//!
//! On some path through the flow, a contact may stay on hold, a recording masked, a consult call or a session open
//! when the run ends. After `Unknown` the action may have happened too. So the warning also covers an
//! action before the `try` whose `always` closes it, if `on any other` ends the run after `Unknown`, and any action that masks
//! a recording.
//!
//! A run that is cancelled, or reaches its time limit, in a wait carries out none of the statements behind the wait: only an
//! `always` closes what is open then. A transfer that fails leaves the consult call open.
//!
//! ## Why it matters
//!
//! A caller on hold keeps hearing music until the contact is resumed or the caller hangs up; a recording that stays masked
//! lacks the rest of the conversation. A flow that only holds a contact and never resumes one gets
//! no warning: that may be its purpose. A flow that masks a recording always gets one if it never unmasks it.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on any other -> fail
//! tag contact <ContactId> with Tags: ["vip"]
//!     on any other -> fail
//! resume contact <ContactId>
//!     on InvalidState -> retry
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! try {
//!     hold contact <ContactId>
//!         on InvalidState -> retry
//!         on any other -> fail
//!     tag contact <ContactId> with Tags: ["vip"]
//!         on any other -> fail
//! } always {
//!     resume contact <ContactId>
//!         on InvalidState -> retry
//!         on any other -> fail "contact {ContactId} may still be on hold"
//! }
//! ```
//!
//! The action that holds or masks is in the `try` too: if its result is `Unknown`, the `always` still runs. A consult call
//! is different, because only its success returns the id of that call: it goes before the `try`, and
//! the `always` ends it unless it was transferred. The caller waits on hold for the end of the consult, and stays on hold when the
//! call to the colleague ends: the `always` resumes the caller too, also if that call cannot be ended. After `Unknown` the caller
//! may be with the colleague: nothing is ended before the agent has looked.
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! consult agent <Colleague> with ParentContactId: <ContactId> giving ConsultId
//!     on any other -> fail "agent {Colleague} cannot be consulted: {Reason}"
//! try {
//!     wait until contact ConsultId is Active, at most 30s
//!         on any other -> fail "agent {Colleague} did not answer"
//!     transfer calls
//!         on any other -> fail
//! } always {
//!     if Outcome != "Success" and Outcome != "Unknown" {
//!         end contact ConsultId in session
//!             on InvalidContactId -> ignore
//!             on any other        -> { log "the consult call may still be open: {Reason}" }
//!         resume contact <ContactId>
//!             on InvalidState, InvalidContactId -> ignore
//!             on any other                      -> fail "contact {ContactId} may still be on hold"
//!     }
//! }
//! ```
//!
//! ## Fix
//!
//! None: the `try` has to go around every line that may fail, and only you know which may.
//!
//! ## Related
//!
//! See F091 always-left, F100 not-on-hold, F108 analysis-limit; `flow docs going-live`.

use super::Rule;
use crate::catalogue::{Opens, Undo};
use crate::check::graph::LeftOpen;
use crate::check::resolve::ActionUse;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(93, "left-on-hold").of_ways().of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let left_open = model.asked().left_open.iter();
    found.add_all(left_open.map(|known| problem(model, known)));
}

/// The most arms and handlers that are shown of a way.
const SHOWN: usize = 3;

/// Something that stays open.
fn problem<'a>(model: &Model<'a>, known: &LeftOpen<'a>) -> Diagnostic {
    let (what, state) = known.opens.words();
    let (title, label) = match (known.maybe, known.closed) {
        _ if known.cut => (
            format!("{what} is still {state} if the run is cancelled"),
            format!("{state} from here"),
        ),
        (true, _) => (
            format!("{what} may be {state} when the run ends"),
            format!("may be {state} after `Unknown`"),
        ),
        (false, true) => (
            format!("{what} may still be {state} when the run ends"),
            format!("{state} from here"),
        ),
        (false, false) => (
            format!("{what} is still {state} when the run ends"),
            format!("{state} from here"),
        ),
    };
    let mut problem = RULE.at(known.at, title).label(label);
    let shown = known.taken.len().saturating_sub(SHOWN);
    for (span, fails) in &known.taken[shown..] {
        if !(span.start <= known.end.start && known.end.end <= span.end) {
            let text = match fails {
                true => "if this fails",
                false => "on this path",
            };
            problem = problem.also(*span, text);
        }
    }
    let end = match known.last {
        _ if known.cut => "the run may be cancelled, or reach its time limit, here",
        true => "the run ends after this statement",
        false => "the run ends here",
    };
    // Where the action itself is the last statement, one label says both.
    if known.end.start != known.at.start {
        problem = problem.also(known.end, end);
    }
    let problem = problem.help(help(model, known));
    match &known.opens.left {
        Some(left) => problem.why(&**left),
        None => problem,
    }
}

/// What to write, from the reader's own lines.
fn help<'a>(model: &Model<'a>, known: &LeftOpen<'a>) -> String {
    let (what, state) = known.opens.words();
    let close = &known.opens.close;
    let or_fail = format!("on any other -> fail \"{what} may still be {state}\"");
    if let Some(line) = ending_line(model, known, known.opens) {
        if let Some(more) = known.also.and_then(|also| ending_line(model, known, also)) {
            return both(model, known, (&line, &more), known.also);
        }
        if known.opens.by.is_some() {
            return resumed(known, &line);
        }
        return match is_handed_over(model, known) {
            // After a transfer or a conference the call has to stay.
            true => format!(
                "{close} on every way out without a transfer or conference: put the lines after the action into a \
                 `try`:\n    }} always {{\n        {UNLESS_HANDED_OVER} {{\n            {line}\n                \
                 on InvalidContactId -> ignore\n                {or_fail}\n        }}\n    }}"
            ),
            false => format!(
                "{close} on every way out: move the lines after the action into a `try`:\n    \
                 }} always {{\n        {line}\n            on InvalidContactId -> ignore\n            {or_fail}\n    }}"
            ),
        };
    }
    match own_close(model, known) {
        // What is before the `try` is not undone by its `always`.
        Some(line) if known.maybe => format!(
            "{close} also after `Unknown`: move `{}` and its handlers into the `try` whose `always` has `{line}`",
            one_line(model.slice(known.at))
        ),
        Some(line) => format!(
            "{close} on every way out: move `{line}` into the `always` of a `try` around both:\n    \
             }} always {{\n        {line}\n            {or_fail}\n    }}"
        ),
        None => format!("{close} before the run ends, best in the `always` of a `try`"),
    }
}

/// The action that ends what can be ended by its id alone, with the reader's name of that id.
fn ending_line(model: &Model<'_>, known: &LeftOpen<'_>, opens: &Opens) -> Option<String> {
    let line = opens.line.as_deref()?;
    let opener = model.action_at(known.at.start)?;
    if opens.by.is_some() {
        let mut given = opener.with().iter();
        let given = given.find(|arg| Some(model.slice(arg.name)) == opens.of.as_deref());
        return Some(match given {
            Some(arg) => line.replace("ContactId", &one_line(model.slice(arg.value.span))),
            None => line.replace("ContactId", "<ContactId>"),
        });
    }
    let id = opener.outputs().first()?;
    let name = model.slice(model.name(*id).span);
    // An output that has no `giving` has the name of the output, which the line has already.
    Some(match opener.giving() {
        Some(_) => line.replace("ContactId", name),
        None => line.to_owned(),
    })
}

/// The call to the colleague and the caller: the first is ended before the other is resumed, and its
/// failure must not keep the caller on hold.
fn both<'a>(
    model: &Model<'a>,
    known: &LeftOpen<'a>,
    (end, resume): (&str, &str),
    also: Option<&Opens>,
) -> String {
    let gone = also.map_or("", gone);
    let close = &known.opens.close;
    let when = match is_handed_over(model, known) {
        true => " without a transfer or conference",
        false => "",
    };
    format!(
        "{close} and resume the contact on every way out{when}: put the lines after the action into a `try`:\n    \
         }} always {{\n        {UNLESS_HANDED_OVER} {{\n            {end}\n                \
         on InvalidContactId -> ignore\n                \
         on any other -> {{ log \"consult call may still be open: {{Reason}}\" }}\n            {resume}\n                \
         on {gone} -> ignore\n                \
         on any other -> fail \"contact may still be on hold\"\n        }}\n    }}"
    )
}

/// The caller alone, whose call to a colleague is ended on every way.
fn resumed(known: &LeftOpen<'_>, line: &str) -> String {
    let close = &known.opens.close;
    let gone = gone(known.opens);
    format!(
        "{close} on every way out without a transfer or conference, after the consult call has ended: put the \
         lines after the action into a `try`:\n    }} always {{\n        {UNLESS_HANDED_OVER} {{\n            \
         {line}\n                on {gone} -> ignore\n                \
         on any other -> fail \"contact may still be on hold\"\n        }}\n    }}"
    )
}

/// What says that there is nothing to resume. Where it is known that the caller is on hold, `InvalidState` says
/// that it cannot be resumed now, and the caller still waits.
fn gone(opens: &Opens) -> &'static str {
    match opens.perhaps {
        true => "InvalidState, InvalidContactId",
        false => "InvalidContactId",
    }
}

/// After `Unknown` the caller may be with the colleague: nothing is ended before the agent has looked.
const UNLESS_HANDED_OVER: &str = "if Outcome != \"Success\" and Outcome != \"Unknown\"";

/// Whether the script also lets somebody else have the call: a transfer, a conference.
fn is_handed_over<'a>(model: &Model<'a>, known: &LeftOpen<'a>) -> bool {
    let line = known.opens.line.as_deref().unwrap_or_default();
    let mut closers = closers(model, known);
    closers.any(|used| !line.starts_with(used.action.short()))
}

fn closers<'m, 'a>(
    model: &'m Model<'a>,
    known: &'m LeftOpen<'a>,
) -> impl Iterator<Item = ActionUse<'m, 'a>> {
    let closes = move |used: &ActionUse<'m, 'a>| {
        let mut closes = used.action.closes.iter();
        closes.any(|what| *what == known.opens.what)
    };
    model.actions().filter(closes)
}

/// The reader's own line that closes it on some other way, where there is one line alone that does.
/// What ends a contact, or gives it to somebody else, is no line to run on every way out.
fn own_close<'a>(model: &Model<'a>, known: &LeftOpen<'a>) -> Option<String> {
    let opener = model.action_at(known.at.start)?;
    let harmless = |used: &ActionUse<'_, '_>| match &opener.action.undo {
        Some(Undo::By(inverse)) => used.action.key == inverse.action,
        _ => !(used.action.irreversible && used.action.state.is_some()),
    };
    // What closes it for another contact is no line to write for this one.
    let input = |used: &ActionUse<'_, 'a>| {
        let value = used.value(known.opens.closed_by()?)?;
        let text = one_line(model.slice(value.span));
        text.starts_with('<').then_some(text)
    };
    let own = input(&opener);
    let same = |used: &ActionUse<'_, 'a>| match (&own, input(used)) {
        (Some(own), Some(other)) => *own == other,
        _ => true,
    };
    let fits = |used: &ActionUse<'_, 'a>| known.closed && harmless(used) && same(used);
    let lines = closers(model, known).filter(fits);
    let mut lines: Vec<String> = lines.map(|used| whole(model, &used)).collect();
    lines.dedup();
    match lines.as_slice() {
        [line] if !line.contains('`') => Some(line.clone()),
        _ => None,
    }
}

/// An action with its `with`, in one line.
fn whole(model: &Model<'_>, used: &ActionUse<'_, '_>) -> String {
    let phrase = used.phrase();
    let ends = used.with().iter().map(|arg| arg.value.span.end);
    let end = ends.fold(phrase.end, u32::max);
    one_line(model.slice(Span::new(phrase.start, end)))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
