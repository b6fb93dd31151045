//! The command `flow`.

fn main() -> std::process::ExitCode {
    contactflow::cli::main()
}
