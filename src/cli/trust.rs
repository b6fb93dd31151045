//! `flow trust`: whose settings may run commands and read secrets.

use super::args::TrustArgs;
use super::exit::Exit;
use super::session::tell;
use crate::config::{Config, Problem, Trusted};
use crate::report::Printer;
use std::path::{Path, PathBuf};

pub(super) fn trust(args: &TrustArgs, printer: &Printer) -> Exit {
    match change(args, printer) {
        Ok(()) => Exit::Done,
        Err(problem) => tell(&problem, printer),
    }
}

fn change(args: &TrustArgs, printer: &Printer) -> Result<(), Problem> {
    let mut trusted = Trusted::read()?;
    if args.list {
        for path in trusted.paths() {
            printer.result(&path.display().to_string());
        }
        return Ok(());
    }
    let file = file(args)?;
    if args.remove {
        let shown = file.display();
        let said = match trusted.remove(&file)? {
            true => format!("{shown} is no longer trusted"),
            false => format!("{shown} was not on the list of trusted files"),
        };
        printer.note(&said);
        return Ok(());
    }
    // What is no settings file is not trusted by a slip.
    let config = Config::read(&file)?;
    if config.distrust().is_none() {
        printer.note(&format!(
            "{} needs no trust, or is trusted already",
            file.display()
        ));
        return Ok(());
    }
    let path = trusted.add(&file)?;
    printer.note(&format!(
        "{} is trusted: it may run commands and read secrets in your name",
        path.display()
    ));
    Ok(())
}

fn file(args: &TrustArgs) -> Result<PathBuf, Problem> {
    if let Some(file) = &args.file {
        return Ok(file.clone());
    }
    let found = Config::find(Path::new("."))?;
    found
        .path
        .ok_or_else(|| Problem::new("no flow.toml in this folder or above").help("name the file"))
}
