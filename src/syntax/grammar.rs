//! The parser that pest makes of `grammar/flow.pest`. Nobody outside `syntax` sees its rules.

#[derive(pest_derive::Parser)]
#[grammar = "grammar/flow.pest"]
pub(super) struct Flow;
