//! Names of findings that stay the same from one check to the next, whatever lines are written
//! above them: so a service that collects them knows the old from the new.

use super::inspection::Inspected;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::collections::HashMap;

/// The fingerprints of a file's findings, in their order: 16 hexadecimal digits each.
///
/// What goes in: the path, the number, the bones of the line (no texts, no digits: a phone number
/// could be guessed from its hash), and how many of the same came before.
pub fn of_file(file: &Inspected) -> Vec<String> {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    file.findings
        .iter()
        .map(|found| {
            let hash = base(&file.path, &file.source, found);
            let before = seen.entry(hash).or_default();
            let own = fnv(hash, &before.to_le_bytes());
            *before += 1;
            format!("{own:016x}")
        })
        .collect()
}

fn base(path: &str, source: &Source, found: &Diagnostic) -> u64 {
    let line = source.line_span(source.line_of(found.span().start));
    let hash = fnv(START, path.as_bytes());
    let hash = fnv(hash, &found.code.0.to_le_bytes());
    fnv(hash, bones(source.slice(line)).as_bytes())
}

/// A line without blanks, digits and what stands in quotes: what it is like, and nobody's data.
pub fn bones(line: &str) -> String {
    let mut quoted = false;
    let mut escaped = false;
    let mut bones = String::new();
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted || c.is_whitespace() || c.is_numeric() => {}
            _ => bones.push(c),
        }
    }
    bones
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: the same on every machine and in every version.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().chain(&[0xff]).fold(hash, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bones_hold_nothing_personal() {
        assert_eq!(
            bones(r#"  call "+12025550100" at 17  log "a \" b" "#),
            "callatlog"
        );
    }
}
