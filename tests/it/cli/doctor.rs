//! `flow doctor`: its report, and what its exit code says.

use super::Call;
use super::call::golden;

/// The ports of simulators are others each time, and so is how long things take.
fn steady(text: &str) -> String {
    let mut steady = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("127.0.0.1:") {
        let (before, after) = rest.split_at(at + "127.0.0.1:".len());
        steady.push_str(before);
        steady.push('…');
        rest = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
    }
    steady.push_str(rest);
    steady
}

const PROFILES: &str = "\
[profile.good]\nsimulator = true\n\
[profile.desk]\nsystem = \"finesse\"\nsimulator = true\n\
[profile.toolbar]\nsystem = \"easycim\"\nsimulator = true\n\
[profile.bad]\narea = \"na1\"\nsign-in = \"token\"\ntoken = { env = \"NO_SUCH_TOKEN\" }\n\
[profile.gone]\nsimulator = true\nworld = \"gone.toml\"\n";

fn doctor(args: &[&str]) -> super::call::Done {
    Call::new(&[&["doctor"], args].concat())
        .file("flow.toml", PROFILES)
        .run()
}

#[test]
fn every_simulator_is_reached_as_its_profile_says() {
    for name in ["good", "desk", "toolbar"] {
        let done = doctor(&[name]);
        assert_eq!(done.code, 0, "{}", done.everything());
        assert!(done.out.contains("good     settings"), "{}", done.out);
        assert!(
            done.out.contains("flows can use this profile"),
            "{}",
            done.out
        );
    }
}

#[test]
fn a_profile_that_cannot_be_used_says_which_step_and_what_to_do() {
    let done = doctor(&["bad"]);
    golden!("doctor-bad", done.text());
    let done = doctor(&["gone", "good"]);
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.out.contains("failed   settings"), "{}", done.out);
    let done = doctor(&["nobody"]);
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(
        done.err.contains("unknown profile `nobody`"),
        "{}",
        done.err
    );
}

#[test]
fn programs_get_one_document() {
    let done = doctor(&["bad", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&done.out).expect("it is JSON");
    assert_eq!((done.code, &json["exit"]), (3, &3.into()));
    let step = &json["profiles"][0]["steps"][0];
    assert_eq!(step["verdict"], "failed");
    assert_eq!(step["name"], "settings");
    assert!(
        step["help"]
            .as_str()
            .is_some_and(|help| help.contains("export"))
    );
    let good = doctor(&["good", "--json"]);
    assert_eq!(good.code, 0, "{}", steady(&good.everything()));
}

/// A port of this machine that answers every connection with this text; its number.
fn answering(says: &'static str) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = std::io::BufReader::new(stream);
            let mut line = String::from("x");
            while !line.trim().is_empty() {
                line.clear();
                if std::io::BufRead::read_line(&mut stream, &mut line).unwrap_or_default() == 0 {
                    break;
                }
            }
            let _ = std::io::Write::write_all(stream.get_mut(), says.as_bytes());
        }
    });
    port
}

/// Names that no name server knows, and that only a proxy is asked for.
const FAR: &str = "\
[profile.tenant]\naddress = \"https://cxone.invalid\"\nsign-in = \"token\"\ntoken = { env = \"TOKEN\" }\n\
[profile.desk]\nsystem = \"finesse\"\naddress = \"https://finesse.invalid:8445\"\nuser = \"1001\"\n\
password = { env = \"TOKEN\" }\n";

fn through(proxy: &str, profile: &str) -> super::call::Done {
    Call::new(&["doctor", profile])
        .file("flow.toml", FAR)
        .env("TOKEN", "t0ken")
        .env("HTTPS_PROXY", proxy)
        .run()
}

