//! Flows and their tests, read and checked.

use super::shown::shown;
use crate::catalogue::Catalogue;
use crate::check::beside::{Beside, OF_TESTS};
use crate::check::{self, Context};
use crate::cli::args::TestArgs;
use crate::cli::scripts::{self, Script};
use crate::cli::{policies, session};
use crate::clock;
use crate::config::{Config, FILE_NAME, Problem, Profile};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::program::Program;
use crate::program::test::Test;
use crate::source::{Source, Span};
use crate::syntax::tree::Item;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A flow and the tests of one file.
pub(super) struct Unit {
    /// The flow's file.
    pub path: PathBuf,
    /// The flow.
    pub program: Arc<Program>,
    /// The tests, by where they stand in both texts together.
    pub tests: Vec<Test>,
    /// The file that the tests are in.
    pub source: Arc<Source>,
    /// All texts together, by which places are told.
    whole: Arc<Source>,
    /// The profiles that are named for the tests: as whom they act on a simulator.
    pub profiles: Vec<Profile>,
}

impl Unit {
    /// The files that decide what its tests find: the flow, those whose steps it uses, the settings.
    pub fn files(&self) -> Vec<PathBuf> {
        let settings = self.path.with_file_name(FILE_NAME);
        let parts = self.program.source.parts().iter();
        let parts = parts.map(|part| PathBuf::from(&**part.source.name()));
        [self.path.clone(), settings]
            .into_iter()
            .chain(parts)
            .collect()
    }

    /// Whether another of its tests has a name that differs from this one only in its signs.
    pub fn has_like(&self, name: &str, plain: impl Fn(&str) -> String) -> bool {
        let own = plain(name);
        let mut others = self.tests.iter().filter(|test| *test.name != *name);
        others.any(|test| plain(&test.name) == own)
    }

    /// The file in which a place is, and where in it.
    pub fn place(&self, span: Span) -> (Arc<Source>, Span) {
        self.whole.shared_home(span)
    }
}

/// Why the tests of a file cannot run.
pub(super) enum Refused {
    /// Something about the environment.
    Problem(Problem),
    /// The flow, or its tests, have errors.
    Findings(Findings),
}

impl Refused {
    /// The file that has to change.
    pub fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Problem(_) => None,
            Self::Findings(found) => Some(PathBuf::from(&**found.source.name())),
        }
    }
}

/// Findings of one file.
pub(super) struct Findings {
    pub source: Arc<Source>,
    pub found: Vec<Diagnostic>,
}

/// All that can be tested.
pub(super) struct Units {
    pub units: Vec<Unit>,
    pub refused: Vec<Refused>,
}

impl Units {
    /// Reads flows and tests; `on` another system than their `use` lines name, where one is given.
    pub fn read(files: &[PathBuf], args: &TestArgs, on: Option<&str>) -> Self {
        let mut all = Self {
            units: Vec::new(),
            refused: Vec::new(),
        };
        let mut read = Vec::with_capacity(files.len());
        let one = |file: &PathBuf| one(file, args, on);
        crate::cli::check::work::in_order(files, one, |unit| read.push(unit));
        for unit in read {
            match unit {
                Ok(Some(unit)) => all.units.push(unit),
                Ok(None) => {}
                Err(refused) => all.refused.extend(refused),
            }
        }
        all
    }
}

/// The file of tests beside a flow: who names the flow means its tests.
pub(in crate::cli) fn tests_beside(flow: &Path) -> Option<PathBuf> {
    let name = flow.file_name()?.to_str()?;
    let stem = name
        .strip_suffix(".flow")
        .filter(|stem| !stem.ends_with(".test"))?;
    let tests = flow.with_file_name(format!("{stem}{OF_TESTS}"));
    tests.is_file().then_some(tests)
}

fn one(file: &Path, args: &TestArgs, on: Option<&str>) -> Result<Option<Unit>, Vec<Refused>> {
    let problem = |problem| vec![Refused::Problem(problem)];
    let read = |file: &Path| scripts::read(file).map(|script| moved_to(script, on));
    let script = read(file).map_err(problem)?;
    let flow = match scripts::tested_by(file) {
        Some(flow) if !flow.is_file() => return Err(problem(no_flow(file, &flow))),
        Some(flow) => Some(read(&flow).map_err(problem)?),
        None if !args.explore && !has_tests(&script) => return Ok(None),
        None => None,
    };
    let against = against(flow.as_ref().unwrap_or(&script), args).map_err(problem)?;
    let (mut context, profiles) = against;
    if let Some(system) = on {
        context.profile = Some(check::Profile {
            system: system.into(),
            // what a profile could bring is not held against a flow
            provided: vec!["SecurityUser".into(), "SessionId".into()],
            ..check::Profile::default()
        });
    }
    let _day = clock::on_no_day();
    let unit = match flow {
        Some(flow) => beside(flow, script, &context),
        None => inside(script, &context),
    };
    unit.map(|unit| Some(Unit { profiles, ..unit }))
}

