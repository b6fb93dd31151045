//! Text to tree, and text to findings, of a generated script: bytes and lines a second.

#[path = "support/script.rs"]
mod support;

use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, lint_text};
use contactflow::source::Source;
use contactflow::syntax::parse;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;

const SIZES: [(&str, usize); 3] = [
    ("1 MB", 1_000_000),
    ("2 MB", 2_000_000),
    ("4 MB", 4_000_000),
];

fn speed(criterion: &mut Criterion) {
    let catalogue = Catalogue::builtin();
    for (name, bytes) in SIZES {
        let text = support::script(bytes);
        let source = Arc::new(Source::new("generated.flow", text.as_str()));
        let lines = text.lines().count() as u64;
        let found = lint_text(&source, catalogue, &Context::default());
        assert!(
            found
                .iter()
                .all(|found| found.severity < contactflow::diagnostic::Severity::Error)
        );

        let mut group = criterion.benchmark_group(format!("{name}, {lines} lines"));
        group.sample_size(20);
        for unit in [
            Throughput::Bytes(text.len() as u64),
            Throughput::Elements(lines),
        ] {
            let counted = match unit {
                Throughput::Bytes(_) => "bytes",
                _ => "lines",
            };
            group.throughput(unit);
            group.bench_function(format!("parse ({counted})"), |bench| {
                bench.iter(|| parse(black_box(&source)));
            });
            group.bench_function(format!("parse and check ({counted})"), |bench| {
                bench.iter(|| lint_text(black_box(&source), catalogue, &Context::default()));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, speed);
criterion_main!(benches);
