//! Nothing that call data carry comes out, in any form of output.

use crate::cli::call::Call;

const PASSWORD: &str = "m4rker/Pässw0rd+&x";
const USER: &str = "marker-user-8271";
const PIN: &str = "48213377";
const HEARD: &str = "marker-only-heard";
const PLANTED: [&str; 4] = [PASSWORD, USER, PIN, HEARD];

const WORLD: &str = r#"
answer-after = "1ms"

[[contacts]]
id = "68-60f69967@toolbar.example"
number = "+44 20 7946 0101"
connected = true
call-data = { ECID = "E-1", User = "marker-user-8271", Password = "m4rker/Pässw0rd+&x", Pin = "48213377" }

[[contacts]]
id = "68-60f69968@toolbar.example"
number = "+44 20 7946 0102"
connected = true
call-data = { ECID = "E-2", Heard = "marker-only-heard" }

[[faults]]
on = "openScript"
do = "error"
text = "no script for marker-only-heard (MARKER-ONLY-HEARD), user marker-user-8271, pin 48213377"
"#;

const SCRIPT: &str = r#"
use easycim
input Secret: text
set call data of contact "68-60f69968@toolbar.example" with CallData: { Extra: <Secret> }
    on any other -> fail
end contact "68-60f69968@toolbar.example"
    on any other -> fail
open script for "68-60f69968@toolbar.example" with Ecid: "E-2"
    on Rejected -> { log "refused: {Reason}" }
    on any other -> fail
find active contacts giving Contacts
    on any other -> fail
for each Contact in Contacts, at most 9 {
    log "all {Contacts}"
    log "one {Contact.CallData}"
    emit Data: Contact.CallData
    if Contact.ContactId = "68-60f69967@toolbar.example" {
        let Loud = upper(Contact.CallData.User)
        log "pin {Contact.CallData.Pin} of {Loud}"
        let Password = Contact.CallData.Password
        open script for <ContactId> with Ecid: <Ecid>
            on Rejected -> fail "with {Password}: {Reason}"
            on any other -> fail
    }
}
"#;

const SETTINGS: &str = "[profile.simulator]\nsystem = \"easycim\"\nworld = \"world.toml\"\n\
                        inputs = { ContactId = \"68-60f69967@toolbar.example\", Ecid = \"E-1\" }\n";

#[test]
fn call_data_come_out_nowhere() {
    for more in [
        &[][..],
        &["--trace"],
        &["--json"],
        &["--json", "--trace"],
        &["--quiet"],
    ] {
        let args = [&["run", "a.flow"], more].concat();
        let done = Call::new(&args)
            .file("a.flow", SCRIPT)
            .file("world.toml", WORLD)
            .file("flow.toml", SETTINGS)
            .env("FLOW_INPUT_Secret", PASSWORD)
            .run();
        let said = format!("{}{}", done.out, done.err);
        assert_eq!(done.code, 1, "{said}");
        assert!(
            said.contains("no script for") || more.contains(&"--quiet"),
            "{said}"
        );
        let plain = said.to_lowercase();
        for planted in PLANTED {
            let json = serde_json::to_string(planted).unwrap();
            let percent = planted.replace('/', "%2F");
            for form in [planted, json.trim_matches('"'), &percent] {
                assert!(
                    !plain.contains(&form.to_lowercase()),
                    "{form} came out:\n{said}"
                );
            }
        }
        assert!(!plain.contains("m4rker"), "a part came out:\n{said}");
    }
}

/// Call data as no toolbar should send them: parts in parts, names that say too much, long numbers.
const DEEP_WORLD: &str = r#"{
  "answer-after": "1ms",
  "contacts": [{
    "id": "68-60f69967@toolbar.example", "number": "+44 20 7946 0101", "connected": true,
    "call-data": {
      "ECID": "E-1",
      "Deep": { "Vault": { "zq-key-91": "zq value 92/ä€", "list": ["zq-93\"quoted", 7090193847561209348] } },
      "Many": ["zq-94", ["zq-95 ü & ö"], { "zq-96": true }],
      "Number": 60901938475612093,
      "Price": 1234.5678,
      "Text": "zq-97\u2028line\ttab \\ back"
    }
  }],
  "faults": [
    { "on": "openScript", "do": "error", "text":
      "no zq-94: zq%20value%2092%2F%C3%A4%E2%82%AC, zq value 92/\\u00e4\\u20ac, {\"zq-key-91\":1}, 7090193847561209348 zq-93\\\"quoted 60901938475612093" }
  ]
}"#;

// None is in a run's own random name, which has letters and digits alone.
const DEEP: [&str; 10] = [
    "zq-",
    "zq value",
    "7090193847561209348",
    "60901938475612093",
    "1234.5678",
    "92/ä",
    "92%2f",
    "ü & ö",
    "%c3%bc",
    "u00fc",
];

const DEEP_SCRIPT: &str = r#"
use easycim
find active contacts giving Contacts
    on any other -> fail
for each Contact in Contacts, at most 9 {
    log "all {Contacts} and {Contact.CallData}"
    log "deep {Contact.CallData.Deep} many {Contact.CallData.Many} number {Contact.CallData.Number}"
    emit Data: Contact.CallData
    emit Price: Contact.CallData.Price
    emit Many: Contact.CallData.Many
}
run Loud(Contacts)
open script for <ContactId> with Ecid: <Ecid>
    on Rejected -> fail "cannot be opened: {Reason} {Contacts}"
    on any other -> fail

step Loud(All) {
    for each One in All, at most 9 {
        let Loud = upper(One.CallData.Text)
        log "text {Loud} {One.CallData.Price}"
    }
}
"#;

#[test]
fn deep_call_data_come_out_nowhere_either() {
    for more in [
        &[][..],
        &["--trace"],
        &["--json"],
        &["--json", "--trace"],
        &["--quiet"],
    ] {
        let args = [&["run", "a.flow"], more].concat();
        let done = Call::new(&args)
            .file("a.flow", DEEP_SCRIPT)
            .file("world.json", DEEP_WORLD)
            .file("flow.toml", SETTINGS.replace("world.toml", "world.json"))
            .run();
        let said = done.everything();
        assert_eq!(done.code, 1, "{said}");
        assert!(said.contains("cannot be opened"), "it came so far: {said}");
        let plain = said.to_lowercase();
        for planted in DEEP {
            assert!(!plain.contains(planted), "{planted} came out:\n{said}");
        }
    }
}
