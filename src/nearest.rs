//! "Did you mean …": the one measure of how near two names are.

/// The candidate nearest to `word`, if one is near enough: at most a quarter of its letters
/// differ and never more than two, or only the case does. A swap of two neighbours counts as one difference.
/// Where two are equally near, `Sonday`, nobody can tell which is meant, and none is.
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
    let mut several = false;
    for candidate in candidates {
        let Some(distance) = near(word, name(&candidate)) else {
            continue;
        };
        let same = |best: &T| name(best).eq_ignore_ascii_case(name(&candidate));
        match &best {
            Some((least, _)) if distance > *least => {}
            Some((least, best)) if distance == *least => several |= !same(best),
            _ => {
                several = false;
                best = Some((distance, candidate));
            }
        }
    }
    best.filter(|_| !several).map(|(_, candidate)| candidate)
}

/// How far apart two names are, if they are near enough to be taken for each other; 0 where only
/// the case differs.
pub fn near(word: &str, other: &str) -> Option<usize> {
    #[cfg(test)]
    COMPARED.set(COMPARED.get() + 1);
    if word.len().max(other.len()) > 4 * LONGEST || are_far_apart(word, other) {
        return None;
    }
    let lower = |text: &str| {
        text.chars()
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let (word, other) = (lower(word), lower(other));
    let (count, other_count) = (word.chars().count(), other.chars().count());
    let threshold = threshold(count.max(other_count));
    if count.abs_diff(other_count) > threshold || count > LONGEST {
        return None;
    }
    let distance = strsim::osa_distance(&word, &other);
    (distance <= threshold && !are_opposites(&word, &other)).then_some(distance)
}

/// Whether two names are too far apart for sure, seen without the cost of measuring: most of what a
/// name is compared with is nothing like it. A letter put in or left out changes one of the letters
/// that there are, another in its place two.
fn are_far_apart(word: &str, other: &str) -> bool {
    if !word.is_ascii() || !other.is_ascii() {
        return false;
    }
    let letters = |text: &str| {
        let bits = text.bytes().map(|byte| 1_u64 << (byte & 0x1f));
        bits.fold(0, |all, bit| all | bit)
    };
    let most = threshold(word.len().max(other.len()));
    word.len().abs_diff(other.len()) > most
        || (letters(word) ^ letters(other)).count_ones() as usize > 2 * most
}

/// Whether nothing differs but the case, or what a slip of the pen makes.
pub fn is_slip(word: &str, other: &str) -> bool {
    let most = 1 + usize::from(word.chars().count() >= LONG);
    near(word, other).is_some_and(|distance| distance <= most)
}

/// A word of so many letters is the same with two of them wrong.
const LONG: usize = 8;

/// How many letters may differ in words of so many.
fn threshold(letters: usize) -> usize {
    match letters {
        0..3 => 0,
        letters => (letters / 4).clamp(1, 2),
    }
}

/// What turns a word into its opposite.
const TURNS: [&str; 6] = ["un", "in", "dis", "not", "non", "de"];

/// Whether one word is the other's opposite by what stands before it: `mask` and `unmask`. However
/// near the letters are, nobody who writes the one means the other.
fn are_opposites(word: &str, other: &str) -> bool {
    let turned = |long: &str, short: &str| {
        let before = long.strip_suffix(short);
        before.is_some_and(|before| TURNS.contains(&before))
    };
    turned(word, other) || turned(other, word)
}

#[cfg(test)]
thread_local! {
    static COMPARED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// How many names this thread has compared so far.
#[cfg(test)]
pub fn compared() -> usize {
    COMPARED.get()
}

/// Longer names are not compared: nobody mistypes a paragraph.
const LONGEST: usize = 200;

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
    fn opposites_are_never_near() {
        for (word, other) in [
            ("Connected", "Disconnected"),
            ("mask", "unmask"),
            ("NotReady", "WorkReady"),
            ("CallbackTime", "CallbackId"),
        ] {
            assert_eq!(near(word, other), None, "{word}");
            assert_eq!(near(other, word), None, "{other}");
        }
    }

    #[test]
    fn a_slip_is_one_letter_or_two_of_many() {
        for (word, other, slip) in [
            ("Hold", "hold", true),
            ("Unkonwn", "Unknown", true),
            ("InvaldState", "InvalidState", true),
            ("Zone", "Time", false),
        ] {
            assert_eq!(is_slip(word, other), slip, "{word}");
        }
    }

    #[test]
    fn names_that_are_near_are_never_taken_for_far_apart() {
        let names = [
            "hold",
            "Held",
            "hodl",
            "holds",
            "hld",
            "contact",
            "contcat",
            "InvalidState",
            "invalid_state",
            "InvaldSate",
            "a-b",
            "a_b",
            "x1",
            "x2",
        ];
        for word in names {
            for other in names {
                let lower = (word.to_lowercase(), other.to_lowercase());
                let distance = strsim::osa_distance(&lower.0, &lower.1);
                if distance <= threshold(word.len().max(other.len())) {
                    assert!(!are_far_apart(word, other), "{word} {other}");
                }
            }
        }
    }

    #[test]
    fn a_swap_counts_once() {
        assert_eq!(near("abcdef", "abdcef"), Some(1));
        assert_eq!(near("abc", "cba"), None);
    }
}
