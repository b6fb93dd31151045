use super::*;
use crate::settings::{Table, read_secret};
use crate::source::Source;
use std::sync::Mutex;
use toml::de::DeTable;

fn from(place: &str) -> SecretFrom {
    let text = format!("password = {place}");
    let source = Arc::new(Source::new("flow.toml", text.as_str()));
    let parsed = DeTable::parse(&text).unwrap();
    let table = Table::new(&source, parsed.span(), parsed.get_ref());
    read_secret(&table, "password").unwrap().unwrap()
}

fn fetch(place: &str) -> Result<String, String> {
    let hide = |_: &str, _: Mark| {};
    let fetched = Secrets::new(&hide).fetch(&from(place));
    fetched
        .map(|secret| secret.reveal().to_owned())
        .map_err(|problem| problem.message)
}

fn printed(text: &str) -> String {
    format!("{{ command = [\"printf\", '{text}'] }}")
}

#[test]
fn the_line_break_at_the_end_is_not_the_secrets() {
    for text in ["s3cret", "s3cret\\n", "s3cret\\r\\n", "s3cret\\n\\n"] {
        assert_eq!(fetch(&printed(text)), Ok("s3cret".into()), "{text}");
    }
    assert_eq!(fetch(&printed("two words\\n")), Ok("two words".into()));
}

#[test]
fn blanks_at_the_ends_are_told_and_not_sent() {
    for (text, wrong) in [
        (" s3cret", "begins with a space"),
        ("s3cret ", "ends with a space"),
        ("s3cret\\t\\n", "ends with a tab"),
        ("\\nsecret", "begins with a line break"),
        ("\\357\\273\\277s3cret", "begins with a byte order mark"),
        ("s3cret\\302\\240", "ends with a space"),
        ("s3cret\\001", "ends with a control character"),
        ("s3cret\\nurl: x\\n", "contains a line break"),
        ("s3cret\\000more", "contains a control character"),
        ("\\n", "is empty"),
        ("", "is empty"),
    ] {
        let message = fetch(&printed(text)).unwrap_err();
        assert!(message.contains(wrong), "{text}: {message}");
        assert!(!message.contains("s3cret"), "{message}");
    }
    let exact = "{ command = [\"printf\", ' s3cret \\n'], exact = true }";
    assert_eq!(fetch(exact), Ok(" s3cret ".into()));
    assert!(fetch("{ command = [\"printf\", ''], exact = true }").is_err());
}

/// What `pass show` prints: the password, and notes below it.
#[test]
fn a_secret_with_more_than_the_secret_in_it_is_not_sent() {
    for (text, wrong) in [
        ("s3cret\\nurl: x\\nuser: y\\n", "contains a line break"),
        ("s3cret\\r\\nurl: x", "contains a line break"),
        ("s3cret\\tann", "contains a tab"),
        ("s3\\000cret", "contains a control character"),
    ] {
        let message = fetch(&printed(text)).unwrap_err();
        assert!(message.ends_with(wrong), "{text}: {message}");
    }
    let exact = "{ command = [\"printf\", 'a\\nb'], exact = true }";
    assert_eq!(fetch(exact), Ok("a\nb".into()));
    // what is no secret may have lines
    let hide = |_: &str, _: Mark| {};
    let text = Secrets::new(&hide).fetch_as(&from(&printed("a\\nb")), Mark::Plain);
    assert_eq!(text.unwrap().reveal(), "a\nb");
}

#[test]
fn a_place_without_a_name_is_refused() {
    for (place, wrong) in [
        ("{ env = \"\" }", "`env` is empty"),
        ("{ env = \" \" }", "`env` is empty"),
        ("{ command = [] }", "`command` is empty"),
        ("{ command = [\"\"] }", "`command` is empty"),
    ] {
        let text = format!("password = {place}");
        let source = Arc::new(Source::new("flow.toml", text.as_str()));
        let parsed = DeTable::parse(&text).unwrap();
        let table = Table::new(&source, parsed.span(), parsed.get_ref());
        let problem = read_secret(&table, "password").unwrap_err();
        assert!(problem.message.starts_with(wrong), "{}", problem.message);
    }
}

#[test]
fn a_command_that_hangs_is_ended() {
    let hide = |_: &str, _: Mark| {};
    let secrets = Secrets::new(&hide).within(Some(Duration::from_millis(30)));
    let begun = std::time::Instant::now();
    for place in [
        "{ command = [\"sleep\", \"600\"] }",
        "{ command = [\"sh\", \"-c\", \"printf x; sleep 600\"] }",
    ] {
        let problem = secrets.fetch(&from(place)).unwrap_err();
        assert!(
            problem.message.contains("no secret within 0.03 s"),
            "{}",
            problem.message
        );
    }
    assert!(begun.elapsed() < Duration::from_secs(300));
}

#[test]
fn what_is_fetched_is_hidden_first_and_what_is_refused_is_not_fetched() {
    let told = Mutex::new(Vec::new());
    let hide = |text: &str, mark: Mark| told.lock().unwrap().push((text.to_owned(), mark));
    let place = from(&printed("s3cret\\n"));
    Secrets::new(&hide).fetch(&place).unwrap();
    assert_eq!(*told.lock().unwrap(), [("s3cret".to_owned(), Mark::Secret)]);
    let why = Problem::new("this file is not trusted");
    let refused = Secrets::new(&hide).refused(Some(why)).fetch(&place);
    assert_eq!(refused.unwrap_err().message, "this file is not trusted");
    assert_eq!(told.lock().unwrap().len(), 1);
}

#[test]
fn a_simulators_own_secret_needs_nothing_from_outside() {
    let hide = |_: &str, _: Mark| {};
    let own = vec![("SIMULATOR_SECRET".to_owned(), "s3cret".to_owned())];
    let secrets = Secrets::new(&hide)
        .refused(Some(Problem::new("not trusted")))
        .with_given(own);
    let fetched = secrets.fetch(&from("{ env = \"SIMULATOR_SECRET\" }"));
    assert_eq!(fetched.unwrap().reveal(), "s3cret");
}
