//! Which lines of a file were changed.

/// Lines that a change wrote, as ranges of first and last.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lines(Vec<(u32, u32)>);

impl Lines {
    /// Reads a diff without context: `@@ -3,2 +4,5 @@`.
    pub fn of_diff(diff: &str) -> Self {
        Self(diff.lines().filter_map(hunk).collect())
    }

    /// Whether any of these lines was changed.
    pub fn any(&self, first: u32, last: u32) -> bool {
        let next = self.0.partition_point(|(_, to)| *to < first);
        self.0.get(next).is_some_and(|(from, _)| *from <= last)
    }
}

fn hunk(line: &str) -> Option<(u32, u32)> {
    let rest = line.strip_prefix("@@ -")?;
    let (_, after) = rest.split_once(" +")?;
    let (place, _) = after.split_once(" @@")?;
    let (first, count) = place.split_once(',').unwrap_or((place, "1"));
    let (first, count): (u32, u32) = (first.parse().ok()?, count.parse().ok()?);
    (count > 0).then(|| (first, first + count - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_say_which_lines_were_written() {
        let diff =
            "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n@@ -5,0 +6,3 @@ on X\n@@ -9,2 +12,0 @@\n";
        let lines = Lines::of_diff(diff);
        assert_eq!(lines, Lines(vec![(1, 1), (6, 8)]));
        assert!(lines.any(8, 20) && lines.any(1, 1) && !lines.any(2, 5) && !lines.any(12, 12));
    }
}
