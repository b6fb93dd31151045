//! Why a run does not begin.

use crate::run::effect::Answer;
use crate::run::event::{End, Failure, Fault};
use crate::source::Span;
use crate::value::{Text, TextBuilder};

fn fault(message: String, help: &str) -> End {
    End::Faulted(Box::new(Fault {
        outcome: None,
        span: Span::default(),
        message: message.into(),
        help: Some(help.to_owned()),
    }))
}

pub(in crate::host) fn no_system(name: &str) -> End {
    fault(
        format!("the flow uses {name}, but no connection to {name} is set up"),
        &format!("add a profile or a system for {name}"),
    )
}

/// Effects are named after their run: of two runs of one name, each would take the other's for its
/// own.
pub(super) fn open_name(name: &str) -> End {
    fault(
        format!("a run named {name} is already open"),
        "use a different name, or wait for the other run to end",
    )
}

pub(super) fn kept_name(name: &str) -> End {
    fault(
        format!("the journal already has a run named {name}"),
        "resume that run, or use a different name",
    )
}

pub(super) fn unreadable_journal(problem: &str) -> End {
    fault(
        format!("the journal cannot be read: {problem}"),
        "nothing was sent; repair the journal, or run without one",
    )
}

/// All that is wrong with the inputs, told at once.
pub(in crate::host) fn wrong_inputs(mut faults: Vec<Fault>) -> Option<End> {
    if faults.len() <= 1 {
        return faults.pop().map(Box::new).map(End::Faulted);
    }
    let mut message = TextBuilder::new();
    message.words(&format!("{} inputs are wrong: ", faults.len()));
    for (index, fault) in faults.iter().enumerate() {
        message.words(if index == 0 { "" } else { "; " });
        message.text(&fault.message);
    }
    let span = faults.first().map_or(Span::default(), |fault| fault.span);
    let helps: Vec<String> = faults.into_iter().filter_map(|fault| fault.help).collect();
    Some(End::Faulted(Box::new(Fault {
        outcome: None,
        span,
        message: message.build(),
        help: (!helps.is_empty()).then(|| helps.join("; ")),
    })))
}

pub(in crate::host) fn not_signed_in(answer: &Answer) -> End {
    End::Failed(Box::new(Failure {
        span: Span::default(),
        what: "sign in with the profile".into(),
        action: None,
        outcome: answer.outcome.clone(),
        reason: Text::foreign(&*answer.reason),
        message: None,
        by: None,
        attempts: Vec::new(),
        through: Vec::new(),
    }))
}
