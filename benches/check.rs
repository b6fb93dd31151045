//! The command as a CI job starts it: its start-up, one large script, many findings in each form,
//! and a folder of many scripts.

#[path = "support/script.rs"]
mod support;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const MEGABYTE: usize = 1_000_000;

fn flow(args: &[&str], file: Option<&Path>, code: i32) {
    let status = Command::new(env!("CARGO_BIN_EXE_flow"))
        .args(args)
        .args(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let ended = status.ok().and_then(|status| status.code());
    assert_eq!(ended, Some(code), "flow {args:?} {file:?}");
}

fn start(criterion: &mut Criterion) {
    criterion.bench_function("flow --version", |bench| {
        bench.iter(|| flow(&["--version"], None, 0));
    });
}

/// 1x, 2x, 4x: the time has to grow with the size alone.
fn sizes(criterion: &mut Criterion, folder: &Path) {
    let mut group = criterion.benchmark_group("flow check, one script");
    group.sample_size(20);
    for times in [1, 2, 4] {
        let text = support::script(times * MEGABYTE);
        let file = written(folder, &format!("right{times}.flow"), &text);
        // what is measured is the check, and not how findings are shown
        flow(&["check", "--deny", "notes"], Some(&file), 0);
        group.throughput(Throughput::Bytes(text.len() as u64));
        let lines = text.lines().count();
        let name = BenchmarkId::from_parameter(format!("{times} MB, {lines} lines"));
        group.bench_function(name, |bench| {
            bench.iter(|| flow(&["check"], Some(&file), 0))
        });
    }
    group.finish();
}

/// A megabyte with a thousand mistakes, in every form.
fn findings(criterion: &mut Criterion, folder: &Path) {
    let file = written(folder, "wrong.flow", &wrong());
    let mut group = criterion.benchmark_group("flow check, 1,000 findings in 1 MB");
    group.sample_size(20);
    let forms = [
        "people", "concise", "json", "sarif", "github", "gitlab", "junit",
    ];
    for form in forms {
        group.bench_function(form, |bench| {
            bench.iter(|| flow(&["check", "--output", form], Some(&file), 2));
        });
    }
    group.bench_function("--diff --unsafe-fixes", |bench| {
        bench.iter(|| flow(&["check", "--diff", "--unsafe-fixes"], Some(&file), 1));
    });
    group.finish();
}

/// Outcomes that are misspelt, a thousand of them.
fn wrong() -> String {
    let mut left = 1_000;
    let text = support::script(MEGABYTE);
    let lines = text.lines().map(|line| {
        let swap = left > 0 && line.contains("on InvalidState ");
        left -= usize::from(swap);
        let line = match swap {
            true => line.replace("on InvalidState ", "on InvalidStat "),
            false => line.to_owned(),
        };
        line + "\n"
    });
    lines.collect()
}

fn folders(criterion: &mut Criterion, folder: &Path) {
    let many = folder.join("many");
    for number in 0..500 {
        let text = support::script(7_000);
        written(&many, &format!("{}/{number}.flow", number % 20), &text);
    }
    let mut group = criterion.benchmark_group("flow check, a folder");
    group.sample_size(20);
    group.bench_function("500 scripts of 200 lines", |bench| {
        bench.iter(|| flow(&["check"], Some(&many), 0));
    });
    group.finish();
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    let made = path.parent().map(std::fs::create_dir_all);
    assert!(made.is_some_and(|made| made.is_ok()));
    assert!(std::fs::write(&path, text).is_ok(), "{}", path.display());
    path
}

fn all(criterion: &mut Criterion) {
    let folder = tempfile::tempdir();
    let Ok(folder) = folder else { return };
    start(criterion);
    sizes(criterion, folder.path());
    findings(criterion, folder.path());
    folders(criterion, folder.path());
}

criterion_group!(benches, all);
criterion_main!(benches);
