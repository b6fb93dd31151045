//! `flow man`: the manual pages, for packages. One page for each command.

use super::args::{self, ManArgs};
use super::exit::Exit;
use super::session::tell;
use crate::config::Problem;
use crate::report::Printer;
use std::fs;

pub(super) fn man(args: &ManArgs, printer: &Printer) -> Exit {
    // its `help` would be a page for each command once more
    let command = args::command().disable_help_subcommand(true);
    let written = fs::create_dir_all(&args.folder)
        .and_then(|()| clap_mangen::generate_to(command, &args.folder));
    match written {
        Ok(()) => Exit::Done,
        Err(error) => {
            let folder = args.folder.display();
            let problem = Problem::new(format!("cannot write the pages to {folder}: {error}"));
            tell(
                &problem.help("check its permissions, and the space on the disk"),
                printer,
            )
        }
    }
}
