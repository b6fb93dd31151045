//! Nothing that is planted comes out: not in any form of output, and not in any encoding, even
//! where the system itself says everything back.

use super::Call;
use super::call::Done;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

const PHONE: &str = "+442079460321";
const NAME: &str = "Zacharias \"Zack\" Öhler/Quill";
const NOTE: &str = "owes 12 & asked for\na call <soon>";
const KEY: &str = "k3y/s3cr3t+v4lue=with?signs";
const INPUT: &str = "1nput-s3cr3t-fr0m-0utside";
const TOKEN: &str = "0paque-t0ken-of-the-sign-in";
const PLANTED: [&str; 6] = [PHONE, NAME, NOTE, KEY, INPUT, TOKEN];

const SCRIPT: &str = "\
use cxone
input PhoneNumber: phone number  \"where to call\"
input Pin: secret
set security user <AgentId>
log \"calling {PhoneNumber} for {FirstName}, pin {Pin}\"
emit Who: FirstName
emit Loud: upper(FirstName)
emit Both: { Phone: PhoneNumber, Pin: Pin }
schedule callback to <PhoneNumber> at <When>
    with FirstName: <FirstName>, LastName: \"Plain\", SkillId: 4021, Notes: <Notes>
    on any other -> fail \"no call to {PhoneNumber} with {Pin}: {Reason}\"
";

/// A system that says everything back that it was told, in every encoding.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = format!(
        "http://{}",
        listener.local_addr().expect("it has an address")
    );
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || while answer(&stream).is_some() {});
        }
    });
    address
}

fn answer(stream: &TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).ok()?;
    let (status, header, said) = reply(&head, &body);
    let length = said.len();
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{header}content-length: {length}\r\n\r\n{said}"
    )
    .ok()
}

fn reply(head: &str, body: &str) -> (&'static str, String, String) {
    let first = head.lines().next().unwrap_or_default();
    if first.contains("/token") {
        let token = serde_json::json!({ "access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer" });
        return ("200 OK", String::new(), token.to_string());
    }
    if first.contains("/agents/") {
        return (
            "200 OK",
            String::new(),
            "{\"agents\":[{\"agentId\":7,\"isActive\":true}]}".into(),
        );
    }
    let all = format!("{head}{body} {KEY} {INPUT} {}", PLANTED.join(" "));
    let said = serde_json::json!({
        "error": "Rejected",
        "error_description": format!("{all} {} {}", encodings(&all).join(" "), STANDARD.encode(&all)),
    });
    let header = format!("icStatusDescription: refused {PHONE} {INPUT} {TOKEN}\r\n");
    ("400 Bad Request", header, said.to_string())
}

/// Every form in which a value could slip through.
fn encodings(value: &str) -> Vec<String> {
    let percent = |kept: &str, upper: bool| -> String {
        value
            .bytes()
            .map(
                |byte| match byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) {
                    true => char::from(byte).to_string(),
                    false if upper => format!("%{byte:02X}"),
                    false => format!("%{byte:02x}"),
                },
            )
            .collect()
    };
    let json = serde_json::to_string(value).expect("a text is JSON");
    let json = json.trim_matches('"').to_owned();
    let ascii: String = json
        .chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                format!("\\u{:04x}", c as u32)
            }
        })
        .collect();
    let mut all = vec![
        value.to_owned(),
        json.clone(),
        json.replace('/', "\\/"),
        ascii,
        serde_json::to_string(&json)
            .expect("a text is JSON")
            .trim_matches('"')
            .to_owned(),
        percent("-_.~", true),
        percent("-_.~", false),
        percent("-_.!~*'()", true),
        percent("-_.* ", true).replace(' ', "+"),
    ];
    for before in ["", "u", "us", "user:"] {
        let whole = format!("{before}{value}");
        let from = (before.len() * 8).div_ceil(6);
        let to = whole.len() * 8 / 6;
        all.extend(
            [STANDARD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)]
                .map(|text| text[from..to].to_owned()),
        );
    }
    all
}

fn settings() -> String {
    format!(
        "[profile.echo]\nacts-for = \"everybody\"\naddress = \"{}\"\nsign-in = \"access-key\"\naccess-key-id = \"the-id\"\n\
         access-key-secret = {{ env = \"KEY\" }}\ninputs = {{ AgentId = 7 }}\n",
        echo()
    )
}

fn run(more: &[&str]) -> Done {
    let args: Vec<&str> = [
        "run",
        "a.flow",
        "-p",
        "echo",
        "-i",
        "When=2030-12-01T09:00:00Z",
    ]
    .iter()
    .chain(more)
    .copied()
    .collect();
    Call::new(&args)
        .file("a.flow", SCRIPT)
        .file("flow.toml", settings())
        .env("KEY", KEY)
        .env("FLOW_INPUT_PhoneNumber", PHONE)
        .env("FLOW_INPUT_FirstName", NAME)
        .env("FLOW_INPUT_Notes", NOTE)
        .env("FLOW_INPUT_Pin", INPUT)
        .run()
}

fn nothing_comes_out(text: &str) {
    for planted in PLANTED {
        for form in encodings(planted) {
            assert!(
                !text.contains(&form),
                "{planted:?} came out as {form:?} in:\n{text}"
            );
        }
    }
    for part in [
        "Zacharias",
        "Öhler",
        "ZACHARIAS",
        "442079460321",
        "s3cr3t",
        "t0ken",
        "asked for",
        "call <soon>",
    ] {
        assert!(!text.contains(part), "{part:?} came out in:\n{text}");
    }
}

