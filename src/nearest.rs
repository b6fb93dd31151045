//! "Did you mean …": the one measure of how near two names are.

/// The candidate nearest to `word`, if one is near enough: at most a third of its letters differ,
/// or only the case does. A swap of two neighbours counts as one difference.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(word, candidates, |candidate| candidate)
}

/// As [`nearest`], for anything that has a name.
pub fn nearest_of<T>(
    word: &str,
    candidates: impl IntoIterator<Item = T>,
    name: impl Fn(&T) -> &str,
) -> Option<T> {
    let mut best: Option<(usize, T)> = None;
    for candidate in candidates {
        let limit = best.as_ref().map_or(usize::MAX, |(distance, _)| *distance);
        if let Some(distance) = near(word, name(&candidate))
            && distance < limit
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How far apart two names are, if they are near enough to be taken for each other; 0 where only
/// the case differs.
pub fn near(word: &str, other: &str) -> Option<usize> {
    if word.len().max(other.len()) > 4 * LONGEST {
        return None;
    }
    let word: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let other: Vec<char> = other.chars().flat_map(char::to_lowercase).collect();
    let threshold = word.len().max(other.len()) / 3;
    if word.len().abs_diff(other.len()) > threshold || word.len() > LONGEST {
        return None;
    }
    let distance = distance(&word, &other);
    (distance <= threshold).then_some(distance)
}

/// Longer names are not compared: nobody mistypes a paragraph.
const LONGEST: usize = 200;

fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for row in 1..=a.len() {
        let mut line = Vec::with_capacity(b.len() + 1);
        line.push(row);
        for column in 1..=b.len() {
            let same = a[row - 1] == b[column - 1];
            let mut best = (last[column] + 1)
                .min(line[column - 1] + 1)
                .min(last[column - 1] + usize::from(!same));
            if row > 1 && column > 1 && a[row - 1] == b[column - 2] && a[row - 2] == b[column - 1] {
                best = best.min(before[column - 2] + 1);
            }
            line.push(best);
        }
        before = std::mem::replace(&mut last, line);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_near_are_found() {
        let names = ["InvalidState", "InvalidContactId", "Unknown"];
        for (word, expected) in [
            ("InvalidSate", Some("InvalidState")),
            ("invalidstate", Some("InvalidState")),
            ("InvalidContactID", Some("InvalidContactId")),
            ("Unkonwn", Some("Unknown")),
            ("Held", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, names), expected, "{word}");
        }
    }

    #[test]
    fn the_same_but_for_case_wins() {
        assert_eq!(nearest("held", ["Hold", "Held"]), Some("Held"));
        assert_eq!(nearest("on", ["or", "On"]), Some("On"));
    }

    #[test]
    fn a_swap_counts_once() {
        assert_eq!(near("abcdef", "abdcef"), Some(1));
        assert_eq!(near("abc", "cba"), None);
    }
}
