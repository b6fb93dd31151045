//! `flow debug-adapter`

use clap::Args as Group;

#[derive(Group, Debug)]
#[command(after_help = "\
An editor starts this command and speaks the Debug Adapter Protocol over its standard input and
output; it is not for a terminal. docs/editors.md has the setup of VS Code and Neovim.

A launch configuration has one of:
  recording  a file that `flow run --record` wrote
  program    a flow, to be run on the simulator; inputs: { \"Name\": value }
  program with test  a flow or a file of tests, and the name of one of its tests

The run is carried out before the first stop, so that it can be stepped through in both
directions and nothing waits at a breakpoint. Real systems are never used.")]
pub(in crate::cli) struct DebugArgs {}
