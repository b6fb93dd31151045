//! The documentation as web pages: those of `docs`, and one for each action, finding and example. They need no
//! server, no network and no JavaScript.

mod book;
mod code;
mod frame;
mod links;
mod markdown;
mod nav;
mod page;
mod reference;
mod search;

use super::inside;
use super::pages::plain_name;
use crate::config::Problem;
use crate::private;
use crate::report::Printer;
use crate::report::text::count;
use page::{PLAYGROUND, Page};
use std::path::Path;

const STYLE: &str = include_str!("site.css");
const SCRIPT: &str = include_str!("site.js");
/// What says that a folder holds such a site, and may be written again.
const MARK: &str = ".flow-docs";

/// A file of the site.
pub(super) struct File {
    /// Below the site's folder.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Writes the site into a folder.
pub(super) fn write(
    folder: &Path,
    playground: Option<&Path>,
    printer: &Printer,
) -> Result<(), Problem> {
    let playground = playground.map(read).transpose()?;
    may_write(folder)?;
    let files = files(playground);
    for file in &files {
        put(folder, file)?;
    }
    let many = files
        .iter()
        .filter(|file| file.path.ends_with(".html"))
        .count();
    let many = count(many, "page", "pages");
    printer.result(&format!(
        "wrote {many} into {}: open {} in a browser, or serve the folder",
        folder.display(),
        folder.join("index.html").display()
    ));
    Ok(())
}

/// Every file of the site, with the playground's page where there is one.
pub(super) fn files(playground: Option<Vec<u8>>) -> Vec<File> {
    let pages = book::pages();
    let nav = nav::nav(playground.is_some());
    let mut files = Vec::new();
    let mut index = search::Index::default();
    for page in &pages {
        let body = markdown::body(page, playground.is_some());
        index.add(page, &body);
        let html = frame::page(page, &body, &nav);
        files.push(File::text(page.file(), html));
    }
    files.push(File::text("search.js", index.script()));
    files.push(File::text("site.js", SCRIPT.to_owned()));
    let style = format!("{STYLE}{}", crate::graph::STYLE);
    files.push(File::text("site.css", style));
    // else GitHub Pages leaves out what begins with a dot or an underscore
    files.push(File::text(".nojekyll", String::new()));
    files.push(File::text(MARK, "Made by `flow docs --site`\n".to_owned()));
    files.extend(inside::assets().map(|(path, bytes)| File {
        path: path.to_owned(),
        bytes: bytes.to_vec(),
    }));
    files.extend(playground.map(|bytes| File {
        path: PLAYGROUND.to_owned(),
        bytes,
    }));
    files
}

impl File {
    fn text(path: impl Into<String>, text: String) -> Self {
        Self {
            path: path.into(),
            bytes: text.into_bytes(),
        }
    }
}

fn read(file: &Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(file).map_err(|error| {
        let name = file.display();
        Problem::new(format!("cannot read `{name}`: {error}"))
            .help("run `playground/build.sh`, which writes it")
    })
}

/// A folder with other files in it is not written into: a wrong name must not fill somebody's home.
fn may_write(folder: &Path) -> Result<(), Problem> {
    let name = folder.display();
    let cannot = |error| Problem::new(format!("cannot write into `{name}`: {error}"));
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let mut inside = std::fs::read_dir(folder).map_err(cannot)?;
    match inside.next().is_none() || folder.join(MARK).exists() {
        true => Ok(()),
        false => Err(Problem::new(format!(
            "`{name}` has other files in it: no page was written"
        ))
        .help("name a new or an empty folder")),
    }
}

pub(super) fn put(folder: &Path, file: &File) -> Result<(), Problem> {
    let path = folder.join(&file.path);
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let made = made.and_then(|()| private::write_for_all(&path, &file.bytes));
    made.map_err(|error| Problem::new(format!("cannot write `{}`: {error}", path.display())))
}

/// The file and the part of it that a user means: a page, a finding, an action, an outcome, a word.
pub(super) fn find(wanted: &str) -> Option<String> {
    let pages = book::pages();
    let name = plain_name(wanted);
    let folded = |text: &str| text.to_lowercase().replace([' ', '-', '_'], "");
    let wanted = folded(&name);
    let named = |page: &&Page| {
        let last = page.path.rsplit('/').next().unwrap_or_default();
        [&*page.path, last, &*page.name]
            .iter()
            .any(|one| folded(one) == wanted)
    };
    if let Some(page) = pages.iter().find(named) {
        return Some(page.file());
    }
    let of_part = |page: &Page| {
        let body = markdown::body(page, false);
        let mut parts = body.parts.iter();
        let part = parts.find(|part| folded(&part.title) == wanted)?;
        Some(format!("{}#{}", page.file(), part.id))
    };
    let lists = pages.iter().filter(|page| page.is_list);
    lists.clone().find_map(of_part)
}
