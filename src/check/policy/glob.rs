//! Patterns of paths and of actions' words.

/// A pattern: `*` stands for anything within one part of a path, `**` for anything at all, `?`
/// for one character.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glob(String);

impl Glob {
    /// The pattern as written.
    pub fn new(pattern: &str) -> Self {
        Self(pattern.trim_start_matches("./").to_owned())
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it fits a path with `/` between its parts. A folder's name stands for what is in
    /// it.
    pub fn fits_path(&self, path: &str) -> bool {
        let path = path.trim_start_matches("./");
        let folder = self.0.trim_end_matches('/');
        fits(self.0.as_bytes(), path.as_bytes(), b'/')
            || path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether it fits an action's words: there `*` stands for any words.
    pub fn fits_words(&self, words: &str) -> bool {
        fits(self.0.as_bytes(), words.as_bytes(), 0)
    }
}

/// Goes through pattern and text once; where it gets stuck, the last star takes one more.
fn fits(pattern: &[u8], text: &[u8], wall: u8) -> bool {
    let (mut at, mut in_text) = (0, 0);
    // Where to go on after a star has taken one more, and whether it stops at walls: the last
    // star of each sort, since a `*` that has hit a wall leaves it to the `**` before it.
    let mut stars: [Option<(usize, usize)>; 2] = [None, None];
    loop {
        let here = text.get(in_text);
        match (pattern.get(at), here) {
            (None, None) => return true,
            (Some(b'*'), _) => {
                let wide = pattern.get(at + 1) == Some(&b'*');
                at += if wide { 2 } else { 1 };
                // `**/` may stand for nothing at all.
                if wide && pattern.get(at) == Some(&b'/') && in_text == 0 {
                    at += 1;
                }
                if wide {
                    stars = [None, Some((at, in_text))];
                } else {
                    stars[0] = Some((at, in_text));
                }
                continue;
            }
            (Some(b'?'), Some(byte)) if *byte != wall => {}
            (Some(wanted), Some(byte)) if wanted == byte => {}
            _ => {
                if !take_more(&mut stars, text, wall, &mut at, &mut in_text) {
                    return false;
                }
                continue;
            }
        }
        at += 1;
        in_text += 1;
    }
}

fn take_more(
    stars: &mut [Option<(usize, usize)>; 2],
    text: &[u8],
    wall: u8,
    at: &mut usize,
    in_text: &mut usize,
) -> bool {
    for (index, star) in stars.iter_mut().enumerate() {
        let Some((after, taken)) = star else { continue };
        let next = text.get(*taken);
        if next.is_some_and(|byte| index == 1 || *byte != wall) {
            *taken += 1;
            (*at, *in_text) = (*after, *taken);
            if index == 1 {
                stars[0] = None;
            }
            return true;
        }
        *star = None;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_paths() {
        for (pattern, path, expected) in [
            ("hold.flow", "hold.flow", true),
            ("*.flow", "hold.flow", true),
            ("*.flow", "night/hold.flow", false),
            ("**/*.flow", "night/hold.flow", true),
            ("**/*.flow", "hold.flow", true),
            ("**/hold.flow", "a/b/hold.flow", true),
            ("night/**", "night/a/b.flow", true),
            ("night", "night/a.flow", true),
            ("night/", "night/a.flow", true),
            ("./night/*", "night/a.flow", true),
            ("night", "nightly/a.flow", false),
            ("n?ght/*", "night/a.flow", true),
            ("n?ght/*", "n/ght/a.flow", false),
            ("**/x*y/*.flow", "a/xay/xby/c.flow", true),
            ("a/*/c", "a/b/b/c", false),
            ("a/**/c", "a/b/b/c", true),
        ] {
            assert_eq!(
                Glob::new(pattern).fits_path(path),
                expected,
                "{pattern} {path}"
            );
        }
    }

    #[test]
    fn patterns_fit_words() {
        let dial = Glob::new("dial *");
        assert!(dial.fits_words("dial phone") && dial.fits_words("dial agent leg"));
        assert!(!dial.fits_words("end contact"));
        assert!(Glob::new("end contact").fits_words("end contact"));
        assert!(!Glob::new("end contact").fits_words("end contact in session"));
    }
}
