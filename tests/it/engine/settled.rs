//! What a person finds out about a write in doubt, and what follows from a run that an engine keeps.

use super::server::Server;
use super::{Working, free_port, ready, until};
use crate::cli::call::Done;
use crate::cli::kept::User;

const BOOK: &str = "use cxone\n\nset security user 7\nlet When = tomorrow at 09:00 in \"Europe/Rome\"\n\
    schedule callback to \"+12025550123\" at When\n    \
    with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021, TargetAgentId: 7\n    \
    on Unknown   -> ignore\n    \
    on any other -> fail\n";

struct Desk {
    user: User,
    server: Server,
    /// Where the engine knows the worker.
    at: String,
    _worker: Working,
}

impl Desk {
    fn new(test: &str) -> Option<Self> {
        let server = Server::start(test)?;
        let user = User::new();
        user.write("book.flow", BOOK);
        let settings = user.read("flow.toml");
        user.write(
            "flow.toml",
            &format!("{settings}takes-effect-within = \"100ms\"\n"),
        );
        let at = format!("127.0.0.1:{}", free_port());
        let call = user.call(&["worker", "--listen", &at]);
        let worker = ready(on(call, &server).command());
        Some(Self {
            _worker: worker,
            user,
            server,
            at,
        })
    }

    fn done(&self, args: &[&str]) -> Done {
        on(self.user.call(args), &self.server).run()
    }
}

pub fn on(call: crate::cli::Call, server: &Server) -> crate::cli::Call {
    call.env("FLOW_ENGINE", &server.ingress())
        .env("FLOW_ENGINE_ADMIN", &server.admin())
}

#[test]
fn what_was_found_out_is_recorded_and_a_rerun_repeats_nothing_unasked() {
    let test = "what_was_found_out_is_recorded_and_a_rerun_repeats_nothing_unasked";
    let Some(desk) = Desk::new(test) else {
        return;
    };
    // The answer is lost, and no list shows the callback of an agent.
    let fault = "{\"on\": \"createScheduledCallback\", \"do\": \"drop\", \"when\": \"after\", \"times\": 1}";
    desk.user.post("faults", fault);
    let done = desk.done(&["submit", "book.flow", "--name", "d1", "--wait"]);
    assert!(done.text().contains("in doubt"), "{}", done.text());
    let shown = desk.done(&["runs", "show", "d1", "--output", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    let effect = shown["unknown"][0]["effect"].to_string();
    assert!(desk.done(&["runs"]).out.contains("1 action in doubt"));

    let wrong = desk.done(&["runs", "settle", "d1", "999", "happened"]);
    assert!(wrong.err.contains("is not in doubt"), "{}", wrong.text());
    let done = desk.done(&["runs", "settle", "d1", &effect, "happened"]);
    assert_eq!(done.code, 0, "{}", done.text());
    assert!(
        done.err.contains("recorded: schedule callback"),
        "{}",
        done.text()
    );
    let listed = desk.done(&["runs"]);
    assert!(!listed.out.contains("in doubt"), "{}", listed.text());
    let shown = desk.done(&["runs", "show", "d1"]);
    let line = format!("write {effect} happened: recorded at");
    assert!(shown.out.contains(&line), "{}", shown.text());
    let again = desk.done(&["runs", "settle", "d1", &effect, "did-not"]);
    assert!(again.err.contains("is not in doubt"), "{}", again.text());

    let page = desk.done(&["runs", "report", "d1", "--to", "d1.html"]);
    assert_eq!(page.code, 0, "{}", page.text());
    let page = desk.user.read("d1.html");
    assert!(page.contains("run d1: succeeded"), "{page}");

    let refused = desk.done(&["rerun", "d1"]);
    assert!(
        refused.err.contains("run d1 has already sent 1 action"),
        "{}",
        refused.text()
    );
    let rerun = desk.done(&["rerun", "d1", "--again"]);
    assert!(rerun.out.contains("a rerun of d1"), "{}", rerun.text());
    let name = rerun.out.split_whitespace().nth(2).unwrap().to_owned();
    let name = name.trim_end_matches(',');
    let watched = desk.done(&["runs", "watch", name]);
    assert!(watched.out.contains("succeeded"), "{}", watched.text());
    let shown = desk.done(&["runs", "show", name]);
    assert!(shown.out.contains("a rerun of d1"), "{}", shown.text());

    let forgot = desk.done(&["runs", "forget", "d1"]);
    assert!(forgot.err.contains("forgot 1 run"), "{}", forgot.text());
    assert_eq!(desk.done(&["runs", "show", "d1"]).code, 3);
}

/// The worker is killed while two writes are on their way, and nobody knows what came of them. What a person finds
/// out counts for the worker that goes on: one is not sent again, and the other one is.
#[test]
fn what_was_found_out_about_runs_that_were_cut_off_is_what_they_go_on_with() {
    let test = "what_was_found_out_about_runs_that_were_cut_off_is_what_they_go_on_with";
    let Some(Desk {
        user,
        server,
        at,
        _worker: worker,
    }) = Desk::new(test)
    else {
        return;
    };
    let done = |args: &[&str]| on(user.call(args), &server).run();
    let once = BOOK.replace("-> ignore", "-> fail \"nobody knows\"");
    user.write("once.flow", &once);
    let fault =
        "{\"on\": \"createScheduledCallback\", \"do\": \"delay\", \"by\": \"10m\", \"times\": 2}";
    user.post("faults", fault);
    let found = [("d2", "happened"), ("d3", "did-not")];
    for (run, _) in found {
        let submit = done(&["submit", "once.flow", "--name", run]);
        assert_eq!(submit.code, 0, "{}", submit.text());
    }
    until("both have been sent", || {
        user.asked("faults")["faults"][0]["times"] == 0
    });
    drop(worker);
    until("the engine has noticed", || {
        done(&["runs"]).out.matches("interrupted").count() == 2
    });
    for (run, found) in found {
        let shown = done(&["runs", "show", run, "--output", "json"]);
        let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
        let effect = shown["unknown"][0]["effect"].to_string();
        let settled = done(&["runs", "settle", run, &effect, found]);
        assert_eq!(settled.code, 0, "{}", settled.text());
        let next = format!("next: flow resume {run}");
        assert!(settled.err.contains(&next), "{}", settled.text());
    }
    let call = user.call(&["worker", "--listen", &at]);
    let _worker = ready(on(call, &server).command());
    for (run, _) in found {
        done(&["resume", run]);
        let watched = done(&["runs", "watch", run]);
        assert!(watched.out.contains("succeeded"), "{}", watched.text());
    }
    let booked = user.asked("state")["callbacks"].as_array().map(Vec::len);
    assert_eq!(booked, Some(1));
}