#[test]
fn no_form_of_a_run_shows_what_was_planted() {
    for more in [
        &[][..],
        &["--quiet"],
        &["--trace"],
        &["--json"],
        &["--json", "--trace"],
    ] {
        let done = run(more);
        assert_eq!(done.code, 1, "{}", done.everything());
        nothing_comes_out(&done.everything());
        let shown = done.everything();
        assert!(
            shown.contains("[phone number 1]") && shown.contains("[secret]"),
            "{shown}"
        );
        assert!(shown.contains("[personal "), "{shown}");
    }
}

#[test]
fn no_page_of_a_run_shows_what_was_planted() {
    let done = run(&["--report", "page.html"]);
    assert_eq!(done.code, 1, "{}", done.everything());
    let page = done.read("page.html");
    nothing_comes_out(&page);
    assert!(
        page.contains("[phone number 1]") && page.contains("[secret]"),
        "{page}"
    );
    assert!(page.contains("[personal "), "{page}");
}

#[test]
fn a_failed_run_still_says_what_is_needed() {
    let done = run(&[]);
    assert!(
        done.out
            .starts_with("calling [phone number 1] for [personal "),
        "{}",
        done.out
    );
    assert!(
        done.err
            .contains("schedule callback to [phone number 1] at 2030-12-01T09:00:00Z"),
        "{}",
        done.err
    );
    assert!(
        done.err
            .contains("no call to [phone number 1] with [secret]"),
        "{}",
        done.err
    );
}

#[test]
fn rows_show_nothing_either() {
    let csv = format!(
        "PhoneNumber,FirstName,Notes,Pin\n{PHONE},\"{}\",\"{NOTE}\",{INPUT}\n",
        NAME.replace('"', "\"\"")
    );
    for more in [
        &["--inputs", "rows.csv"][..],
        &["--inputs", "rows.csv", "--json"],
    ] {
        let args: Vec<&str> = [
            "run",
            "a.flow",
            "-i",
            "When=2030-12-01T09:00:00Z",
            "-p",
            "echo",
        ]
        .iter()
        .chain(more)
        .copied()
        .collect();
        let toml = settings();
        let done = Call::new(&args)
            .file("a.flow", SCRIPT)
            .file("flow.toml", toml)
            .file("rows.csv", &csv)
            .env("KEY", KEY)
            .run();
        assert_eq!(done.code, 1, "{}", done.everything());
        nothing_comes_out(&done.everything());
    }
}

#[test]
fn what_is_wrong_with_an_input_does_not_show_it() {
    let wrong = ["4477009OO321x", "not-a-number-77009"];
    for value in wrong {
        let done = Call::new(&["run", "a.flow", "-i", &format!("PhoneNumber={value}")])
            .file("a.flow", SCRIPT)
            .run();
        assert_eq!(done.code, 3);
        assert!(!done.everything().contains(value), "{}", done.everything());
    }
    let done = Call::new(&["run", "a.flow", "-i", &format!("Pin{INPUT}")])
        .file("a.flow", SCRIPT)
        .run();
    assert!(!done.everything().contains(INPUT), "{}", done.everything());
}

#[test]
fn a_script_that_holds_a_number_is_echoed_without_it() {
    let script = format!(
        "use cxone\nset security user <AgentId>\nschedule callback to \"{PHONE}\" at <When>\n    with FirstName: \"A\", LastName: \"B\", SkillId: 4021\n    on any other -> fail\n"
    );
    let toml = format!(
        "[profile.echo]\nacts-for = \"everybody\"\naddress = \"{}\"\nsign-in = \"token\"\ntoken = {{ env = \"KEY\" }}\ninputs = {{ AgentId = 7 }}\n",
        echo()
    );
    let done = Call::new(&[
        "run",
        "a.flow",
        "-i",
        "When=2030-12-01T09:00:00Z",
        "-p",
        "echo",
    ])
    .file("a.flow", script)
    .file("flow.toml", toml)
    .env("KEY", KEY)
    .run();
    assert_eq!(done.code, 1, "{}", done.everything());
    assert!(
        !done.everything().contains("442079460321"),
        "{}",
        done.everything()
    );
    assert!(
        done.err
            .contains("schedule callback to \"[phone number 1]\""),
        "{}",
        done.err
    );
}

/// Who reads the text has written the flow, and copies lines from it; documents go to others.
#[test]
fn a_check_shows_a_number_of_a_script_to_its_writer_alone() {
    let script = format!(
        "use cxone\nset security user <AgentId>\nschedule callback to \"{PHONE}\" at <When>\n    with SkillId: 4021\n"
    );
    for format in ["people", "concise", "json", "sarif"] {
        let done = Call::new(&["check", "--format", format, "a.flow"])
            .file("a.flow", &script)
            .run();
        assert_eq!(done.code, 2, "{}", done.everything());
        let shown = done.everything().contains("442079460321");
        assert_eq!(shown, format == "people", "{}", done.everything());
    }
}

/// Who writes a flow types what the help says; what programs read goes further than the screen.
#[test]
fn help_of_a_finding_shows_people_the_number_that_they_wrote() {
    let check = |more: &[&str]| {
        let words: Vec<&str> = ["check", "a.flow"].iter().chain(more).copied().collect();
        let script = "dial phone \"+12025550101\" on InvalidPhoneNumber retry\n";
        Call::new(&words)
            .file("a.flow", script)
            .run()
            .everything()
            .to_owned()
    };
    let people = check(&[]);
    let line = "write `dial phone \"+12025550101\" on InvalidPhoneNumber -> retry`";
    assert!(people.contains(line), "{people}");
    let json = check(&["--output", "json"]);
    assert!(!json.contains("2025550101"), "{json}");
}
