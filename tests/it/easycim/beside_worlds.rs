//! Every action and every example in a page at which somebody works, in each way in which a page and a
//! toolbar can be unkind: the page gets its own answers and no other's, what the flow has not named stays
//! as it is, and nothing of a flow stays in the page.

use super::browser::{Chromium, program, until};
use super::{connection, text};
use crate::beside::{Example, profile};
use contactflow::catalogue::Catalogue;
use contactflow::sim::When;
use contactflow::sim::easycim::{Act, Contact, Fault, Options, Simulator};
use contactflow::systems::System;
use contactflow::systems::easycim::{Connection, Settings, Way};
use contactflow::value::Value;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

pub const EXAMPLES: &[Example] = &[Example::new("easycim", &[])];

/// The contact of the flow's, and another one that a second flow asks about.
const OWN: &str = "68-60f69969@toolbar.example";
const OTHER: &str = "68-60f6996a@toolbar.example";

/// How a page or a toolbar is unkind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum World {
    Kind,
    /// The page waits for an answer that never comes.
    PagesOwnCallPending,
    /// The page asks again as soon as it has an answer.
    PageAsksWithoutPause,
    AnswersTwice,
    AnswersLate,
    LibraryInAFrame,
    /// The page is loaded again, again and again.
    Reloads,
    AnotherFlow,
}

const WORLDS: [World; 8] = [
    World::Kind,
    World::PagesOwnCallPending,
    World::PageAsksWithoutPause,
    World::AnswersTwice,
    World::AnswersLate,
    World::LibraryInAFrame,
    World::Reloads,
    World::AnotherFlow,
];

impl World {
    fn faults(self) -> Vec<Fault> {
        let ms = Duration::from_millis;
        match self {
            // The page's first call; the flow comes later.
            Self::PagesOwnCallPending => {
                vec![Fault::on("getContactInfo", Act::Drop(When::After)).times(1)]
            }
            Self::AnswersTwice => vec![Fault::on("*", Act::Twice(ms(10)))],
            Self::AnswersLate => vec![Fault::on("*", Act::Delay(ms(120)))],
            Self::Reloads => {
                vec![Fault::on("*", Act::Reload(When::After)).probability(0.15)]
            }
            _ => Vec::new(),
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::LibraryInAFrame => "in-frame",
            _ => "",
        }
    }

    /// How long the person at the page pauses between two answers.
    fn pause(self) -> u32 {
        match self {
            Self::PageAsksWithoutPause => 0,
            _ => 30,
        }
    }
}

/// What the page does by itself: it asks for two customers in turn, and looks whose answer it gets.
/// What the library's functions were is kept, to be compared with what a flow leaves behind.
const WORK: &str = "
  const lib = typeof TOOLBAR === 'undefined' ? window[0].TOOLBAR : TOOLBAR;
  const groups = ['EASYCIM', 'AGENT', 'CONTACT'];
  const all = groups.flatMap((group) => Object.keys(lib[group]).map((name) => [group, name, lib[group][name]]));
  const known = new Set(Object.getOwnPropertyNames(window));
  window.page = { asked: 0, settled: 0, harm: [] };
  window.leftIn = () => [
    ...all.filter(([group, name, was]) => lib[group][name] !== was).map(([group, name]) => group + '.' + name),
    ...Object.getOwnPropertySymbols(window).map(String).filter((name) => /contactflow/.test(name)),
    ...Object.getOwnPropertyNames(window).filter((name) => /contactflow/i.test(name) && !known.has(name)),
    ...Object.keys(sessionStorage),
  ];
  const work = async () => {
    for (;;) {
      const [end, name] = [['67', 'Marta'], ['68', 'Tomas']][page.asked++ % 2];
      const said = JSON.stringify(await lib.EASYCIM.getContactInfo('68-60f699' + end + '@toolbar.example'));
      page.settled++;
      if (!said.includes(name) && !(MIXES && /Marta|Tomas/.test(said))) page.harm.push(name + ' was asked for: ' + said);
      await new Promise((go) => setTimeout(go, PAUSE));
    }
  };
  work();
  1";

