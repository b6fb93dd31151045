use super::*;
use crate::source::{Source, Span};
use toml::de::DeTable;

const BASE: &str = "address = \"https://finesse-a.example.com:8445\"\nuser = 1001\n\
                    password = { env = \"FINESSE_TEST_PASSWORD\" }\n";

fn read(text: &str) -> Result<Deployment, Problem> {
    let source = Arc::new(Source::new("flow.toml", text));
    let parsed = DeTable::parse(text).unwrap();
    let table = Table::new(&source, parsed.span(), parsed.get_ref());
    let common = Common {
        name: "desk".into(),
        agent: table.id("agent")?.map(Agent::of),
        place: Some((source.clone(), Span::default())),
        ..Common::default()
    };
    let profile = ProfileTable {
        table: &table,
        common: &common,
        simulated: false,
    };
    deployment(&profile)
}

#[test]
fn a_profile_names_a_node_and_a_user() {
    let read = read(BASE).unwrap();
    assert_eq!(read.nodes, [Node::at("https://finesse-a.example.com:8445")]);
    assert_eq!(read.user, "1001");
    assert_eq!(read.over, Over::Tls);
    assert!(read.extension.is_none());
    assert_eq!(read.agent(), Some(Agent::of("1001")));
}

#[test]
fn both_nodes_and_their_streams_can_be_named() {
    let more = "alternate-address = \"finesse-b.example.com\"\nalternate-xmpp-port = 6223\n\
                xmpp-domain = \"a.example\"\nextension = 2001\nevents = \"websocket\"\n";
    let read = read(&format!("{BASE}{more}")).unwrap();
    assert_eq!(read.nodes[0].domain.as_deref(), Some("a.example"));
    assert_eq!(read.nodes[1].stream_port, Some(6223));
    assert_eq!(read.over, Over::WebSocket);
    assert_eq!(read.extension.as_deref(), Some("2001"));
}

#[test]
fn the_extensions_of_others_can_be_said() {
    let more = "extensions = { 1002 = 2002, \"anna\" = \"2003\" }\n";
    let expected = [("1002", "2002"), ("anna", "2003")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let mut said = read(&format!("{BASE}{more}")).unwrap().extensions;
    said.sort();
    assert_eq!(said, expected);
    for wrong in ["{ 1002 = \"\" }", "{ 1002 = true }"] {
        let wrong = read(&format!("{BASE}extensions = {wrong}\n")).unwrap_err();
        assert!(wrong.message.contains("agent 1002"), "{}", wrong.message);
    }
}

#[test]
fn what_is_wrong_says_what_and_where() {
    for (text, wrong, help) in [
        ("user = 1001", "has no `address`", "address"),
        (
            "address = \"https://a.example\"",
            "has no `user`",
            "login id",
        ),
        (
            "address = \"https://a.example\"\nuser = 1001",
            "has no `password` and no `token`",
            "token",
        ),
        (
            &format!("{BASE}token = {{ env = \"T\" }}"),
            "both `password` and `token`",
            "single sign-on",
        ),
        (
            &BASE.replace("https://", "http://"),
            "HTTPS only",
            "https://",
        ),
        (
            &format!("{BASE}events = \"tsl\""),
            "unknown value `tsl` for `events`",
            "\"tls\"",
        ),
        (
            &format!("{BASE}xmpp-port = 0"),
            "`xmpp-port` must be a port",
            "",
        ),
        (
            &format!("{BASE}alternate-xmpp-port = 5223"),
            "needs `alternate-address`",
            "",
        ),
        (&format!("{BASE}agent = 1002"), "act only as itself", "1001"),
        (
            &BASE.replace("{ env = \"FINESSE_TEST_PASSWORD\" }", "\"1234\""),
            "password",
            "env",
        ),
    ] {
        let problem = read(text).unwrap_err();
        assert!(
            problem.message.contains(wrong),
            "{text}: {}",
            problem.message
        );
        assert!(problem.place.is_some(), "{text}");
        let said = problem.help.unwrap_or_default();
        assert!(said.contains(help), "{text}: {said}");
    }
}

#[test]
fn who_is_at_the_desk_is_said_once() {
    let usual = read(BASE).unwrap();
    assert_eq!((usual.beside, usual.events), (Beside::Desktop, Events::Own));
    let more = "beside = \"alone\"\nrestore-ready = true\nstream = \"websocket\"\n";
    let alone = read(&format!("{BASE}{more}")).unwrap();
    assert_eq!((alone.beside, alone.over), (Beside::Alone, Over::WebSocket));
    assert!(alone.restore_ready);
    let shared = read(&format!("{BASE}events = \"shared\"\n")).unwrap();
    assert_eq!((shared.events, shared.over), (Events::Shared, Over::Tls));
    let wrong = read(&format!("{BASE}beside = \"desktp\"\n")).unwrap_err();
    assert_eq!(wrong.help.as_deref(), Some("did you mean \"desktop\"?"));
}
