//! Patterns of paths and of actions' words, as globset has them: `*` stands for anything within one
//! part of a path, `**` for any parts, `?` for one character, `[ab]` and `{a,b}` for one of several.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A pattern.
#[derive(Clone, Debug)]
pub struct Glob {
    pattern: String,
    set: GlobSet,
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.pattern == other.pattern
    }
}

impl Glob {
    /// A pattern of paths from the folder of the settings, with `/` between their parts. A
    /// folder's name stands for what is in it, and a `/` before it for that folder, as git has
    /// it. `Err` says what is wrong with it.
    pub fn paths(pattern: &str) -> Result<Self, String> {
        if pattern.starts_with('!') {
            return Err("a path cannot start with `!`: list the paths of the policy".into());
        }
        let bare = pattern.trim_start_matches("./").trim_start_matches('/');
        let folder = bare.trim_end_matches('/');
        if folder.is_empty() {
            return Err("a path is empty; without `paths` a policy applies to every flow".into());
        }
        Self::new(pattern, &[folder, &format!("{folder}/**")], true)
    }

    /// A pattern of actions' words; there `*` stands for any words.
    pub fn words(pattern: &str) -> Result<Self, String> {
        Self::new(pattern, &[pattern], false)
    }

    fn new(pattern: &str, each: &[&str], parts: bool) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for one in each {
            let glob = GlobBuilder::new(one).literal_separator(parts).build();
            set.add(
                glob.map_err(|error| format!("this pattern cannot be read: {}", error.kind()))?,
            );
        }
        Ok(Self {
            pattern: pattern.to_owned(),
            set: set.build().map_err(|error| error.kind().to_string())?,
        })
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// Whether it fits a path, or an action's words.
    pub fn fits(&self, text: &str) -> bool {
        self.set.is_match(text.trim_start_matches("./"))
    }
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
            ("/night/", "night/a.flow", true),
            ("/night/**", "night/a.flow", true),
            ("./night/*", "night/a.flow", true),
            ("night", "nightly/a.flow", false),
            ("n?ght/*", "night/a.flow", true),
            ("n?ght/*", "n/ght/a.flow", false),
            ("{night,weekend}/**", "weekend/a.flow", true),
            ("[nm]ight/**", "might/a.flow", true),
            ("**/x*y/*.flow", "a/xay/xby/c.flow", true),
            ("a/*/c", "a/b/b/c", false),
            ("a/**/c", "a/b/b/c", true),
        ] {
            let glob = Glob::paths(pattern).expect(pattern);
            assert_eq!(glob.fits(path), expected, "{pattern} {path}");
        }
        for wrong in ["!night/**", "", "/", "night/[a"] {
            assert!(Glob::paths(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn patterns_fit_words() {
        let dial = Glob::words("dial *").unwrap();
        assert!(dial.fits("dial phone") && dial.fits("dial agent leg"));
        assert!(!dial.fits("end contact"));
        assert!(Glob::words("end contact").unwrap().fits("end contact"));
        assert!(
            !Glob::words("end contact")
                .unwrap()
                .fits("end contact in session")
        );
    }
}
