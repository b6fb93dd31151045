//! What the workers of an engine share, as if each were on a machine of its own.

use super::server::Server;
use super::settled::on;
use super::{Working, free_port, ready, until};
use crate::cli::kept::User;

const BOOK: &str = "use cxone\n\nset security user 7\nlet When = tomorrow at 09:00 in \"Europe/Rome\"\n\
    schedule callback to \"+12025550123\" at When\n    \
    with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021\n";

/// A worker with a wrong password, with a folder of its own for what its machine remembers.
fn wrong(user: &User, server: &Server, machine: &str) -> Working {
    let at = format!("127.0.0.1:{}", free_port());
    let call = user.call(&["worker", "--listen", &at]);
    let state = user.path(machine).display().to_string();
    let call = call.env("SIMULATOR_SECRET", "not-the-secret-of-this-key-0001");
    ready(on(call.env("XDG_STATE_HOME", &state), server).command())
}

#[test]
fn a_refused_password_is_tried_by_one_machine() {
    let Some(server) = Server::start("a_refused_password_is_tried_by_one_machine") else {
        return;
    };
    let user = User::new();
    user.write("book.flow", BOOK);
    let later = BOOK.replacen(
        "set security",
        "await signal Go, at most 1h\n    on TimedOut -> fail\nset security",
        1,
    );
    user.write("later.flow", &later);
    let done = |args: &[&str]| on(user.call(args), &server).run();
    let _first = wrong(&user, &server, "one");
    assert_eq!(done(&["submit", "later.flow", "--name", "later"]).code, 0);
    until("it waits", || {
        done(&["runs", "show", "later"])
            .out
            .contains("waits for signal Go")
    });
    // New runs go to the second machine; what has begun stays with the first.
    let _second = wrong(&user, &server, "two");
    let booked = done(&["submit", "book.flow", "--name", "book", "--wait"]);
    assert_eq!(booked.code, 1, "{}", booked.text());
    assert!(booked.text().contains("Unauthorized"), "{}", booked.text());
    assert_eq!(done(&["signal", "later", "Go"]).code, 0);
    done(&["runs", "watch", "later"]);
    let shown = done(&["runs", "show", "later", "--trace"]);
    assert!(
        shown
            .text()
            .contains("not sent: CXone rejected these credentials (on another machine)"),
        "{}",
        shown.text()
    );
}

/// Two workers on machines of their own, each with a profile of its own for one tenant: they have one budget.
#[test]
fn a_tenants_budget_is_one_for_workers_on_different_machines() {
    const EACH: usize = 8;
    let test = "a_tenants_budget_is_one_for_workers_on_different_machines";
    let Some(server) = Server::start(test) else {
        return;
    };
    let user = User::new();
    user.write("book.flow", BOOK);
    let lab = format!("{}use-at-most = \"4/s\"\n", user.read("flow.toml"));
    let other = lab.replace("[profile.lab]", "[profile.other]");
    user.write("flow.toml", &format!("{lab}{other}"));
    let worker = |profile: &str| {
        let at = format!("127.0.0.1:{}", free_port());
        let call = user.call(&["worker", "--listen", &at, "--profile", profile]);
        let of = |name: &str| {
            user.path(&format!("{profile}-{name}"))
                .display()
                .to_string()
        };
        let call = call
            .env("XDG_STATE_HOME", &of("state"))
            .env("FLOW_JOURNAL", &of("journal"));
        ready(on(call, &server).command())
    };
    let (_lab, _other) = (worker("lab"), worker("other"));
    let rows = "Row\n".to_owned() + &(0..EACH).map(|row| format!("{row}\n")).collect::<String>();
    user.write("rows.csv", &rows);
    user.write("row.flow", &format!("input Row: number\n\n{BOOK}"));
    let began = std::time::Instant::now();
    for profile in ["lab", "other"] {
        let submit = [
            "submit",
            "row.flow",
            "--inputs",
            "rows.csv",
            "--job",
            profile,
            "--profile",
            profile,
        ];
        let done = on(user.call(&submit), &server).run();
        assert_eq!(done.code, 0, "{}", done.text());
    }
    for job in ["lab", "other"] {
        let watched = on(user.call(&["runs", "watch", job]), &server).run();
        let all = format!("{EACH} of {EACH} rows done");
        assert!(watched.out.contains(&all), "{}", watched.text());
    }
    // Turns are a quarter of a second apart, and the first may have been due a moment ago. Two budgets would
    // need half of it.
    let least = std::time::Duration::from_millis(250) * (2 * EACH as u32 - 2);
    assert!(began.elapsed() >= least, "{:?}", began.elapsed());
    let callbacks = user.asked("state")["callbacks"].as_array().map(Vec::len);
    assert_eq!(callbacks, Some(2 * EACH));
}
