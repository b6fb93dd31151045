//! What the command tells the shell.

use std::process::ExitCode;

/// How the command ended. Where several scripts were run the worst wins: the last in this list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
pub enum Exit {
    /// 0: everything was done.
    Done,
    /// 2, of `plan --ci` alone: there is something to do.
    Changes,
    /// 1: a flow failed or was cancelled; `check --deny` found what it denies; `--diff` or
    /// `fmt --check` found something to change.
    Failed,
    /// 2: a flow has errors.
    Script,
    /// 3: it could not start, or could not write its output: a wrong option, profile, secret, input or
    /// address, a missing file, a full disk.
    Environment,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Script | Self::Changes => 2,
            Self::Environment => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}
