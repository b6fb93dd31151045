//! The tools and texts that an assistant is offered. None of them can reach a real system: `plan` and `run` have the
//! simulator's profile and no settings file, and the others run nothing.

use super::child;
use crate::cli::docs;
use crate::source::Source;
use crate::syntax;
use serde_json::{Map, Value as Json, json};

/// What a tool returns.
pub(super) struct Returned {
    pub json: Option<Json>,
    pub text: String,
    /// Whether the tool could not do what it is for. A flow with errors is no error of the tool.
    pub is_error: bool,
}

/// An argument of a tool.
struct Argument {
    name: &'static str,
    about: &'static str,
    required: bool,
    schema: fn() -> Json,
}

struct Tool {
    name: &'static str,
    about: &'static str,
    arguments: &'static [Argument],
    call: fn(&Given<'_>) -> Returned,
}

fn text() -> Json {
    json!({ "type": "string" })
}

fn yes_or_no() -> Json {
    json!({ "type": "boolean" })
}

fn values() -> Json {
    json!({ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } })
}

const FLOW: Argument = Argument {
    name: "flow",
    about: "The text of the flow",
    required: true,
    schema: text,
};

const INPUTS: Argument = Argument {
    name: "inputs",
    about: "Values of the flow's inputs, by name",
    required: false,
    schema: values,
};

const ALL: [Tool; 7] = [
    Tool {
        name: "find_actions",
        about: "Find actions of the catalogue: how they are written, their parameters, outputs, outcomes, whether they are safe to \
                repeat, and an example. Without words: all. An action that is not found does not exist.",
        arguments: &[
            Argument {
                name: "words",
                about: "Words of the action, or what a vendor calls it, such as `hold contact`",
                required: false,
                schema: text,
            },
            Argument {
                name: "system",
                about: "Only the actions of this system, as `use` names it in a flow",
                required: false,
                schema: text,
            },
        ],
        call: find_actions,
    },
    Tool {
        name: "check",
        about: "Check a flow without running it. Returns errors, warnings and notes, each with why it matters, what \
                to write, and its fix.",
        arguments: &[FLOW],
        call: check,
    },
    Tool {
        name: "explain",
        about: "Explain a finding of `check`: what it checks, why it matters, a wrong and a right example.",
        arguments: &[Argument {
            name: "code",
            about: "The code or name of the finding, such as F093 or left-on-hold",
            required: true,
            schema: text,
        }],
        call: explain,
    },
    Tool {
        name: "format",
        about: "Write a flow in the standard format. A flow that cannot be parsed is not changed.",
        arguments: &[FLOW],
        call: format,
    },
    Tool {
        name: "test",
        about: "Run tests of a flow: no system is asked, and time is virtual. See contactflow://docs/testing.",
        arguments: &[
            FLOW,
            Argument {
                name: "tests",
                about: "The `test` blocks, if the flow has none itself",
                required: false,
                schema: text,
            },
        ],
        call: test,
    },
    Tool {
        name: "plan",
        about: "List what a flow would write, on the simulator of its system: it reads, and writes nothing.",
        arguments: &[FLOW, INPUTS],
        call: plan,
    },
    Tool {
        name: "run",
        about: "Run a flow on the simulator of its system, for at most 60 seconds. No real system can be reached.",
        arguments: &[
            FLOW,
            INPUTS,
            Argument {
                name: "trace",
                about: "Whether to return every request, answer and handler",
                required: false,
                schema: yes_or_no,
            },
        ],
        call: run,
    },
];

/// What an assistant passed to a tool.
struct Given<'a>(&'a Json);

impl Given<'_> {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }
}

/// The tools as the protocol lists them.
pub(super) fn list() -> Vec<Json> {
    ALL.iter().map(listed).collect()
}

fn listed(tool: &Tool) -> Json {
    let arguments = tool.arguments.iter().map(|argument| {
        let mut schema = (argument.schema)();
        schema["description"] = argument.about.into();
        (argument.name.to_owned(), schema)
    });
    let required = tool.arguments.iter().filter(|argument| argument.required);
    let required: Vec<&str> = required.map(|argument| argument.name).collect();
    json!({
        "name": tool.name,
        "description": tool.about,
        "inputSchema": {
            "type": "object",
            "properties": arguments.collect::<Map<_, _>>(),
            "required": required,
            "additionalProperties": false,
        },
        "annotations": { "readOnlyHint": true, "destructiveHint": false, "openWorldHint": false },
    })
}

