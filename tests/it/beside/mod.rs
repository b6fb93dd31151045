//! The examples beside agents' desktops: what is asked of every one of them, and that each is in a table
//! that runs it so. The tables themselves stand with their systems' tests.

mod hand_over;

use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, Profile};
use contactflow::config::Config;
use contactflow::systems::System;
use contactflow::value::{Record, Value};
use contactflow::{Engine, RunReport, Script};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// A flow of `examples/`, and what a person would give it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What its golden is called.
    pub name: &'static str,
    /// The flow's file, less its ending.
    pub file: &'static str,
    pub inputs: &'static [(&'static str, &'static str)],
    /// What somebody says to it: each is answered with yes.
    pub signals: &'static [&'static str],
}

impl Example {
    pub const fn new(file: &'static str, inputs: &'static [(&'static str, &'static str)]) -> Self {
        Self {
            name: file,
            file,
            inputs,
            signals: &[],
        }
    }

    /// The same flow, with something else given to it.
    pub const fn called(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    pub const fn told(mut self, signals: &'static [&'static str]) -> Self {
        self.signals = signals;
        self
    }

    /// Runs it on these systems; the first is that of a flow without a `use` line.
    pub async fn run(&self, profile: Profile, on: &[Arc<dyn System>]) -> RunReport {
        let path = format!("examples/{}.flow", self.file);
        let text = std::fs::read_to_string(&path).expect("an example");
        let context = Context::of([profile]).in_house(always_open().house_of(Path::new(&path)));
        let script = Script::check(&path, &hurried(&text), Catalogue::builtin(), &context);
        let script = script.expect("nothing is wrong with it");
        let mut engine = Engine::builder();
        for system in on {
            engine = engine.system(system.clone());
        }
        let engine = engine.build().expect("a runtime");
        let asked = &script.program().inputs;
        let needed = self.inputs.iter();
        let needed = needed.filter(|(name, _)| asked.iter().any(|input| *input.name == **name));
        let needed = needed.map(|(name, value)| ((*name).into(), Value::text(*value)));
        let run = engine.start(script.program().clone(), Record::from_iter(needed));
        for signal in self.signals {
            let heard = run.signal(*signal, Value::YesNo(true)).await;
            heard.expect("the run can hear it");
        }
        let report = run.wait().await;
        engine.close().await;
        report
    }
}

/// The same flow for somebody in a hurry: minutes of waiting are over at once, and so is a colleague's
/// telephone that rings.
fn hurried(text: &str) -> String {
    let minutes = regex_lite::Regex::new(r"at most (\d+m|45s)\b").expect("a pattern");
    minutes.replace_all(text, "at most 300ms").into_owned()
}

/// Whatever the day of the test, the calendar that the examples ask is open.
fn always_open() -> Config {
    let days = "monday tuesday wednesday thursday friday saturday sunday";
    let days = days
        .split(' ')
        .map(|day| format!("{day} = \"00:00-24:00\""));
    let days: Vec<String> = days.collect();
    let text = format!(
        "[calendar.support]\nzone = \"Europe/Rome\"\nhours = {{ {} }}\n",
        days.join(", ")
    );
    Config::parse("flow.toml", &text, Path::new(".")).expect("settings")
}

/// A profile that says nothing but which system it is of, and what it brings.
pub fn profile(system: &str, provided: &[&str]) -> Profile {
    Profile {
        system: system.into(),
        provided: provided.iter().map(|name| (*name).into()).collect(),
        ..Profile::default()
    }
}

/// Whoever adds an example says beside which desktop it is safe.
#[test]
fn every_example_runs_beside_a_desktop() {
    let tables = [
        crate::cxone::EXAMPLES,
        crate::finesse::EXAMPLES,
        crate::easycim::EXAMPLES,
        hand_over::EXAMPLES,
    ];
    let run: BTreeSet<&str> = tables.concat().iter().map(|one| one.file).collect();
    let there = std::fs::read_dir("examples").expect("the examples");
    let there: BTreeSet<String> = there
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix(".flow")?.to_owned()))
        .filter(|name| !name.ends_with(".test"))
        .collect();
    let missing: Vec<&String> = there
        .iter()
        .filter(|name| !run.contains(name.as_str()))
        .collect();
    assert!(missing.is_empty(), "in no table: {missing:?}");
    for name in run {
        assert!(there.contains(name), "there is no examples/{name}.flow");
    }
}
