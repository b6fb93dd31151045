//! The command `flow`.

/// Memory in large pieces, which the kernel is asked for less often: see `Cargo.toml`.
#[cfg(target_os = "linux")]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    contactflow::cli::main()
}