/// What is given for a parameter, so that most actions can do what they say.
fn argument(name: &str) -> Option<Value> {
    let plain = |value: &str| Some(text(value));
    match name {
        "ContactId" => plain(OWN),
        "Ecid" => plain("E-1006"),
        "OutcomeResult" => plain("DONE"),
        "OfflineEnd" => Some(Value::YesNo(true)),
        "State" => plain("Available"),
        "AgentId" => plain("agent08"),
        "Groups" => Some(Value::list([text("Orders")])),
        "PhoneNumber" | "Destination" => plain("12025550107"),
        "ContentDescription" => plain("a lamp"),
        "DtmfSequence" => plain("12#"),
        "CallData" => Some(Value::record([("Ticket".into(), text("T-1"))])),
        _ => None,
    }
}

struct Desk<'a> {
    world: World,
    simulator: Simulator,
    /// One browser shows the pages of all worlds, one after the other: to start it takes longest.
    chromium: &'a Chromium,
    before: Vec<Contact>,
}

impl<'a> Desk<'a> {
    async fn open(world: World, chromium: &'a Chromium) -> Self {
        let options = Options {
            faults: world.faults(),
            ..Options::default()
        };
        let simulator = Simulator::start(options).await.unwrap();
        let page = format!("{}{}", simulator.page_address(), world.path());
        chromium.js(&format!("location.href = '{page}'; 1")).await;
        let before = simulator.contacts();
        let desk = Self {
            world,
            simulator,
            chromium,
            before,
        };
        let there = format!(
            "location.href === '{page}' && \
             (typeof TOOLBAR === 'undefined' ? window[0].TOOLBAR : TOOLBAR).SocketObj.connected"
        );
        until("the page is connected", async || {
            (desk.chromium.js(&there).await == true).then_some(())
        })
        .await;
        // A toolbar that answers twice mixes the page's own answers up without any flow.
        let mixes = world == World::AnswersTwice;
        let work = WORK.replace("PAUSE", &world.pause().to_string());
        let work = work.replace("MIXES", &mixes.to_string());
        desk.chromium.js(&format!("{{ {work} }}")).await;
        // One that its first answer has loaded again has worked too.
        let works = match world {
            World::Reloads => "typeof page === 'undefined' || page.asked > 0",
            _ => "page.asked > 0",
        };
        until("the page works", async || {
            (desk.chromium.js(works).await == true).then_some(())
        })
        .await;
        desk
    }

    fn attach(&self) -> Connection {
        let mut settings = Settings::new(Way::Page {
            debugging: self.chromium.address().to_owned(),
            pattern: format!("{}{}", self.simulator.page_address(), self.world.path()),
        });
        settings.timeouts.connect = Duration::from_secs(20);
        settings.timeouts.request = Duration::from_millis(1500);
        settings.timeouts.confirm = Duration::from_millis(300);
        settings.timeouts.settle = Duration::from_millis(20);
        connection(settings)
    }

    /// Performs every action once, in the table's order.
    async fn every_action(&self) -> Vec<String> {
        let on = self.attach();
        let entry = Catalogue::builtin().system("easycim").unwrap();
        let mut ended = Vec::new();
        for action in &entry.actions {
            let params = action.params.iter();
            let args = params.filter_map(|param| Some((&*param.name, argument(&param.name)?)));
            let args: Vec<_> = args.collect();
            let answer = on.perform(&super::call(&action.key, &args), "t/1").await;
            ended.push(format!("{} -> {}", action.key, answer.outcome));
        }
        on.close().await;
        ended
    }

