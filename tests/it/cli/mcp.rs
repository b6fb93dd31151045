//! `flow mcp`, over real pipes: by hand, and with the protocol's own client.

use super::Call;
use crate::tools::skipped;
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command};

const HOLD: &str = include_str!("../../../examples/hold.flow");
const TESTS: &str = include_str!("../../../examples/hold.test.flow");

/// A server with its pipes, and the folder in which it was started.
struct Server {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    _call: Call,
}

impl Server {
    fn start(call: Call) -> Self {
        let mut child = call.command().spawn().expect("the command is built");
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().expect("it is piped"));
        Self {
            child,
            to,
            from,
            _call: call,
        }
    }

    fn send(&mut self, message: &Json) {
        let to = self.to.as_mut().expect("it is open");
        writeln!(to, "{message}").expect("it reads");
    }

    fn ask(&mut self, method: &str, params: Json) -> Json {
        self.send(&json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params }));
        let mut line = String::new();
        self.from.read_line(&mut line).expect("it answers");
        let answer: Json = serde_json::from_str(&line).expect("it is JSON");
        assert_eq!(answer["id"], 7, "{answer}");
        answer["result"].clone()
    }

    /// What a tool returns: the document, and whether the tool failed.
    fn tool(&mut self, name: &str, arguments: Json) -> (Json, bool) {
        let result = self.ask(
            "tools/call",
            json!({ "name": name, "arguments": arguments }),
        );
        let failed = result["isError"] == true;
        match result.get("structuredContent") {
            Some(document) => (document.clone(), failed),
            None => (result["content"][0]["text"].clone(), failed),
        }
    }

    fn end(mut self) {
        self.to = None;
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
    }
}

/// The folder has a profile by the simulator's name, and the environment others: a run must not know them.
fn server() -> Server {
    let trap = "default = \"live\"\n[profile.simulator]\naddress = \"https://contacts.example\"\n\
                sign-in = \"token\"\ntoken = { command = [\"touch\", \"reached\"] }\n\
                [profile.live]\naddress = \"https://contacts.example\"\n\
                sign-in = \"token\"\ntoken = { command = [\"touch\", \"reached\"] }\n";
    let call = Call::new(&["mcp"])
        .file("flow.toml", trap)
        .env("FLOW_PROFILE", "live")
        .env("FLOW_INPUT_ContactId", "1003");
    Server::start(call)
}

#[test]
fn an_assistant_finds_checks_tests_and_runs() {
    let mut server = server();
    let begun = server.ask("initialize", json!({ "protocolVersion": "2025-06-18" }));
    assert_eq!(begun["protocolVersion"], "2025-06-18");
    server.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
    let tools = server.ask("tools/list", json!({}));
    let names: Vec<&str> = tools["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "find_actions",
            "check",
            "explain",
            "format",
            "test",
            "plan",
            "run"
        ]
    );
    let (found, failed) = server.tool(
        "find_actions",
        json!({ "words": "hold contact", "system": "cxone" }),
    );
    assert!(!failed);
    assert_eq!(found["actions"][0]["phrase"], "hold contact <ContactId>");
    let (wrong, failed) = server.tool(
        "check",
        json!({ "flow": HOLD.replace("InvalidContactId", "NotThere") }),
    );
    assert!(!failed, "a flow with errors is no failure of the tool");
    assert_eq!(wrong["files"][0]["findings"][0]["code"], "F052");
    let (page, _) = server.tool("explain", json!({ "code": "F052" }));
    assert!(
        page["rules"][0]["page"]
            .as_str()
            .unwrap()
            .contains("## Why it matters"),
        "{page}"
    );
    let (formatted, _) = server.tool("format", json!({ "flow": "log   \"a\"\n" }));
    assert_eq!(formatted["flow"], "log \"a\"\n");
    let (tested, failed) = server.tool("test", json!({ "flow": HOLD, "tests": TESTS }));
    assert!(
        !failed
            && tested["tests"]
                .as_array()
                .is_some_and(|tests| tests.len() > 3),
        "{tested}"
    );
    let inputs = json!({ "ContactId": 1001 });
    let (ran, failed) = server.tool("run", json!({ "flow": HOLD, "inputs": inputs }));
    assert!(!failed, "{ran}");
    assert_eq!(ran["runs"][0]["status"], "succeeded", "{ran}");
    let (planned, failed) = server.tool("plan", json!({ "flow": HOLD, "inputs": inputs }));
    assert!(
        !failed && planned.to_string().contains("hold contact"),
        "{planned}"
    );
    server.end();
}

#[test]
fn no_settings_of_the_machine_count() {
    let mut server = server();
    // an input of the environment is not taken for one of the assistant's
    let (refused, failed) = server.tool("run", json!({ "flow": HOLD }));
    assert!(failed, "{refused}");
    assert!(refused.to_string().contains("ContactId"), "{refused}");
    assert!(!server._call.path("reached").exists());
    // an option among the inputs is an input
    let inputs = json!({ "--profile": "live" });
    let (_, failed) = server.tool("run", json!({ "flow": HOLD, "inputs": inputs }));
    assert!(failed);
    let (words, _) = server.tool("find_actions", json!({ "words": "--help" }));
    assert_eq!(words["actions"], json!([]), "words are never options");
    assert!(!server._call.path("reached").exists());
    let page = server.ask(
        "resources/read",
        json!({ "uri": "contactflow://docs/assistants" }),
    );
    assert!(
        page["contents"][0]["text"]
            .as_str()
            .unwrap()
            .contains("find_actions")
    );
    server.end();
}

const CLIENT: &str = "
import asyncio, json, sys
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

async def main():
    server = StdioServerParameters(command=sys.argv[1], args=['mcp'])
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        tools = await session.list_tools()
        resources = await session.list_resources()
        arguments = {'flow': open(sys.argv[2]).read(), 'inputs': {'ContactId': '1001'}}
        ran = await session.call_tool('run', arguments)
        print(len(tools.tools), len(resources.resources) > 10, json.loads(ran.content[0].text)['runs'][0]['status'])

asyncio.run(main())
";

#[test]
fn the_protocols_own_client_is_served() {
    let mut client = Command::new("python3");
    client.args([
        "-c",
        CLIENT,
        env!("CARGO_BIN_EXE_flow"),
        "examples/hold.flow",
    ]);
    let done = match client.output() {
        Ok(done) if String::from_utf8_lossy(&done.stderr).contains("No module named 'mcp'") => {
            return skipped("the_protocols_own_client_is_served", "Python's mcp");
        }
        Ok(done) => done,
        Err(_) => return skipped("the_protocols_own_client_is_served", "python3"),
    };
    let printed = String::from_utf8_lossy(&done.stdout);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(printed.trim(), "7 True succeeded", "{said}");
}

/// An assistant may be led by a page that it reads: a flow of its must not show this machine's files.
#[test]
fn a_flow_of_an_assistant_reads_no_file_outside_its_folder() {
    let outside = tempfile::Builder::new()
        .suffix(".flow")
        .tempfile_in(std::env::temp_dir())
        .expect("there is room");
    std::fs::write(outside.path(), "step Private() {\n    lgo \"private\"\n}\n")
        .expect("it is written");
    let up = "../".repeat(16);
    let path = outside.path().display().to_string();
    let flow = format!(
        "use steps from \"{up}{}\"\n\nrun Private()\n",
        path.trim_start_matches('/')
    );
    let mut server = server();
    let (document, _) = server.tool("check", json!({ "flow": flow }));
    let said = document.to_string();
    assert!(!said.contains("lgo"), "{said}");
    assert!(said.contains("file not found"), "{said}");
    server.end();
}
