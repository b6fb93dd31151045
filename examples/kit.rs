//! A fourth system, outside the crate: a help desk with actions, a profile in `flow.toml` and a rule
//! for `flow check`, behind one `Kit`.
//!
//! ```sh
//! cargo run --example kit
//! ```

use contactflow::catalogue::{LoadError, SystemEntry};
use contactflow::check::rules::{Page, Rule, RuleSet};
use contactflow::check::{Context, Findings, Model};
use contactflow::config::{Config, Target};
use contactflow::settings::{Common, Problem, Secrets};
use contactflow::system::{Connector, Kit, Kits, ProfileReader, ProfileTable, System};
use contactflow::{Actions, Answer, Engine, Flow};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

/// What the desk offers.
const TABLES: &str = r#"
name = "desk"
title = "The help desk"
about = "Tickets of the help desk."

[[actions]]
phrase = "open ticket for <ContactId>"
about = "Opens a ticket for a contact."
params.ContactId = { type = "contact id", about = "The contact." }
params.Title = { type = "text", required = true, about = "What it is about." }
outputs.TicketId = { type = "number", about = "The ticket's number." }
example = "open ticket for <ContactId> with Title: \"called twice\""
"#;

/// The one door through which the desk comes in.
const DESK: Kit = Kit {
    name: "desk",
    title: "Desk",
    catalogue,
    profile: Some(ProfileReader {
        page: None,
        keys: &["floor"],
        timeouts: &[],
        read,
        beside_simulator: |_| Ok(()),
    }),
    browser: None,
};

fn catalogue() -> Result<SystemEntry, LoadError> {
    Ok(SystemEntry::from_toml(TABLES)?.with_rules(RULES))
}

const NO_SHOUTING: Rule = Rule::warning(800, "no-shouting");
const PAGE: &str =
    "//! # F800 no-shouting (warning)\n//!\n//! A ticket's title in capitals is hard to read.";
const RULES: RuleSet = &[Page::new(NO_SHOUTING, PAGE, find_shouting)];

fn find_shouting(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions_of("desk") {
        if let Some((title, at)) = used.text("Title")
            && title == title.to_uppercase()
        {
            found.add(NO_SHOUTING.at(at, format!("`{title}` shouts")));
        }
    }
}

/// What a profile of the desk says: `floor = "north"`.
#[derive(Debug)]
struct Desk {
    common: Common,
    floor: String,
}

fn read(profile: &ProfileTable<'_, '_>) -> Result<Arc<dyn Connector>, Problem> {
    let common = profile.common.clone();
    let floor = profile.table.text("floor")?.ok_or_else(|| {
        let help = "add `floor = \"north\"`";
        common.lacks("does not say on which floor the desk is", help)
    })?;
    Ok(Arc::new(Desk { common, floor }))
}

impl Connector for Desk {
    fn address(&self) -> String {
        format!("floor {}", self.floor)
    }

    fn connect(&self, _: Arc<SystemEntry>, _: &Secrets<'_>) -> Result<Arc<dyn System>, Problem> {
        let wrong = |error: &dyn std::error::Error| self.common.problem(error.to_string());
        Actions::from_toml(TABLES)
            .map_err(|error| wrong(&error))?
            .profile([("Floor", self.floor.as_str())])
            .action("open ticket for", open)
            .build()
            .map_err(|error| wrong(&error))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ticket {
    contact_id: String,
    title: String,
    floor: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Opened {
    ticket_id: usize,
}

async fn open(ticket: Ticket) -> Result<Opened, Answer> {
    println!(
        "{}: {} for {}",
        ticket.floor, ticket.title, ticket.contact_id
    );
    Ok(Opened {
        ticket_id: ticket.title.len(),
    })
}

const SETTINGS: &str = "default = \"ours\"\n[profile.ours]\nsystem = \"desk\"\nfloor = \"north\"\n";

const FLOW: &str = "\
use desk

open ticket for 1001 with Title: \"CALLED TWICE\"
emit Ticket: TicketId
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let kits = Kits::builtin().clone().with(DESK);
    let said = |problem: Problem| problem.concise();
    let config = Config::parse_with(&kits, "flow.toml", SETTINGS, Path::new(".")).map_err(said)?;
    let profile = config.profile(None).map_err(said)?;
    let catalogue = kits.catalogue()?;
    let context = Context::of([profile.for_check()]);
    let flow = Flow::check("ticket.flow", FLOW, &catalogue, &context)?;
    for finding in flow.findings() {
        println!("{}: {}", finding.code, finding.message);
    }
    let Target::Real(connector) = &profile.target else {
        return Err("the profile leads to a simulator".into());
    };
    let entry = catalogue.system("desk").ok_or("there is no desk")?;
    let secrets = Secrets::new(&|_, _| {});
    let desk = connector.connect(entry.clone(), &secrets).map_err(said)?;
    let engine = Engine::builder().system(desk).build()?;
    let report = engine.run(&flow, ()).await;
    println!("ticket {}", report.results["Ticket"]);
    Ok(())
}
