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
