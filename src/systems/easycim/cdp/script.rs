//! What runs in the page, and how it is called. Arguments travel as data, never as part of a program
//! text.

use serde_json::{Value as Json, json};

/// Makes our place in the page, or finds it.
pub(super) const ENTER: &str = concat!(
    "function () { \"use strict\";\n",
    include_str!("page/own.js"),
    include_str!("page/data.js"),
    include_str!("page/library.js"),
    include_str!("page/queue.js"),
    include_str!("page/hold.js"),
    include_str!("page/events.js"),
    include_str!("page/desk.js"),
    include_str!("page/end.js"),
    "}"
);
pub(super) const LOOK: &str = "function (name) { return { ...this.look(name), id: this.id, count: this.count, \
     address: location.href }; }";
pub(super) const CALL: &str = "function (ask) { return this.call(ask); }";
pub(super) const NEXT: &str = "function (name) { return this.next(name); }";
pub(super) const CONNECTED: &str = "function () { return this.connected(); }";
pub(super) const LEAVE: &str = "function (name) { this.leave(name); }";

/// A call of a function on an object of the page, with one argument or none. What it returns is
/// waited for and comes back as data.
pub(super) fn call(object: &str, function: &str, arg: Option<Json>) -> Json {
    let args: Vec<Json> = arg.into_iter().map(|arg| json!({ "value": arg })).collect();
    json!({
        "objectId": object,
        "functionDeclaration": function,
        "arguments": args,
        "returnByValue": true,
        "awaitPromise": true,
    })
}
