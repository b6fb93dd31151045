//! Texts in the engine's queries.

/// A text as a query has it.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Several of them.
pub(super) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("({})", all.join(", "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(super::quoted("o'neill"), "'o''neill'");
        assert_eq!(super::list(["a", "b'"]), "('a', 'b''')");
    }
}
