//! `flow init`: a folder to begin in, or what one that is there lacks.

mod ask;
mod ci;
mod files;

use super::args::InitArgs;
use super::exit::Exit;
use super::session::tell;
use crate::config::Problem;
use crate::private;
use crate::report::{Look, Printer, Style, text};
use crate::sim;
use files::{New, Wanted};
use std::fs;
use std::io::{ErrorKind, IsTerminal, Write, stderr, stdin};
use std::path::{Path, PathBuf};

pub(super) fn init(args: &InitArgs, printer: &Printer) -> Exit {
    let wanted = match is_folder(&args.folder).and_then(|()| wanted(args)) {
        Ok(wanted) => wanted,
        Err(problem) => return tell(&problem, printer),
    };
    let place = ci::Place::of(&args.folder);
    let (mut new, notes) = plan(args, &wanted, &place);
    let mut kept: Vec<PathBuf> = there(&new).map(Path::to_owned).collect();
    let tests = args
        .folder
        .join(format!("{}.test.flow", wanted.system.first.name));
    if !kept.contains(&tests) && fs::symlink_metadata(&tests).is_ok() {
        kept.push(tests);
    }
    new.retain(|file| !kept.contains(&file.path));
    match write_all(&new, place.top()) {
        Ok(()) => {
            for path in &kept {
                printer.note(&format!("kept {}: it exists", shown(path)));
            }
            for file in &new {
                printer.note(&format!("wrote {}", shown(&file.path)));
            }
            for note in &notes {
                printer.note(&format!("\n{}", wrapped(note, printer.look())));
            }
            printer.note(&next_steps(&args.folder, &wanted, &new, printer.look()));
            Exit::Done
        }
        Err(problem) => tell(&problem, printer),
    }
}

/// A path as people write it: not `./flow.toml`.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    text::name(&path.display().to_string()).into_owned()
}

/// A path as it is typed: in quotes where a shell would take it apart.
fn in_the_shell(path: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/\\._-+:@%=,".contains(letter);
    let path = match path.starts_with('-') {
        true => format!("./{path}"),
        false => path.to_owned(),
    };
    match (path.chars().all(plain), cfg!(windows)) {
        (true, _) => path,
        (false, true) => format!("\"{path}\""),
        (false, false) => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// A note in lines; what is moved in is to be pasted.
fn wrapped(note: &str, look: Look) -> String {
    let line = |line: &str| match line.starts_with(' ') {
        true => line.to_owned(),
        false => text::wrap(line, look.width).join("\n"),
    };
    note.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What the options say; at a terminal, what they leave open is asked for.
fn wanted(args: &InitArgs) -> Result<Wanted, Problem> {
    let nobody = || Problem::new("this build of `flow` has no simulator");
    let usual = Wanted {
        system: sim::KITS.first().ok_or_else(nobody)?,
        service: ci::usual(&args.folder),
        test: true,
    };
    let told = ask::Told {
        system: args.system.as_deref().and_then(sim::of),
        service: args.ci,
        test: match (args.test, args.no_test) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        },
    };
    match stdin().is_terminal() && stderr().is_terminal() {
        true => ask::the_rest(told, &usual, &mut stdin().lock(), &mut stderr())
            .map_err(|error| Problem::new(format!("cannot read the answer: {error}"))),
        false => Ok(told.or(&usual)),
    }
}

/// A file cannot hold others.
fn is_folder(folder: &Path) -> Result<(), Problem> {
    match folder.is_file() {
        false => Ok(()),
        true => Err(
            Problem::new(format!("`{}` is a file, not a folder", folder.display()))
                .help("name a folder: it is created if it does not exist"),
        ),
    }
}

/// All files that belong to what is wanted, and what is to be done by hand.
fn plan(args: &InitArgs, wanted: &Wanted, place: &ci::Place) -> (Vec<New>, Vec<String>) {
    let first = &wanted.system.first;
    let file = |name: &str, text: String| New {
        path: args.folder.join(name),
        text,
    };
    let mut all = vec![
        file("flow.toml", first.settings.to_owned()),
        file("README.md", files::readme(first, wanted.test)),
        file(&format!("{}.flow", first.name), first.flow.to_owned()),
    ];
    // tests that are written beside a flow of the same name would be of another flow
    let is_own = fs::symlink_metadata(&all[2].path).is_ok();
    if wanted.test && !is_own {
        all.push(file(
            &format!("{}.test.flow", first.name),
            files::tests(first),
        ));
    }
    let releases = args.releases.as_deref().or(ci::RELEASES);
    let (job, notes) = ci::job(wanted, place, releases);
    all.extend(job);
    (all, notes)
}

fn there(new: &[New]) -> impl Iterator<Item = &Path> {
    let paths = new.iter().map(|file| file.path.as_path());
    paths.filter(|path| fs::symlink_metadata(path).is_ok())
}

/// Writes all of them, or none.
fn write_all(new: &[New], top: &Path) -> Result<(), Problem> {
    let mut written = Vec::new();
    for file in new {
        if let Err(error) = write_one(&file.path, &file.text, top) {
            written.iter().for_each(|path| drop(fs::remove_file(path)));
            let message = format!("{} cannot be written: {error}", file.path.display());
            return Err(Problem::new(message).help(
                "no partial file is left; check the permissions of the folder and the space on \
                     the disk",
            ));
        }
        written.push(&file.path);
    }
    Ok(())
}

/// A file is there whole, or not at all.
fn write_one(path: &Path, text: &str, top: &Path) -> std::io::Result<()> {
    let folder = path.parent().ok_or(ErrorKind::NotFound)?;
    fs::create_dir_all(top)?;
    private::stays_below(folder, top)?;
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

fn next_steps(folder: &Path, wanted: &Wanted, new: &[New], look: Look) -> String {
    let first = &wanted.system.first;
    let is_new = |name: String| new.iter().any(|file| file.path == folder.join(&name));
    let cd = match folder == Path::new(".") {
        true => String::new(),
        false => format!("cd {} && ", in_the_shell(&shown(folder))),
    };
    let next = |command: &str| {
        let command = look.paint(Style::Name, &format!("{cd}{command}"));
        format!("\nNext: {command}")
    };
    if !is_new(format!("{}.flow", first.name)) {
        return next("flow check");
    }
    let mut text = next(first.run);
    if is_new(format!("{}.test.flow", first.name)) {
        let test = look.paint(Style::Name, "flow test");
        text.push_str(&format!("\nThen: {test} runs tests such as this one:\n\n"));
        for line in files::first_test(first).lines() {
            text.push_str(format!("    {line}").trim_end());
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::in_the_shell;

    #[cfg(unix)]
    #[test]
    fn a_path_is_one_word_of_a_shell() {
        for (path, typed) in [
            ("flows/night-2", "flows/night-2"),
            ("my flows/é", "'my flows/é'"),
            ("it's", "'it'\\''s'"),
            ("a;rm", "'a;rm'"),
            ("~x", "'~x'"),
            ("-f", "./-f"),
        ] {
            assert_eq!(in_the_shell(path), typed);
        }
    }
}
