//! Opens the page in the user's browser. The address has the key in it, and what a program is started with can be
//! read by every user of the machine: so the browser is given a file that only this user can read, which leads there.

use crate::cli::args::StudioArgs;
use crate::private;
use std::io::{self, IsTerminal};

/// Opens it where that is wanted.
pub(super) fn open(args: &StudioArgs, address: &str) -> io::Result<()> {
    let wanted = match (args.open, args.no_open) {
        (true, _) => true,
        (_, true) => false,
        _ => std::io::stdout().is_terminal() && has_desktop(),
    };
    if !wanted {
        return Ok(());
    }
    let file = private::folder("studio")?.join("open.html");
    private::write(&file, leading_to(address).as_bytes())?;
    open::that_detached(file)
}

/// The address is our own: letters, digits and signs that mean nothing in HTML.
fn leading_to(address: &str) -> String {
    format!(
        "<!doctype html><meta charset=utf-8><meta name=referrer content=no-referrer>\
         <meta http-equiv=refresh content=\"0; url={address}\"><title>Contactflow Studio</title>\
         <p><a href=\"{address}\">Contactflow Studio</a>"
    )
}

fn has_desktop() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let far = set("SSH_CONNECTION") || set("CI");
    let here = cfg!(any(windows, target_os = "macos"));
    !far && (here || set("DISPLAY") || set("WAYLAND_DISPLAY"))
}
