//! Small things that texts for people are made of.

use jiff::SignedDuration;
use std::borrow::Cow;

/// A span of time with the precision that matters: `12ms`, `1.2s`, `2m 5s`, `3h`, `1d 2h`.
pub fn duration(duration: SignedDuration) -> String {
    let ms = duration.as_millis();
    match ms {
        0 if !duration.is_zero() => "under 1ms".into(),
        ..1_000 => format!("{ms}ms"),
        1_000..60_000 => {
            let tenths = (ms + 50) / 100;
            match tenths % 10 {
                0 => format!("{}s", tenths / 10),
                rest => format!("{}.{rest}s", tenths / 10),
            }
        }
        60_000..3_600_000 => two(ms / 60_000, "m", ms / 1_000 % 60, "s"),
        3_600_000..86_400_000 => two(ms / 3_600_000, "h", ms / 60_000 % 60, "m"),
        _ => two(ms / 86_400_000, "d", ms / 3_600_000 % 24, "h"),
    }
}

/// Two units; the smaller one only where there is any of it.
fn two(large: i128, unit: &str, small: i128, smaller: &str) -> String {
    match small {
        0 => format!("{large}{unit}"),
        small => format!("{large}{unit} {small}{smaller}"),
    }
}

/// A file's name as people see it: on one line, whatever the file is called. What begins a line is
/// read as a command by some services.
pub fn name(path: &str) -> Cow<'_, str> {
    if !path.contains(char::is_control) {
        return Cow::Borrowed(path);
    }
    let shown = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    Cow::Owned(path.chars().map(shown).collect())
}

/// A text on one line, whatever value is in it: a line break of a customer's field would begin a line that
/// looks like one of ours, or that a CI service takes for a command.
pub fn in_a_line(text: &str) -> Cow<'_, str> {
    const BREAKS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let text = text.strip_suffix('\n').unwrap_or(text);
    let is_command = COMMANDS.iter().any(|command| text.contains(command));
    if !is_command && !text.contains(BREAKS) {
        return Cow::Borrowed(text);
    }
    let shown = |letter: char| match BREAKS.contains(&letter) {
        true => letter.escape_default().to_string(),
        false => letter.to_string(),
    };
    let line: String = text.chars().map(shown).collect();
    let apart =
        |line: String, command: &&str| line.replace(*command, &command.replacen('#', "# ", 1));
    Cow::Owned(COMMANDS.iter().fold(line, apart))
}

/// What CI services take for a command anywhere in a line: GitHub Actions, Azure Pipelines, TeamCity.
const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// `1 action`, `3 actions`
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A text in lines of at most `width` characters, broken between words; what stands between
/// backticks stays together.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in words(text, width) {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(&word);
        }
        used += length;
    }
    lines
}

/// The words of a text; code between backticks is one, unless it is too long for a line.
fn words(text: &str, width: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split(' ') {
        match words.last_mut() {
            Some(last) if open && last.chars().count() + word.chars().count() < width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        open ^= word.matches('`').count() % 2 == 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_the_precision_that_matters() {
        let of = |ms| duration(SignedDuration::from_millis(ms));
        assert_eq!(of(12), "12ms");
        assert_eq!(duration(SignedDuration::from_micros(12)), "under 1ms");
        assert_eq!(of(2_000), "2s");
        assert_eq!(of(1_249), "1.2s");
        assert_eq!(of(125_000), "2m 5s");
        assert_eq!(of(3_600_000), "1h");
        assert_eq!(of(5_400_000), "1h 30m");
        assert_eq!(of(93_600_000), "1d 2h");
    }

    #[test]
    fn no_value_makes_a_line_of_its_own() {
        assert_eq!(in_a_line("Ada\r\nrow 9: fake"), "Ada\\r\\nrow 9: fake");
        assert_eq!(in_a_line("a\n::error::x"), "a\\n::error::x");
        assert_eq!(in_a_line("a ##vso[task.x]y"), "a # #vso[task.x]y");
        assert_eq!(in_a_line("a\n"), "a");
        assert_eq!(in_a_line("a #1 ## b\tc"), "a #1 ## b\tc");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("aaaaaaaa b", 5), ["aaaaaaaa", "b"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(
            wrap("see `on A -> b`. Or c", 12),
            ["see", "`on A -> b`.", "Or c"]
        );
        assert_eq!(wrap("`a b c d e`", 5), ["`a b", "c d", "e`"]);
    }
}
