//! A plan is put together from the runs that were made for it.

use super::file::{Body, FlowOf, NoteLine, PlanFile, ProfileOf, Sealed, StepsOf, sha256};
use super::keys::{PlanKeys, Whose};
use super::lines;
use crate::cli::args::PlanMakeArgs;
use crate::cli::run::prepare::Prepared;
use crate::cli::run::ready::Ready;
use crate::cli::who::{self, principal};
use crate::config::{Config, Problem, Profile};
use crate::host::live::new_name;
use crate::host::plan::Made;
use crate::journal::{KeptFile, KeptScript};
use crate::report::{Printer, concise};
use crate::run::event::RunReport;
use jiff::{SignedDuration, Timestamp};
use std::path::{Path, PathBuf};

/// A plan that has been made, and what is sealed in it.
pub(in crate::cli) struct MadePlan {
    pub file: PlanFile,
    pub body: Body,
    pub keys: PlanKeys,
}

/// Why a plan is not put together.
pub(super) enum Trouble {
    Problem(Problem),
    Fails(Box<RunReport>),
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A plan that is put together.
pub(super) struct Assembling<'a> {
    pub args: &'a PlanMakeArgs,
    pub config: &'a Config,
    pub keys: &'a PlanKeys,
    pub printer: &'a Printer,
    /// The run that it undoes.
    pub undoes: Option<&'a str>,
}

impl Assembling<'_> {
    pub fn assemble(
        &self,
        ready: &Ready<'_>,
        script: &Prepared,
        runs: Vec<(Option<u64>, Made)>,
        valid: SignedDuration,
    ) -> Result<(PlanFile, Body), Trouble> {
        let made = Timestamp::now();
        let source = &script.script.source;
        let kept = KeptScript::of(&script.program);
        let expires = made.saturating_add(valid).unwrap_or(Timestamp::MAX);
        let mut file = PlanFile {
            version: PlanFile::VERSION,
            id: new_name().to_string(),
            made,
            expires,
            by: who::user(),
            made_with: env!("CARGO_PKG_VERSION").into(),
            flow: FlowOf {
                name: match self.undoes {
                    Some(run) => crate::cli::undo::flow::name(run),
                    None => source.name().to_string(),
                },
                path: absolute(script.script.path.as_deref()),
                sha256: sha256(&kept.text),
                files: kept.files.iter().map(steps_of).collect(),
            },
            actions: format!("{:016x}", kept.actions),
            profiles: ready
                .profiles
                .iter()
                .map(|profile| self.profile(profile))
                .collect(),
            config: absolute(self.config.path.as_deref()),
            undoes: self.undoes.map(str::to_owned),
            runs: 0,
            writes: Vec::new(),
            assumed: Vec::new(),
            cut: Vec::new(),
            left_out: Vec::new(),
            sealed: Sealed {
                of: Whose::User,
                key: 0,
                data: String::new(),
            },
            signature: String::new(),
        };
        let mut body = Body {
            text: kept.text.to_string(),
            files: kept.files,
            limits: ready.limits,
            runs: Vec::new(),
        };
        for (row, made) in runs {
            self.add(&mut file, &mut body, (row, made))?;
        }
        file.runs = body.runs.len() as u64;
        let file = file.seal(&body, self.keys)?;
        Ok((file, body))
    }

    fn add(
        &self,
        file: &mut PlanFile,
        body: &mut Body,
        (row, made): (Option<u64>, Made),
    ) -> Result<(), Trouble> {
        let redactor = self.printer.redactor();
        let mut planned = made.planned;
        let failed = made.report.filter(|report| !report.succeeded());
        if planned.writes().next().is_none() {
            if let (Some(report), None) = (&failed, row) {
                return Err(Trouble::Fails(Box::new(report.clone())));
            }
            let what = failed.map(|report| concise::end(&report, redactor));
            file.left_out
                .extend(what.map(|what| NoteLine { row, what }));
            let cut = planned.cut.take();
            file.cut.extend(cut.map(|what| NoteLine { row, what }));
            return Ok(());
        }
        let of = lines::of(row, &planned, (self.keys, redactor));
        file.writes.extend(of.writes);
        file.assumed.extend(of.assumed);
        let cut = planned.cut.clone();
        file.cut.extend(cut.map(|what| NoteLine {
            row,
            what: redactor.clean(&what).into_owned(),
        }));
        file.assumed.extend(failed.map(|report| NoteLine {
            row,
            what: format!("the run ends so: {}", concise::end(&report, redactor)),
        }));
        planned.take_out_secrets();
        body.runs.push((row, planned));
        Ok(())
    }

    fn profile(&self, profile: &Profile) -> ProfileOf {
        let rate = self.args.rate.clone();
        ProfileOf {
            name: profile.name().to_owned(),
            system: profile.system().to_owned(),
            tenant: profile.tenant(),
            principal: principal(profile),
            rate: rate.or_else(|| profile.common.use_at_most.clone()),
        }
    }
}

pub(super) fn steps_of(file: &KeptFile) -> StepsOf {
    StepsOf {
        name: file.name.to_string(),
        path: absolute(Some(Path::new(&*file.name))),
        sha256: sha256(&file.text),
    }
}

pub(super) fn absolute(path: Option<&Path>) -> Option<PathBuf> {
    path.and_then(|path| std::path::absolute(path).ok())
}
