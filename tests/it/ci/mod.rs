//! `flow check` as services that check changes use it: outputs, fixes, histories.

mod fixes;
mod folders;
mod former;
mod house;
#[cfg(unix)]
mod install;
mod mends;
mod outputs;
#[cfg(target_os = "linux")]
mod release;
mod schemas;
mod services;
mod since;

use super::cli::call::{Call, Done};

/// Scripts with something of everything: errors with fixes, warnings, characters beyond ASCII,
/// what formats must escape, and a phone number that nobody may see.
const FIRST: &str = "\
use cxone

hold contct <ContactId>
log \"é😀\" extra, \"a%b:c\"
schedule callback to \"+12025550123\" at now
    on Missing -> fail \"50% & <more>, \\\"so\\\"\"
";
const SECOND: &str = "\
use cxone
set security user <AgentId>
join agent session
hold contact <ContactId>
    on InvalidStat => retry
";
const THIRD: &str = "\
use cxone
set security user <AgentId>
join agent session
hold contact <ContactId>
    on InvalidState -> retry 3 times every 2s
";

/// A check of all of them, in this form.
fn check(form: &str, more: &[&str]) -> Done {
    let mut args = vec!["check", "--output", form];
    args.extend(more);
    Call::new(&args)
        .file("a, b.flow", FIRST)
        .file("night/é#1.flow", SECOND)
        .file("night/warned.flow", THIRD)
        .file("right.flow", "log \"good morning\"\n")
        .run()
}

/// Goldens stand in `tests/ci`.
macro_rules! golden {
    ($name:expr, $text:expr) => {
        insta::with_settings!({
            snapshot_path => "../../ci",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!($name, $text);
        })
    };
}
use golden;
