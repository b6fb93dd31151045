//! The command `flow`: a file a subcommand.
