//! What Linux says of processes.

use std::fs::read_to_string;
use std::time::Duration;

/// The most memory that a process has had at once, in bytes; nothing where it is over.
#[allow(dead_code, reason = "not every benchmark asks for everything")]
pub fn most_memory(pid: u32) -> Option<u64> {
    let status = read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// The memory of this process, in bytes.
#[allow(dead_code, reason = "not every benchmark asks for everything")]
pub fn resident() -> u64 {
    let statm = read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0u64) * 4096
}

/// The processor time of this process, to a hundredth of a second.
#[allow(dead_code, reason = "not every benchmark asks for everything")]
pub fn processor() -> Duration {
    let stat = read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit(')').next().unwrap_or_default();
    let fields = behind.split_whitespace().skip(11).take(2);
    let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
