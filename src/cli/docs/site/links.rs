//! Where links of documents lead on the site.

/// A link of a document in `docs`, or of a page that is written as one.
pub(super) fn to(written: &str) -> String {
    if written.contains("://") || written.starts_with('#') {
        return written.to_owned();
    }
    let (path, part) = match written.split_once('#') {
        Some((path, part)) => (path, format!("#{part}")),
        None => (written, String::new()),
    };
    // the site's folder is `docs`; what is above it has a page there
    let path = path
        .strip_prefix("../")
        .filter(|_| is_above(path))
        .unwrap_or(path);
    // and pages from above it name it
    let path = path.strip_prefix("docs/").unwrap_or(path);
    let page = match path {
        "README.md" => "index".to_owned(),
        "examples" | "examples/" => "examples/index".to_owned(),
        path => match path
            .strip_suffix(".md")
            .or_else(|| path.strip_suffix(".flow"))
        {
            Some(page) => page.to_owned(),
            None if path.starts_with("examples/") => path.to_owned(),
            // a file that is copied as it is
            None => return format!("{path}{part}"),
        },
    };
    format!("{page}.html{part}")
}

fn is_above(path: &str) -> bool {
    path.starts_with("../examples") || path == "../SECURITY.md"
}

#[cfg(test)]
mod tests {
    use super::to;

    #[test]
    fn links_lead_to_pages() {
        for (written, expected) in [
            ("runs.md", "runs.html"),
            ("runs.md#undo", "runs.html#undo"),
            ("README.md", "index.html"),
            ("docs/security.md", "security.html"),
            ("../SECURITY.md", "SECURITY.html"),
            ("../examples", "examples/index.html"),
            ("../examples/hold.flow", "examples/hold.html"),
            ("../examples/kit.rs", "examples/kit.rs.html"),
            (
                "../../outcome-list.md#InvalidState",
                "../../outcome-list.html#InvalidState",
            ),
            ("schema/run.json", "schema/run.json"),
            ("#here", "#here"),
            ("https://example.com/a.md", "https://example.com/a.md"),
        ] {
            assert_eq!(to(written), expected);
        }
    }
}
