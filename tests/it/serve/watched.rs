//! What the service lets others see: metrics and logs, without a value of any run.

use super::place::{Place, SETTINGS, Service};

const CALL_BACK: &str = "input PhoneNumber: phone number\ninput Name: text\n\n\
    log \"calls {PhoneNumber}\"\nschedule callback to <PhoneNumber> at now + 2h\n    \
    with FirstName: <Name>, LastName: \"A\", SkillId: 4021\n    on any other -> fail\n";

const PLANTED: [&str; 3] = ["2025550134", "Zebedee", "5550134"];

fn begun(args: &[&str]) -> (Place, Service) {
    let place = Place::with(SETTINGS, &[("book.flow", CALL_BACK)]);
    let service = place.serve_with(args);
    let body = "{\"PhoneNumber\": \"+12025550134\", \"Name\": \"Zebedee\"}";
    let answer = service.client().post("/run/book", body);
    assert_eq!(answer.status, 202, "{answer:?}");
    (place, service)
}

#[test]
fn the_metrics_count_what_happened_and_hold_no_value() {
    let (_place, mut service) = begun(&[]);
    service.until("of book succeeded");
    let mut client = service.client();
    client.post("/run/nothing", "{}");
    let text = client.get("/metrics").body;
    for line in [
        "flow_ready 1",
        "flow_runs_started_total{flow=\"book\",by=\"http\"} 1",
        "flow_runs_ended_total{flow=\"book\",state=\"succeeded\"} 1",
        "flow_actions_total{system=\"cxone\",action=\"schedule callback to at\",outcome=\"Success\"} 1",
        "flow_http_requests_total{route=\"/run\",status=\"404\"} 1",
        "flow_credentials_refused{system=\"cxone\"} 0",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    for planted in PLANTED {
        assert!(!text.contains(planted), "{planted}");
    }
    let page = std::fs::read_to_string("docs/watching.md").expect("it is there");
    for line in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, sort) = line.split_once(' ').expect("a name and a type");
        let row = format!("| `{name}` | {sort} |");
        assert!(page.contains(&row), "docs/watching.md has no row {row}");
    }
}

#[test]
fn the_log_holds_no_value_in_either_form() {
    for (args, until) in [
        (vec![], "succeeded"),
        (vec!["--log", "json"], "\"kind\":\"ended\""),
    ] {
        let (_place, mut service) = begun(&args);
        let last = service.until(until);
        service.signal("-TERM");
        let (code, mut lines) = service.stopped();
        lines.push(last);
        assert_eq!(code, Some(0), "{lines:?}");
        for planted in PLANTED {
            let found = lines.iter().find(|line| line.contains(planted));
            assert!(found.is_none(), "{planted} in {found:?}");
        }
    }
}

#[test]
fn alerts_and_the_dashboard_ask_for_metrics_that_exist() {
    let page = std::fs::read_to_string("docs/watching.md").expect("it is there");
    let files = ["docs/watching/alerts.yml", "docs/watching/dashboard.json"];
    for file in files {
        let text = std::fs::read_to_string(file).expect("it is there");
        let names = text.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
        let names: std::collections::BTreeSet<&str> =
            names.filter(|word| word.starts_with("flow_")).collect();
        assert!(names.len() > 4, "{file}: {names:?}");
        for name in names {
            let name = name
                .trim_end_matches("_bucket")
                .trim_end_matches("_count")
                .trim_end_matches("_sum");
            assert!(
                page.contains(&format!("| `{name}` |")),
                "{file} asks for {name}"
            );
        }
    }
}
