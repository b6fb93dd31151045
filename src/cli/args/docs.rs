//! `flow docs`.

use clap::Args as Group;
use std::path::PathBuf;

#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  flow docs                          all pages
  flow docs runs                     one page, in the terminal
  flow docs --open                   the documentation in a browser, with search; no network is used
  flow docs --open F093              the page of a finding; also: an action, an outcome, a word
  flow docs --site public            the same as a folder of files, for a web server")]
pub(in crate::cli) struct DocsArgs {
    /// The page [default: a list of all]
    #[arg(value_name = "PAGE", num_args = 0..)]
    pub page: Vec<String>,
    /// Open the page in a browser; the pages are written into this user's cache folder
    #[arg(long, conflicts_with = "site")]
    pub open: bool,
    /// Write the whole documentation as web pages into a folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "page")]
    pub site: Option<PathBuf>,
    /// The playground's page, to be a part of the site (`playground/build.sh` makes it)
    #[arg(long, value_name = "FILE", requires = "site")]
    pub playground: Option<PathBuf>,
}
