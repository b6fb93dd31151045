//! How wide texts are, and where they break. They are drawn in letters of one width, so that a text
//! takes the same room wherever the picture is opened.

/// A text in lines of at most `width` columns and at most `most` lines; what is longer ends in `…`.
pub fn lines(text: &str, first: usize, width: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    let limit = |line: usize| if line == 0 { first } else { width };
    for word in text.split(' ') {
        let mut word = word.to_owned();
        loop {
            let room = limit(lines.len() - 1);
            let blank = usize::from(used > 0);
            let wide = columns(&word);
            if used + blank + wide <= room {
                push(&mut lines, blank > 0, &word);
                used += blank + wide;
                break;
            }
            if used > 0 {
                lines.push(String::new());
                used = 0;
                continue;
            }
            let (head, rest) = split(&word, room);
            push(&mut lines, false, &head);
            lines.push(String::new());
            word = rest;
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while columns(last) + 1 > limit(most - 1) && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

fn push(lines: &mut [String], blank: bool, word: &str) {
    if let Some(line) = lines.last_mut() {
        if blank {
            line.push(' ');
        }
        line.push_str(word);
    }
}

/// As much of a word as fits; always something, so that this comes to an end.
fn split(word: &str, room: usize) -> (String, String) {
    let mut used = 0;
    let mut end = 0;
    for (at, c) in word.char_indices() {
        used += column(c);
        if used > room && at > 0 {
            break;
        }
        end = at + c.len_utf8();
    }
    (word[..end].to_owned(), word[end..].to_owned())
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    text.chars().map(column).sum()
}

/// East Asian letters and pictures take two.
fn column(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_break_between_words_and_long_words_anywhere() {
        assert_eq!(lines("aa bb cc", 5, 5, 9), ["aa bb", "cc"]);
        assert_eq!(lines("aaaaaaaa b", 5, 5, 9), ["aaaaa", "aaa b"]);
        assert_eq!(lines("aa bb cc", 2, 5, 9), ["aa", "bb cc"]);
        assert_eq!(lines("aa bb cc dd", 5, 5, 1), ["aa b…"]);
        assert_eq!(lines("日本語", 4, 4, 9), ["日本", "語"]);
        assert_eq!(lines("", 4, 4, 9), [""]);
    }
}
