//! The last line: how many files, what was found in them, what can be mended.

use crate::cli::args::CheckArgs;
use crate::cli::check::inspect::Looked;
use crate::diagnostic::Safety;
use crate::report::text::count;

/// What was done, in numbers.
#[derive(Default)]
pub(in crate::cli::check) struct Summary {
    /// What kept files from being checked.
    pub problems: usize,
    /// Fixes that were made, or would be.
    pub fixed: usize,
    files: usize,
    changed: usize,
    /// Notes, warnings, errors.
    counts: [usize; 3],
    older: usize,
    /// Safe fixes that could be made, and unsafe ones.
    fixes: [usize; 2],
}

impl Summary {
    pub fn add(&mut self, looked: &Looked) {
        self.files += 1;
        self.fixed += looked.made.len();
        self.changed += usize::from(!looked.made.is_empty());
        self.older += looked.older;
        let elsewhere = looked.elsewhere.iter().flat_map(|(_, findings)| findings);
        for found in looked.findings.iter().chain(elsewhere) {
            self.counts[found.severity as usize] += 1;
            if let Some(fix) = &found.fix {
                self.fixes[usize::from(fix.safety == Safety::Unsafe)] += 1;
            }
        }
    }

    pub fn text(&self, args: &CheckArgs) -> String {
        if self.files == 0 && self.problems > 0 {
            return format!("checked no file: {}", self.of_environment());
        }
        let found = self.found();
        let found = match found.as_slice() {
            [] if args.fix || args.diff => "no errors or warnings are left".to_owned(),
            [] => "no errors, no warnings".to_owned(),
            found => found.join(", "),
        };
        let files = count(self.files, "file", "files");
        let mut text = format!("checked {files}: {found}");
        match args.fix || args.diff {
            true => text.push_str(&self.made(args)),
            false => text.push_str(&self.can_be_made()),
        }
        if self.older > 0 {
            let older = count(self.older, "older finding", "older findings");
            text.push_str(&format!("; {older} not shown"));
        }
        if self.problems > 0 {
            text.push_str(&format!(
                "; not everything was checked: {}",
                self.of_environment()
            ));
        }
        text
    }

    fn of_environment(&self) -> String {
        count(self.problems, "environment error", "environment errors")
    }

    fn found(&self) -> Vec<String> {
        let [notes, warnings, errors] = self.counts;
        [
            (errors, "error", "errors"),
            (warnings, "warning", "warnings"),
            (notes, "note", "notes"),
        ]
        .into_iter()
        .filter(|(number, _, _)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect()
    }

    fn made(&self, args: &CheckArgs) -> String {
        let fixes = count(self.fixed, "fix", "fixes");
        let files = count(self.changed, "file", "files");
        match (self.fixed, args.diff) {
            (0, _) => "; no fix to make".into(),
            (_, true) => {
                let more = if args.unsafe_fixes {
                    " --unsafe-fixes"
                } else {
                    ""
                };
                format!("; {fixes} to make in {files}: run `flow check --fix{more}`")
            }
            (_, false) => format!("; {fixes} made in {files}"),
        }
    }

    fn can_be_made(&self) -> String {
        match self.fixes {
            [0, 0] => String::new(),
            [0, some] => format!(
                " ({some} fixable with `--fix --unsafe-fixes`; preview: `--diff --unsafe-fixes`)"
            ),
            [some, 0] => format!(" ({some} fixable with `--fix`)"),
            [some, more] => format!(
                " ({some} fixable with `--fix`, {more} more with `--unsafe-fixes`; preview: `--diff`)"
            ),
        }
    }
}
