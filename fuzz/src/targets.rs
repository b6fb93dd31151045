//! What is tried: each target takes any bytes, and may neither panic, nor hang, nor contradict itself.

use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, check_text};
use contactflow::config::Config;
use contactflow::source::Source;
use contactflow::syntax;
use std::path::Path;
use std::sync::Arc;

/// A target: any bytes.
pub type Target = fn(&[u8]);

/// All of them, by their names.
pub const ALL: [(&str, Target); 7] = [
    ("script", script),
    ("settings", settings),
    ("xml", xml),
    ("xmpp", xmpp),
    ("cxone_json", cxone_json),
    ("toolbar_packet", toolbar_packet),
    ("editor_framing", editor_framing),
];

/// A script is checked; one that can be formatted is, and formatting again changes nothing.
pub fn script(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let source = Arc::new(Source::new("fuzz.flow", &*text));
    check_text(&source, Catalogue::builtin(), &Context::default());
    let Ok(formatted) = syntax::format(&source) else {
        return;
    };
    let again = Source::new("fuzz.flow", formatted.as_str());
    match syntax::format(&again) {
        Ok(twice) => assert_eq!(twice, formatted, "formatting twice is another text"),
        Err(findings) => panic!("what was formatted does not parse: {formatted:?}: {findings:?}"),
    }
}

/// Settings are read, and every profile in them.
pub fn settings(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(config) = Config::parse("flow.toml", &text, Path::new(".")) {
        for name in config.names() {
            let _ = config.profile(Some(name));
        }
    }
}

/// Finesse's XML: an answer, and an event's payload.
pub fn xml(data: &[u8]) {
    use contactflow::systems::finesse::model::{Body, Update};
    let text = String::from_utf8_lossy(data);
    let _ = Body::read(&text);
    let _ = Update::read_all(&text);
}

/// Finesse's events: the same stream, in one piece and in many.
pub fn xmpp(data: &[u8]) {
    use contactflow::systems::finesse::xmpp::untrusted::read;
    let whole = read(std::iter::once(data));
    let pieces = read(data.chunks(3));
    assert_eq!(
        whole, pieces,
        "how a stream is cut into packets changes what it says"
    );
}

/// CXone's JSON: a batch of events.
pub fn cxone_json(data: &[u8]) {
    contactflow::systems::cxone::read_untrusted(data);
}

/// What a toolbar's program, or a page beside its library, may say.
pub fn toolbar_packet(data: &[u8]) {
    contactflow::systems::easycim::read_untrusted(&String::from_utf8_lossy(data));
}

/// What an editor may say: the messages of its protocol, whatever is in them.
pub fn editor_framing(data: &[u8]) {
    // A length that no editor means: refusing it is the reader's own affair.
    let text = String::from_utf8_lossy(data).to_ascii_lowercase();
    // Wherever it is: one message ends where the next one's head begins.
    let mut lengths = text.split("content-length:").skip(1);
    if lengths.any(|rest| {
        let digits: String = rest
            .trim_start()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.len() > 6
    }) {
        return;
    }
    let mut rest = data;
    while let Ok(Some(message)) = lsp_server::Message::read(&mut rest) {
        let mut written = Vec::new();
        message
            .write(&mut written)
            .expect("a message can be written");
    }
}
