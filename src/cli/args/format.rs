//! The form of the findings: for people, or as any of the documents there are.

use crate::report::document::Document;
use crate::report::documents::ALL;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use std::fmt;
use std::sync::LazyLock;

/// The form of the findings.
#[derive(Clone, Copy, Default)]
pub enum Format {
    /// With the flow's lines.
    #[default]
    People,
    /// A line each.
    Concise,
    /// For another program.
    For(&'static dyn Document),
}

impl Format {
    /// The document that it is, if it is one.
    pub fn document(self) -> Option<&'static dyn Document> {
        match self {
            Self::For(document) => Some(document),
            Self::People | Self::Concise => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Concise => "concise",
            Self::For(document) => document.name(),
        }
    }

    fn about(self) -> &'static str {
        match self {
            Self::People => "With the flow's lines",
            Self::Concise => "A line each",
            Self::For(document) => document.about(),
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        static VARIANTS: LazyLock<Vec<Format>> = LazyLock::new(|| {
            let documents = ALL.iter().copied().map(Format::For);
            [Format::People, Format::Concise]
                .into_iter()
                .chain(documents)
                .collect()
        });
        &VARIANTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.about()))
    }
}
