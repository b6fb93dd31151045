//! The catalogue of CXone: its tables are right, and hold what the vendor documents.

use contactflow::catalogue::{Action, Catalogue, NotFound, ParamDefault, Part, SystemEntry};
use contactflow::check::{self, Context, Profile};
use contactflow::source::Source;
use contactflow::syntax;
use contactflow::systems::cxone::request::Request;
use contactflow::value::{Kind, Mark};
use std::collections::BTreeSet;
use std::sync::Arc;

fn cxone() -> &'static Arc<SystemEntry> {
    let builtin = Catalogue::builtin();
    builtin.system("cxone").expect("CXone's tables are right")
}

fn action(key: &str) -> &'static Action {
    cxone()
        .action(key)
        .unwrap_or_else(|| panic!("there is no `{key}`"))
}

fn documented(action: &Action) -> Vec<&str> {
    let outcomes = action.outcomes.iter();
    let documented = outcomes.filter(|outcome| !outcome.transport);
    documented.map(|outcome| &*outcome.name).collect()
}

#[test]
fn every_request_fits_its_action() {
    let wrong: Vec<String> = cxone()
        .actions
        .iter()
        .filter_map(|action| Request::of(action).err())
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

/// The branches on the pages of Studio's actions, without Default and without a leading `On`.
#[test]
fn every_documented_branch_is_an_outcome() {
    for (key, branches) in [
        ("set security user", &["Success", "Error"][..]),
        (
            "join agent session",
            &[
                "Success",
                "InvalidSecurityUser",
                "InvalidAgentSession",
                "InvalidAgentId",
                "ImpersonateNotEnabled",
            ],
        ),
        (
            "hold contact",
            &[
                "Success",
                "InvalidSecurityUser",
                "InvalidAgentSession",
                "InvalidContactId",
                "InvalidState",
            ],
        ),
        (
            "end contact",
            &[
                "Success",
                "InvalidContactId",
                "InvalidSecurityUser",
                "Unauthorized",
            ],
        ),
        (
            "schedule callback to at",
            &[
                "Success",
                "InvalidSecurityUser",
                "InvalidSkillId",
                "InvalidTargetAgentId",
                "InvalidScheduleDate",
                "InvalidPhoneNumber",
            ],
        ),
        (
            "sign out agent",
            &[
                "Success",
                "InvalidAgentId",
                "InvalidSecurityUser",
                "Unauthorized",
                "TooManyRequests",
            ],
        ),
    ] {
        assert_eq!(documented(action(key)), branches, "{key}");
    }
}

#[test]
fn the_three_actions_take_and_give_what_their_pages_say() {
    let names = |action: &Action| -> BTreeSet<String> {
        action
            .params
            .iter()
            .map(|param| param.name.to_string())
            .collect()
    };
    let expected = |names: &[&str]| -> BTreeSet<String> {
        names.iter().map(|name| name.to_string()).collect()
    };
    let hold = action("hold contact");
    assert_eq!(
        names(hold),
        expected(&["SecurityUser", "SessionId", "ContactId"])
    );
    let end = action("end contact");
    assert_eq!(names(end), expected(&["SecurityUser", "ContactId"]));
    assert_eq!(&*end.outputs[0].name, "DisconnectReason");
    let schedule = action("schedule callback to at");
    let all = [
        "SecurityUser",
        "FirstName",
        "LastName",
        "PhoneNumber",
        "SkillId",
        "TargetAgentId",
        "ScheduleDate",
        "Notes",
    ];
    assert_eq!(names(schedule), expected(&all));
    assert_eq!(&*schedule.outputs[0].name, "CallbackId");
    for name in ["FirstName", "LastName", "Notes"] {
        assert_eq!(
            schedule.param(name).map(|param| param.mark),
            Some(Mark::Personal),
            "{name}"
        );
    }
    let number = schedule.param("PhoneNumber").expect("it is there");
    assert_eq!(
        (&number.kind, number.mark),
        (&Kind::PhoneNumber, Mark::PhoneNumber)
    );
}

#[test]
fn prerequisites_are_defaults_that_an_action_provides() {
    let provided = |name: &str| ParamDefault::Provided(name.into());
    for (key, param) in [
        ("hold contact", "SessionId"),
        ("hold contact", "SecurityUser"),
        ("join agent session", "SecurityUser"),
        ("end contact", "SecurityUser"),
    ] {
        let found = action(key).param(param).expect(param);
        assert!(found.required);
        assert_eq!(found.default, provided(param), "{key}");
    }
    for (key, output) in [
        ("set security user", "SecurityUser"),
        ("join agent session", "SessionId"),
        ("start agent session", "SessionId"),
    ] {
        let mut outputs = action(key).outputs.iter();
        assert!(
            outputs.any(|given| given.provides && &*given.name == output),
            "{key}"
        );
    }
}

#[test]
fn reads_never_end_in_unknown_and_writes_may() {
    for action in &cxone().actions {
        assert_eq!(
            action.outcome("Unknown").is_none(),
            action.reads,
            "{}",
            action.key
        );
        assert_eq!(&*action.outcomes[0].name, "Success");
        for name in ["Unauthorized", "Throttled", "Unavailable", "Rejected"] {
            assert!(action.outcome(name).is_some(), "{}: {name}", action.key);
        }
    }
}

/// After `Unknown` somebody has to look: by an action that shows it, or at a place that is named.
#[test]
fn every_write_says_where_it_is_looked_up() {
    let silent = Catalogue::builtin().systems().flat_map(|system| {
        let writes = system.actions.iter().filter(|action| !action.reads);
        writes.filter(|action| match action.check.as_deref() {
            Some([]) => action.check_in.is_none(),
            Some(_) => action.check_in.is_some(),
            None => true,
        })
    });
    let silent: Vec<_> = silent.map(|action| action.phrase_text()).collect();
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn what_would_double_is_not_repeatable() {
    for key in [
        "schedule callback to at",
        "promise callback to at",
        "queue callback to",
        "dial phone",
        "dial agent",
        "dial skill",
        "create work item",
        "signal contact",
        "start script",
        "send dtmf",
        "transfer calls",
    ] {
        assert!(!action(key).repeatable, "{key}");
    }
    for key in [
        "hold contact",
        "resume contact",
        "end contact",
        "delete callback",
    ] {
        assert!(action(key).repeatable, "{key}");
    }
    for action in &cxone().actions {
        let request = Request::of(action).expect("it is right");
        assert_eq!(
            action.reads,
            request.method == contactflow::systems::cxone::request::Method::Get
        );
    }
}

#[test]
fn accepted_is_not_held() {
    let hold = Request::of(action("hold contact")).expect("it is right");
    assert_eq!(hold.ok, [202]);
    assert!(!hold.unconfirmed);
    let event = hold.confirm.expect("a hold is confirmed by an event");
    let look = hold.look.expect("or by a look");
    assert_eq!(look.states, ["Held"]);
    assert_eq!(event.event.0[0], "CallContactEvent");
    assert_eq!(event.status.len(), 1);
    let state = action("hold contact")
        .state
        .as_ref()
        .expect("it changes the state");
    assert_eq!(state.after.as_deref(), Some("Held"));
    let contact = cxone().thing("contact").expect("it is there");
    assert_eq!(
        contact.vendor_state("Holding").map(|state| &*state.name),
        Some("Held")
    );
}

#[test]
fn every_text_is_a_plain_sentence() {
    for action in &cxone().actions {
        let mut texts = vec![&action.about];
        texts.extend(action.params.iter().map(|param| &param.about));
        texts.extend(action.outputs.iter().map(|output| &output.about));
        texts.extend(action.outcomes.iter().map(|outcome| &outcome.about));
        for text in texts {
            assert!(text.ends_with(['.', '…']), "{}: {text}", action.key);
            assert!(
                text.starts_with(|first: char| first.is_uppercase() || first == '`'),
                "{}: {text}",
                action.key
            );
        }
        assert!(action.source.starts_with("https://"), "{}", action.key);
    }
}

#[test]
fn the_phrases() {
    let mut list = String::new();
    let mut family = "";
    for action in &cxone().actions {
        if *action.family != *family {
            family = &action.family;
            list.push_str(&format!("\n# {family}\n"));
        }
        let params = action
            .params
            .iter()
            .filter(|param| param.default == ParamDefault::None);
        let in_phrase = |name: &str| action.phrase_text().contains(&format!("<{name}>"));
        let with: Vec<String> = params
            .filter(|param| !in_phrase(&param.name))
            .map(|param| {
                format!(
                    "{}{}: {}",
                    param.name,
                    if param.required { "!" } else { "" },
                    param.kind
                )
            })
            .collect();
        list.push_str(&action.phrase_text());
        if !with.is_empty() {
            list.push_str(&format!(" with {}", with.join(", ")));
        }
        list.push_str(&format!(" -> {}\n", documented(action).join(" ")));
    }
    insta::with_settings!({ snapshot_path => "../catalogue", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("cxone_phrases", list);
    });
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let words = text.split(' ');
    words
        .map(|word| match word.starts_with(char::is_lowercase) {
            true => Part::Word(word),
            false => Part::Value(word),
        })
        .collect()
}

fn help(text: &str) -> String {
    let parts = parts(text);
    match cxone().find(parts.iter().copied()) {
        Ok(action) => format!("is {}", action.key),
        Err(missing) => missing.help().unwrap_or_else(|| "nothing".into()),
    }
}

#[test]
fn phrases_are_found_with_their_values_in_place() {
    for (text, key) in [
        ("hold contact <ContactId>", "hold contact"),
        ("end contact 42", "end contact"),
        (
            "end contact <ContactId> in session",
            "end contact in session",
        ),
        ("find callbacks for skill 4021", "find callbacks for skill"),
        (
            "schedule callback to <PhoneNumber> at <When>",
            "schedule callback to at",
        ),
    ] {
        let parts = parts(text);
        let found = cxone().find(parts.iter().copied()).expect(text);
        assert_eq!(&*found.key, key);
    }
    for action in &cxone().actions {
        let text = action.phrase_text();
        let parts = parts(&text);
        let found = cxone().find(parts.iter().copied()).expect(&text);
        assert!(Arc::ptr_eq(
            found,
            cxone().action(&action.key).expect("it is there")
        ));
        assert!(cxone().find_key(action.key.split(' ')).is_some());
    }
}

#[test]
fn slips_lead_to_the_phrase() {
    for (text, expected) in [
        (
            "hold contct <ContactId>",
            "did you mean `hold contact <ContactId>`?",
        ),
        ("hold contact", "did you mean `hold contact <ContactId>`?"),
        (
            "hold the contact <ContactId>",
            "did you mean `hold contact <ContactId>`?",
        ),
        (
            "find callback for skill 4021",
            "did you mean `find callbacks for skill <SkillId>`",
        ),
        (
            "resume contacts <ContactId>",
            "did you mean `resume contact <ContactId>`",
        ),
        ("brew coffee", "nothing"),
    ] {
        let help = help(text);
        assert!(help.starts_with(expected), "{text}: {help}");
    }
}

#[test]
fn names_from_studio_lead_to_ours() {
    for (text, expected) in [
        (
            "killcontact <ContactId>",
            "write `end contact <ContactId>` for `killcontact`",
        ),
        (
            "END A CONTACT",
            "write `end contact <ContactId>` for `END A CONTACT`",
        ),
        (
            "retrieve <ContactId>",
            "write `resume contact <ContactId>` for `Retrieve`",
        ),
        (
            "RETRIEVE <ContactId>",
            "write `resume contact <ContactId>` for `Retrieve`",
        ),
        (
            "retrieve contact <ContactId>",
            "write `resume contact <ContactId>` for `Retrieve`",
        ),
        (
            "SETSECURITYUSER 7",
            "write `set security user <AgentId>` for `SETSECURITYUSER`",
        ),
        (
            "setsecurityuser 7",
            "write `set security user <AgentId>` for `SETSECURITYUSER`",
        ),
        ("hang up <ContactId>", "write `end contact <ContactId>`"),
        ("hang-up", "write `end contact <ContactId>`"),
        ("Hangup", "write `end contact <ContactId>`"),
        ("stop contact <ContactId>", "Studio's Stop ends nothing"),
        (
            "Stop",
            "Studio's Stop ends nothing: it leaves contacts running",
        ),
    ] {
        let help = help(text);
        assert!(help.starts_with(expected), "{text}: {help}");
    }
}

#[test]
fn every_terminator_of_studio_has_its_help() {
    for name in [
        "Discard", "End", "EndText", "EndWi", "Exit", "Hangup", "Return", "Stop",
    ] {
        let Some(NotFound::Foreign(foreign)) = cxone().from_elsewhere(name) else {
            panic!("{name} has no help")
        };
        assert_eq!(&*foreign.name, name);
        assert!(foreign.help.contains('`'), "{name}: {}", foreign.help);
    }
}

#[test]
fn no_vendor_name_stands_for_two_actions() {
    let mut seen = std::collections::HashMap::new();
    for action in &cxone().actions {
        for name in &action.vendor_names {
            let plain = name.to_lowercase().replace([' ', '-', '_'], "");
            if let Some(other) = seen.insert(plain, &action.key) {
                assert_eq!(other, &action.key, "{name}");
            }
        }
    }
}

/// An example as a whole file.
fn example(action: &Action) -> Arc<Source> {
    let (inputs, body): (Vec<&str>, Vec<&str>) = action
        .example
        .lines()
        .partition(|line| line.starts_with("input "));
    let (inputs, body) = (inputs.join("\n"), body.join("\n"));
    let text = format!("use {}\n{inputs}\n{body}\n", action.system);
    Arc::new(Source::new(&*action.key, text))
}

/// What is copied from `flow actions` into a flow is right as it stands, on every system.
#[test]
fn every_example_is_a_script_without_a_finding() {
    for system in Catalogue::builtin().systems() {
        let context = Context::of([Profile {
            system: system.name.clone(),
            ..Profile::default()
        }]);
        for action in &system.actions {
            let source = example(action);
            let parsed = syntax::parse(&source);
            assert!(
                parsed.is_clean(),
                "{}: {:#?}",
                source.text(),
                parsed.problems
            );
            let found = check::check(&source, &parsed.tree, Catalogue::builtin(), &context);
            assert!(
                found.problems.is_empty(),
                "{}: {:#?}",
                source.text(),
                found.problems
            );
            let program = found.program.expect("it has no error");
            let systems: Vec<&str> = program.systems.iter().map(|name| &**name).collect();
            assert_eq!(systems, [&*system.name]);
        }
    }
}