/// What the tool of that name returns.
pub(super) fn call(name: &str, arguments: &Json) -> Option<Returned> {
    let tool = ALL.iter().find(|tool| tool.name == name)?;
    let given = Given(arguments);
    let missing = tool.arguments.iter().find(|argument| {
        let value = &arguments[argument.name];
        argument.required && value.as_str().is_none_or(str::is_empty)
    });
    Some(match missing {
        Some(missing) => refused(&format!("`{}` needs `{}`, a text", tool.name, missing.name)),
        None => (tool.call)(&given),
    })
}

fn refused(why: &str) -> Returned {
    Returned {
        json: None,
        text: why.to_owned(),
        is_error: true,
    }
}

/// A call whose result is one JSON document.
fn document(args: &[&str], files: &[(&str, &str)]) -> Returned {
    let done = match child::call(args, files) {
        Ok(done) => done,
        Err(error) => return refused(&format!("cannot start `flow`: {error}")),
    };
    if done.code.is_none() {
        return refused("it took longer than 2 minutes and was ended");
    }
    let json = serde_json::from_str(&done.out).ok();
    Returned {
        is_error: json.is_none() || done.code == Some(3),
        json,
        text: done.err,
    }
}

fn find_actions(given: &Given<'_>) -> Returned {
    let mut args = vec!["actions", "--output", "json"];
    if !given.text("system").is_empty() {
        args.extend(["--system", given.text("system")]);
    }
    args.push("--");
    args.extend(given.text("words").split_whitespace());
    document(&args, &[])
}

fn check(given: &Given<'_>) -> Returned {
    let args = [
        "check",
        "--no-profile",
        "--output",
        "json",
        "--config",
        EMPTY,
        FILE,
    ];
    let mut done = document(&args, &[(FILE, given.text("flow")), (EMPTY, "")]);
    // the summary for people says nothing that is not in the document
    done.text.clear();
    done
}

fn explain(given: &Given<'_>) -> Returned {
    document(
        &["explain", "--output", "json", "--", given.text("code")],
        &[],
    )
}

fn format(given: &Given<'_>) -> Returned {
    match syntax::format(&Source::new(FILE, given.text("flow"))) {
        Ok(flow) => written(&flow),
        Err(_) => refused("the flow cannot be parsed: `check` names its errors"),
    }
}

fn written(flow: &str) -> Returned {
    Returned {
        json: Some(json!({ "flow": flow })),
        text: String::new(),
        is_error: false,
    }
}

fn test(given: &Given<'_>) -> Returned {
    let tests = given.text("tests");
    let mut files = vec![(FILE, given.text("flow")), (EMPTY, "")];
    if !tests.is_empty() {
        files.push((TESTS, tests));
    }
    document(
        &["test", "--output", "json", "--config", EMPTY, "."],
        &files,
    )
}

fn run(given: &Given<'_>) -> Returned {
    let mut args: Vec<String> = RUN.iter().map(|word| (*word).to_owned()).collect();
    if given.0["trace"] == true {
        args.push("--trace".into());
    }
    args.extend(inputs(given));
    args.extend(["--".into(), FILE.into()]);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    document(&args, &[(FILE, given.text("flow")), (EMPTY, "")])
}

fn plan(given: &Given<'_>) -> Returned {
    let mut args: Vec<String> = PLAN.iter().map(|word| (*word).to_owned()).collect();
    args.extend(inputs(given));
    args.extend(["--".into(), FILE.into()]);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    document(&args, &[(FILE, given.text("flow")), (EMPTY, "")])
}

/// One word for each input, so that no value is read as an option.
fn inputs(given: &Given<'_>) -> Vec<String> {
    let values = given.0["inputs"].as_object().into_iter().flatten();
    let word = |(name, value): (&String, &Json)| {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        format!("--input={name}={value}")
    };
    values.map(word).collect()
}

const FILE: &str = "flow.flow";
const TESTS: &str = "flow.test.flow";
/// A settings file that says nothing stands before any in the folders above.
const EMPTY: &str = "flow.toml";
const PLAN: [&str; 7] = [
    "plan",
    "--profile",
    "simulator",
    "--config",
    EMPTY,
    "--output",
    "json",
];
const RUN: [&str; 10] = [
    "run",
    "--profile",
    "simulator",
    "--config",
    EMPTY,
    "--ephemeral",
    "--time-limit",
    "60s",
    "--output",
    "json",
];

const SCHEME: &str = "contactflow://docs/";

/// The texts that an assistant may read before it writes.
pub(super) fn resources() -> Vec<Json> {
    let one = |(name, title): (&str, &str)| json!({ "uri": format!("{SCHEME}{name}"), "name": name, "title": title, "mimeType": "text/plain" });
    docs::titles().map(one).collect()
}

/// The text of one.
pub(super) fn resource(uri: &str) -> Option<&'static str> {
    docs::page(uri.strip_prefix(SCHEME)?)
}
