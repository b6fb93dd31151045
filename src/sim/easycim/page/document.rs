//! The page's document: one file, everything in it.

use super::super::house::House;
use super::super::options::Library;
use crate::sim::reply::Reply;
use crate::sim::request::Request;

/// What the document is put together from, each under its name in the document.
const PARTS: [(&str, &str); 7] = [
    ("{{style}}", include_str!("desk.css")),
    ("{{deferred}}", include_str!("deferred.js")),
    ("{{socket}}", include_str!("socket.js")),
    ("{{toolbar}}", include_str!("toolbar.js")),
    ("{{parts}}", include_str!("parts.js")),
    ("{{log}}", include_str!("log.js")),
    ("{{desk}}", include_str!("desk.js")),
];

/// The page, with a policy as strict as a careful CRM's: no script runs but its own, and it
/// reaches nothing but this server and the toolbar. `?library=old` asks for the old library.
pub(super) fn page(house: &House, toolbar: &str, request: &Request) -> Reply {
    let library = match request.params.text("library").as_deref() {
        Some("old") => Library::Old,
        Some("new") => Library::New,
        _ => house.desk(|desk| desk.library),
    };
    let nonce = format!("{:032x}", fastrand::Rng::new().u128(..));
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         img-src data:; connect-src 'self' {toolbar}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'self'"
    );
    Reply::text(
        200,
        "text/html; charset=utf-8",
        document(library, toolbar, &nonce),
    )
    .header("content-security-policy", policy)
    .header("cache-control", "no-store")
    .header("x-content-type-options", "nosniff")
    .header("referrer-policy", "no-referrer")
}

/// A page as of a CRM that has the desktop in a frame: the library is in there, not in the page itself.
pub(super) fn in_frame() -> Reply {
    let policy = "default-src 'none'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let text = "<!doctype html><html lang=\"en\"><title>CRM · simulated easyCIM</title>\
                <iframe src=\"/\" title=\"Agent desktop\"></iframe></html>";
    Reply::text(200, "text/html; charset=utf-8", text)
        .header("content-security-policy", policy)
        .header("cache-control", "no-store")
        .header("x-content-type-options", "nosniff")
}

fn document(library: Library, toolbar: &str, nonce: &str) -> String {
    let library = match library {
        Library::Old => "old",
        Library::New => "new",
    };
    let document = include_str!("desk.html").to_owned();
    let document = PARTS.iter().fold(document, |document, (name, text)| {
        document.replace(name, text)
    });
    document
        .replace("{{nonce}}", nonce)
        .replace("{{library-version}}", library)
        .replace("{{toolbar-address}}", toolbar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_whole_and_fetches_nothing() {
        let document = document(Library::Old, "ws://127.0.0.1:2337", "abc");
        for left in ["{{", "}}", "https://", "@import", "url(", "src=\"http"] {
            assert!(!document.contains(left), "{left}");
        }
        assert!(document.contains("content=\"ws://127.0.0.1:2337\""));
        assert!(document.contains("data-library=\"old\""));
    }
}
