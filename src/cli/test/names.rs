//! Which tests are meant by a text.

/// Whether a test's name holds one of these texts, in whatever case; every one where there is none.
pub(super) fn fits(name: &str, texts: &[String]) -> bool {
    let name = name.to_lowercase();
    let mut any = texts.iter();
    texts.is_empty() || any.any(|text| name.contains(&text.to_lowercase()))
}
