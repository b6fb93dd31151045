//! `flow init`: a folder to begin in.

use super::args::InitArgs;
use super::exit::Exit;
use super::session::tell;
use crate::config::Problem;
use crate::report::{Printer, Style};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The files that are written: where, and what is in them.
const FILES: [(&str, &str); 5] = [
    ("flow.toml", include_str!("init/flow.toml")),
    ("hold.flow", include_str!("init/hold.flow")),
    ("hold.test.flow", include_str!("init/hold.test.flow")),
    ("README.md", include_str!("init/README.md")),
    (
        ".github/workflows/flows.yml",
        include_str!("init/flows.yml"),
    ),
];

pub(super) fn init(args: &InitArgs, printer: &Printer) -> Exit {
    match write_all(&args.folder, printer) {
        Ok(()) => {
            printer.note(&next_steps(&args.folder, printer));
            Exit::Done
        }
        Err(problem) => tell(&problem, printer),
    }
}

/// Writes all of them, or none where one is already there.
fn write_all(folder: &Path, printer: &Printer) -> Result<(), Problem> {
    let there: Vec<&str> = FILES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| fs::symlink_metadata(folder.join(name)).is_ok())
        .collect();
    if !there.is_empty() {
        let list = there.join(", ");
        return Err(
            Problem::new(format!("{} already has {list}", folder.display()))
                .help("nothing was written; name another folder: `flow init my-flows`"),
        );
    }
    let mut written = Vec::new();
    for (name, text) in FILES {
        let path = folder.join(name);
        if let Err(error) = write_one(&path, text) {
            written.iter().for_each(|path| drop(fs::remove_file(path)));
            let message = format!("{} cannot be written: {error}", path.display());
            return Err(Problem::new(message).help(
                "no partial file is left; check the permissions of the folder and the space on \
                     the disk",
            ));
        }
        written.push(path);
    }
    for path in written {
        printer.note(&format!("wrote {}", path.display()));
    }
    Ok(())
}

/// A file is there whole, or not at all.
fn write_one(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().ok_or(ErrorKind::NotFound)?;
    fs::create_dir_all(folder)?;
    let mut file = fs::File::create_new(path)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written
}

fn next_steps(folder: &Path, printer: &Printer) -> String {
    let look = printer.look();
    let here = folder == Path::new(".");
    let cd = if here {
        String::new()
    } else {
        format!("cd {} && ", folder.display())
    };
    let command = format!("{cd}flow run hold.flow --input ContactId=1002");
    format!("\nNext: {}", look.paint(Style::Name, &command))
}