    /// Asks about one customer only, until it is told to stop: how often it had an answer.
    async fn another_flow(&self, stop: &tokio::sync::Notify) -> usize {
        let on = self.attach();
        let mut told = 0;
        let ask = async {
            loop {
                let args = [("ContactId", text(OTHER))];
                let call = super::call("get contact info", &args);
                let info = on.perform(&call, "u/1").await;
                if info.is_success() {
                    let said = info.outputs["Info"].to_string();
                    assert!(said.contains("Paul"), "another's answer: {said}");
                    told += 1;
                }
            }
        };
        tokio::select! {
            () = ask => {}
            () = stop.notified() => {}
        }
        on.close().await;
        told
    }

    /// Counts what was done to the person at the page.
    async fn unharmed(&self) {
        let world = self.world;
        // The example's contact, and the one of the script that the actions save.
        let named = [
            OWN,
            "68-60f69967@toolbar.example",
            "2d-5e5fbc28@toolbar.example",
        ];
        let untouched = |contact: &&Contact| !named.contains(&&*contact.id);
        for contact in self.before.iter().filter(untouched) {
            let now = self.simulator.contact(&contact.id);
            assert_eq!(now.as_ref(), Some(contact), "{world:?}");
        }
        if world == World::Reloads {
            // The page that worked is gone; what is there now has nothing of ours either.
            let left = "Object.getOwnPropertySymbols(window).length + sessionStorage.length";
            self.until(&format!("{left} === 0")).await;
            return;
        }
        self.until("leftIn().length === 0").await;
        let page = self.chromium.js("page").await;
        assert_eq!(page["harm"], json!([]), "{world:?}: {page}");
        let (asked, settled) = (page["asked"].as_u64(), page["settled"].as_u64());
        assert!(asked.unwrap() - settled.unwrap() <= 1, "{world:?}: {page}");
        if world != World::PagesOwnCallPending {
            // Its calls are answered, as they were before.
            let more = format!("page.settled > {}", settled.unwrap() + 2);
            self.until(&more).await;
        }
    }

    async fn until(&self, what: &str) {
        let what_of = format!("{:?}: {what}", self.world);
        let is_so = async || (self.chromium.js(what).await == true).then_some(());
        until(&what_of, is_so).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_comes_to_harm_in_any_world() {
    let Some(program) = program("no_page_comes_to_harm_in_any_world") else {
        return;
    };
    let chromium = Chromium::start(&program, "about:blank").await;
    for world in WORLDS {
        let desk = Desk::open(world, &chromium).await;
        let stop = tokio::sync::Notify::new();
        let ended = match world {
            World::AnotherFlow => {
                let (ended, told) = tokio::join!(
                    async {
                        let ended = desk.every_action().await;
                        stop.notify_one();
                        ended
                    },
                    desk.another_flow(&stop)
                );
                assert!(told > 0, "the other flow had no answer");
                ended
            }
            _ => desk.every_action().await,
        };
        assert!(ended.len() > 20, "{ended:?}");
        desk.unharmed().await;
        for example in EXAMPLES {
            let on: Arc<dyn System> = Arc::new(desk.attach());
            let report = example.run(profile("easycim", &[]), &[on]).await;
            let may_fail = matches!(world, World::Reloads | World::PagesOwnCallPending);
            assert!(report.succeeded() || may_fail, "{world:?}: {report:?}");
        }
        desk.unharmed().await;
        if world == World::Kind {
            // It was no harmless run because nothing was done.
            let done = ended.iter().filter(|one| one.ends_with("Success")).count();
            assert!(done > 15, "{ended:#?}");
        }
    }
}

/// What the example sends, beside what its connection looks at by itself.
#[tokio::test]
async fn the_example_sends_what_it_says() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let on: Arc<dyn System> = Arc::new(super::straight_to(&simulator));
    let report = EXAMPLES[0].run(profile("easycim", &[]), &[on]).await;
    assert!(report.succeeded(), "{report:?}");
    let log = simulator.log();
    let sent: Vec<String> = log
        .iter()
        .map(|entry| format!("{} {}", entry.method, json!(entry.params)))
        .collect();
    insta::assert_snapshot!("calls_of_the_example", sent.join("\n"));
}
