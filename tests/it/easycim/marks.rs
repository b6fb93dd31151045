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
number = "+44 7700 900101"
connected = true
call-data = { ECID = "E-1", User = "marker-user-8271", Password = "m4rker/Pässw0rd+&x", Pin = "48213377" }

[[contacts]]
id = "68-60f69968@toolbar.example"
number = "+44 7700 900102"
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
            said.contains("refused") || more.contains(&"--quiet"),
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
