use super::*;
use crate::config::Config;

const BASE: &str = "address = \"https://finesse-a.example.com:8445\"\nuser = 1001\n\
                    password = { env = \"FINESSE_TEST_PASSWORD\" }\n";

fn profile(text: &str) -> Result<Profile, Problem> {
    let text = format!("[profile.desk]\nsystem = \"finesse\"\n{text}");
    let config = Config::parse("flow.toml", &text, Path::new("."));
    config.and_then(|config| config.profile(Some("desk")))
}

fn finesse(text: &str) -> Finesse {
    match profile(text).unwrap().target {
        Target::Finesse(finesse) => finesse,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_profile_names_a_node_and_a_user() {
    let read = finesse(BASE);
    assert_eq!(read.nodes, [Node::at("https://finesse-a.example.com:8445")]);
    assert_eq!(read.user, "1001");
    assert_eq!(read.events, Over::Tls);
    assert!(read.extension.is_none());
    let brings = profile(BASE).unwrap().for_check().provided;
    assert!(brings.iter().any(|name| &**name == "SecurityUser"));
}

#[test]
fn both_nodes_and_their_streams_can_be_named() {
    let more = "alternate-address = \"finesse-b.example.com\"\nalternate-xmpp-port = 6223\n\
                xmpp-domain = \"a.example\"\nextension = 2001\nevents = \"websocket\"\n\
                platform = \"CCX\"\ntimeouts = { confirm = \"7s\" }\n";
    let read = finesse(&format!("{BASE}{more}"));
    assert_eq!(read.nodes[0].domain.as_deref(), Some("a.example"));
    assert_eq!(read.nodes[1].stream_port, Some(6223));
    assert_eq!(read.events, Over::WebSocket);
    assert_eq!(read.extension.as_deref(), Some("2001"));
}

#[test]
fn the_extensions_of_others_can_be_said_for_a_simulator_too() {
    let more = "extensions = { 1002 = 2002, \"anna\" = \"2003\" }\n";
    let expected = [("1002", "2002"), ("anna", "2003")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    for base in [BASE, "simulator = true\n"] {
        let mut read = profile(&format!("{base}{more}")).unwrap().extensions;
        read.sort();
        assert_eq!(read, expected, "{base}");
    }
    for wrong in ["{ 1002 = \"\" }", "{ 1002 = true }"] {
        let wrong = profile(&format!("{BASE}extensions = {wrong}\n")).unwrap_err();
        assert!(wrong.message.contains("agent 1002"), "{}", wrong.message);
    }
}

#[test]
fn what_is_wrong_says_what_and_where() {
    for (text, wrong, help) in [
        ("user = 1001", "does not say where Finesse is", "address"),
        (
            "address = \"https://a.example\"",
            "which user connects",
            "login id",
        ),
        (
            "address = \"https://a.example\"\nuser = 1001",
            "how the user signs in",
            "token",
        ),
        (
            &format!("{BASE}token = {{ env = \"T\" }}"),
            "a password and a token",
            "single sign-on",
        ),
        (
            &BASE.replace("https://", "http://"),
            "HTTPS alone",
            "https://",
        ),
        (
            &format!("{BASE}events = \"tsl\""),
            "do not travel over `tsl`",
            "\"tls\"",
        ),
        (&format!("{BASE}xmpp-port = 0"), "`xmpp-port` is a port", ""),
        (
            &format!("{BASE}alternate-xmpp-port = 5223"),
            "no `alternate-address`",
            "",
        ),
        (
            &format!("{BASE}agent = 1002"),
            "act as itself alone",
            "1001",
        ),
        (
            &format!("{BASE}extention = 2001"),
            "`extention` means nothing here",
            "extension",
        ),
        (
            &format!("{BASE}platform = \"CXC\""),
            "no platform `CXC`",
            "CC",
        ),
        (
            &BASE.replace("{ env = \"FINESSE_TEST_PASSWORD\" }", "\"1234\""),
            "password",
            "env",
        ),
    ] {
        let problem = profile(text).unwrap_err();
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
