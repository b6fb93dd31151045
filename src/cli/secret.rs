//! `flow secret set`: a secret goes into the machine's keyring without being shown anywhere.

use super::args::{SecretArgs, SecretCommand, SecretSetArgs};
use super::exit::Exit;
use super::session::tell;
use crate::config::Problem;
use crate::report::Printer;
use crate::settings::{Secret, store};
use crate::value::Mark;
use std::io::{IsTerminal, Read, stdin};
use zeroize::Zeroizing;

/// More than this is no secret.
const MAX_BYTES: u64 = 1 << 16;

pub(super) fn secret(args: &SecretArgs, printer: &Printer) -> Exit {
    let SecretCommand::Set(args) = &args.command;
    match set(args, printer) {
        Ok(()) => Exit::Done,
        Err(problem) => tell(&problem, printer),
    }
}

fn set(args: &SecretSetArgs, printer: &Printer) -> Result<(), Problem> {
    let name = args.name.as_str();
    let parts = name.rsplit_once('/');
    let Some((service, user)) = parts.filter(|(a, b)| !a.is_empty() && !b.is_empty()) else {
        return Err(Problem::new(format!("`{name}` is not a keyring entry"))
            .help("use service/user: `flow secret set cxone/production`"));
    };
    let secret = ask(name)?;
    printer.redactor().register(secret.reveal(), Mark::Secret);
    store(service, user, secret.reveal()).map_err(Problem::new)?;
    printer.note(&format!("stored. In flow.toml: {{ keyring = \"{name}\" }}"));
    Ok(())
}

/// Asks whoever sits there, or reads what a pipe brings.
fn ask(name: &str) -> Result<Secret, Problem> {
    let unread = |error| Problem::new(format!("cannot read the secret: {error}"));
    let text = match stdin().is_terminal() {
        true => {
            let typed = rpassword::prompt_password(format!("secret for {name}: "));
            Zeroizing::new(typed.map_err(unread)?)
        }
        false => {
            let mut text = Zeroizing::new(String::new());
            let read = stdin().take(MAX_BYTES).read_to_string(&mut text);
            read.map_err(unread)?;
            text
        }
    };
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.trim().is_empty() {
        return Err(Problem::new("the secret is empty").help("nothing was stored"));
    }
    // it would be refused wherever it is used
    if secret.contains(char::is_control) {
        let problem = Problem::new("the secret has more than one line, or a control character");
        return Err(problem.help(format!(
            "nothing was stored; pipe the secret alone: `… | head -n 1 | flow secret set {name}`"
        )));
    }
    Ok(Secret::new(secret))
}
