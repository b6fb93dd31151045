//! `flow docs`: the pages of the documentation, from the command itself: an installed `flow` has no folder of
//! documents beside it, and a contact centre's network may let nobody out.

mod inside;
mod open;
mod pages;
mod plain;
mod site;

use super::args::DocsArgs;
use super::exit::Exit;
use super::session::tell;
use crate::config::Problem;
use crate::report::{Look, Printer, Style};
use pages::{GRAMMAR, plain_name, unknown};
pub(super) use pages::{page, titles};

pub(super) fn docs(args: &DocsArgs, printer: &Printer) -> Exit {
    let done = match (&args.site, args.open) {
        (Some(folder), _) => site::write(folder, args.playground.as_deref(), printer),
        (None, true) => open::open(&args.page.join(" "), printer),
        (None, false) => print(&args.page.join(" "), printer),
    };
    match done {
        Ok(()) => Exit::Done,
        Err(problem) => tell(&problem, printer),
    }
}

fn print(wanted: &str, printer: &Printer) -> Result<(), Problem> {
    let look = printer.look();
    if wanted.is_empty() {
        printer.result(&list(look));
        return Ok(());
    }
    let name = plain_name(wanted);
    match page(&name).ok_or_else(|| unknown(&name, wanted))? {
        // the grammar is for programs
        text if name == GRAMMAR => printer.result(text),
        text => printer.result(&look.marks(&plain::shown(text, look))),
    }
    Ok(())
}

fn list(look: Look) -> String {
    let row = |(name, title): (&str, &str)| {
        let name_shown = look.paint(Style::Name, name);
        match look.is_narrow() {
            true => format!("{name_shown}\n  {title}\n"),
            false => {
                let space = " ".repeat(18usize.saturating_sub(name.len()));
                format!("{name_shown}{space}  {title}\n")
            }
        }
    };
    titles().map(row).collect()
}