#[test]
fn what_a_proxy_answers_is_the_step_of_the_proxy() {
    for (says, proxy, word) in [
        (
            "407 No",
            "ann:s3cret@",
            "rejects the user name or the password",
        ),
        ("407 No", "", "requires a user name and a password"),
        ("403 No", "", ": 403 Forbidden"),
        ("502 No", "", ": 502 Bad Gateway"),
    ] {
        let port = answering(match says {
            "407 No" => "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n",
            "403 No" => "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
            _ => "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n",
        });
        for profile in ["tenant", "desk"] {
            let done = through(&format!("http://{proxy}127.0.0.1:{port}"), profile);
            assert_eq!(done.code, 3, "{}", done.everything());
            let said = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains("failed proxy "), "{profile}: {}", done.out);
            assert!(said.contains(word), "{profile}: {}", done.out);
            assert!(!said.contains("good proxy"), "{profile}: {}", done.out);
            assert!(!done.everything().contains("s3cret"), "{}", done.out);
        }
    }
    let port = answering("SSH-2.0-x\r\n\r\n");
    let done = through(&format!("http://127.0.0.1:{port}"), "tenant");
    assert!(done.out.contains("is not a proxy"), "{}", done.out);
}

#[test]
fn a_proxy_that_cannot_be_read_lets_nothing_out() {
    for (proxy, word) in [
        (
            "ht!tp://ann:s3cret@x",
            "HTTPS_PROXY is not the address of a proxy",
        ),
        ("socks5://ann:s3cret@127.0.0.1:3", "names a socks5:// proxy"),
    ] {
        for profile in ["tenant", "desk"] {
            let done = through(proxy, profile);
            assert_eq!(done.code, 3, "{}", done.everything());
            assert!(done.out.contains(word), "{profile}: {}", done.out);
            assert!(!done.everything().contains("s3cret"), "{}", done.out);
        }
    }
}

/// A certificate, and what is no TLS at all, are no matter of the sign-in.
#[test]
fn each_part_of_the_way_is_a_step() {
    // one that nothing listens on; a port that was free a moment ago may be another test's now
    let free = 9;
    let plain = answering("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n");
    for (port, step) in [(free, "connection"), (plain, "TLS")] {
        let toml = format!(
            "[profile.lab]\naddress = \"https://127.0.0.1:{port}\"\nsign-in = \"token\"\n\
             token = {{ env = \"TOKEN\" }}\ntimeouts = {{ connect = \"5s\" }}\n"
        );
        let done = Call::new(&["doctor", "lab"])
            .file("flow.toml", toml)
            .env("TOKEN", "t0ken")
            .run();
        assert_eq!(done.code, 3, "{}", done.everything());
        assert!(
            done.out.contains(&format!("failed   {step} ")),
            "{}",
            done.out
        );
        assert!(!done.out.contains("sign-in"), "{}", done.out);
        assert!(done.out.contains("help: check the port"), "{}", done.out);
    }
}

/// Without a browser in between there is none to be checked.
#[test]
fn a_toolbar_that_is_not_there_is_no_fault_of_a_browser() {
    let port = answering("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
    let toml = format!(
        "[profile.desk]\nsystem = \"easycim\"\nbeside = \"alone\"\n\
         toolbar-address = \"ws://127.0.0.1:{port}\"\n"
    );
    let done = Call::new(&["doctor", "desk"]).file("flow.toml", toml).run();
    let said = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(said.contains("check `toolbar-address`"), "{said}");
    assert!(!said.contains("browser"), "{said}");
}

#[test]
fn a_file_without_a_certificate_says_what_it_has() {
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    for (file, word) in [(key, "a private key"), ("hello", "it is not a certificate")] {
        let toml = "[profile.lab]\naddress = \"https://127.0.0.1:9\"\nsign-in = \"token\"\n\
                    token = { env = \"TOKEN\" }\nroot-certificate = \"ca.key\"\n";
        let done = Call::new(&["doctor", "lab"])
            .file("flow.toml", toml)
            .file("ca.key", file)
            .env("TOKEN", "t0ken")
            .run();
        assert_eq!(done.code, 3, "{}", done.everything());
        let said = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(word) && said.contains("PEM format"), "{said}");
    }
}