/// The script as if its `use` line named another system.
fn moved_to(mut script: Script, on: Option<&str>) -> Script {
    let Some(system) = on else {
        return script;
    };
    let items = crate::syntax::parse(&script.source).tree.items;
    let lines = items.iter().filter_map(|item| match item {
        Item::Use(line) => Some(line.system),
        _ => None,
    });
    let lines: Vec<Span> = lines.collect();
    // one that uses several systems is about all of them
    if let [line] = lines.as_slice() {
        let mut text = script.source.text().to_owned();
        text.replace_range(line.start as usize..line.end as usize, system);
        script.source = Arc::new(Source::new(script.source.name().clone(), text));
    }
    script
}

/// A quick look, so that flows without tests are not checked at all.
fn has_tests(script: &Script) -> bool {
    let mut lines = script.source.text().lines();
    lines.any(|line| line.trim_start().starts_with("test"))
}

fn no_flow(file: &Path, flow: &Path) -> Problem {
    let (file, flow) = (shown(file), shown(flow));
    Problem::new(format!("{file} tests {flow}, which does not exist"))
        .help("keep a file of tests next to its flow, with the same name: `hold.test.flow`")
}

/// What a flow is checked against: no profile, unless one is named.
fn against(script: &Script, args: &TestArgs) -> Result<(Context, Vec<Profile>), Problem> {
    let config = session::config(&args.profile, &script.folder())?;
    if args.profile.config.is_none() {
        policies::past(script, &config)?;
    }
    let profiles = named_profiles(&config, args)?;
    let context = match profiles.is_empty() {
        true => Context::default(),
        false => Context::of(profiles.iter().map(Profile::for_check)),
    };
    Ok((context.in_house(script.house(&config)), profiles))
}

fn named_profiles(config: &Config, args: &TestArgs) -> Result<Vec<Profile>, Problem> {
    let named = args.profile.names();
    match named.is_empty() {
        true => Ok(Vec::new()),
        false => config.choose(&named, &[]),
    }
}

/// A flow with tests in it.
fn inside(script: Script, context: &Context) -> Result<Unit, Vec<Refused>> {
    let whole = script.whole();
    let checked = check::check_tests(&whole, Catalogue::builtin(), context);
    let source = script.source.clone();
    let Some(program) = checked.program else {
        return Err(findings(&whole, checked.problems));
    };
    Ok(Unit {
        path: script.path.unwrap_or_default(),
        program,
        tests: checked.tests,
        source,
        whole,
        profiles: Vec::new(),
    })
}

/// A flow and a file of tests, read as one text.
fn beside(flow: Script, tests: Script, context: &Context) -> Result<Unit, Vec<Refused>> {
    let Beside {
        both: whole,
        offset,
    } = Beside::new(&flow.whole(), &tests.source);
    let checked = check::check_tests(&whole, Catalogue::builtin(), context);
    let Some(program) = checked.program else {
        return Err(findings(&whole, checked.problems));
    };
    let program = Program {
        source: flow.whole(),
        ..Program::clone(&program)
    };
    let tests_of_file = checked.tests.into_iter();
    Ok(Unit {
        path: flow.path.unwrap_or_default(),
        program: Arc::new(program),
        tests: tests_of_file
            .filter(|test| test.span.start >= offset)
            .collect(),
        source: tests.source,
        whole,
        profiles: Vec::new(),
    })
}

/// The errors, by the file that each is about.
fn findings(whole: &Arc<Source>, found: Vec<Diagnostic>) -> Vec<Refused> {
    let errors = found.into_iter();
    let errors = errors.filter(|found| found.severity == Severity::Error);
    let files = diagnostic::by_file(whole, errors).into_iter();
    let files = files.filter(|(_, found)| !found.is_empty());
    files
        .map(|(source, found)| Refused::Findings(Findings { source, found }))
        .collect()
}
