//! Where in a script something stands.

/// What was being read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Statement,
    /// `on`, `with`, `giving`, `else` or `always`.
    Clause,
    /// A line of a test.
    Test,
    /// What follows a `}` in its line.
    AfterBlock,
}
