//! What an editor waits for, with 5,000 lines open and one of them half typed: findings after a
//! change, and the answers to questions.

#[path = "support/script.rs"]
mod support;

use contactflow::check::Context;
use contactflow::lsp::document::Document;
use contactflow::lsp::{completion, folding, formatting, hover, semantic_tokens, symbols};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::hint::black_box;

const LINES: usize = 5_000;

/// A script of so many lines with a half-typed one in its middle, and where that ends.
fn half_typed() -> (String, u32) {
    let text = support::script(200_000);
    let mut lines: Vec<&str> = text.lines().take(LINES).collect();
    let middle = LINES / 2
        + lines[LINES / 2..]
            .iter()
            .take_while(|line| !line.is_empty())
            .count();
    lines[middle] = "hold contact <";
    let before: usize = lines[..=middle].iter().map(|line| line.len() + 1).sum();
    (lines.join("\n"), before as u32 - 1)
}

fn answers(criterion: &mut Criterion) {
    let (text, at) = half_typed();
    let fresh = || Document::new("generated.flow", text.as_str(), Context::default());
    assert!(!fresh().parsed().is_clean());
    let mut group = criterion.benchmark_group(format!("{LINES} lines, one half typed"));
    group.sample_size(20);
    group.bench_function("findings", |bench| {
        bench.iter_batched(
            fresh,
            |document| document.problems().len(),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("completion", |bench| {
        bench.iter_batched(
            fresh,
            |document| {
                completion::completions(&document, black_box(at))
                    .items
                    .len()
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("hover, with findings", |bench| {
        bench.iter_batched(
            fresh,
            |document| hover::hover(&document, black_box(at / 2)).is_some(),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("colours", |bench| {
        bench.iter_batched(
            fresh,
            |document| semantic_tokens::tokens(&document).len(),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("outline and folds", |bench| {
        bench.iter_batched(
            fresh,
            |document| symbols::symbols(&document).len() + folding::folds(&document).len(),
            BatchSize::PerIteration,
        );
    });
    let whole = support::script(text.len());
    let whole = || Document::new("generated.flow", whole.as_str(), Context::default());
    group.bench_function("formatting", |bench| {
        bench.iter_batched(
            whole,
            |document| formatting::edits(&document),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, answers);
criterion_main!(benches);
