//! The forms in which results of tests are written.

use super::Call;
use super::call::golden;

const FLOW: &str = "log \"one\"\n\ntest \"passes\" {\n    run this flow\n    expect logged \"one\"\n}\n\ntest \"fails # \
                    <b>\" {\n    run this flow\n    expect logged \"two\"\n}\n";

/// Without how long each test took.
fn steady(text: &str) -> String {
    let mut steady = String::new();
    for line in text.lines() {
        let line = match (line.find("took_us"), line.find(" time=\"")) {
            (Some(_), _) => "      \"took_us\": 0,".to_owned(),
            (_, Some(at)) => {
                let after = line[at + 7..]
                    .find('"')
                    .map_or("", |end| &line[at + 7 + end..]);
                format!("{} time=\"0{after}", &line[..at])
            }
            _ => line.to_owned(),
        };
        steady.push_str(&line);
        steady.push('\n');
    }
    steady
}

#[test]
fn each_form_has_its_golden() {
    for form in ["json", "junit", "tap", "github"] {
        let done = Call::new(&["test", "--output", form])
            .file("a.flow", FLOW)
            .run();
        golden!(format!("test-form-{form}"), steady(&done.text()));
    }
}
