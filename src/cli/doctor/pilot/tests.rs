//! The walk with a scripted person and hands, in paused time; and what the record makes of it.

use super::hands::Hands;
use super::judge;
use super::person::{Person, Says, read};
use super::record::{Outcome, Record, Verdict};
use super::walk::Walk;
use crate::catalogue::Catalogue;
use crate::settings::Secrets;
use crate::system::doctor::{self, Examination};
use crate::system::pilot::{Does, Pilot, STEP, Step};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::sleep;

/// Says its lines, each after a pause, and then no more.
struct Scripted {
    lines: VecDeque<(Duration, &'static str)>,
    told: String,
    /// What is left of the pause before the next line: a question may be asked anew meanwhile.
    due: Option<tokio::time::Instant>,
}

impl Scripted {
    fn new(lines: &[(u64, &'static str)]) -> Self {
        let lines = lines.iter();
        Self {
            lines: lines
                .map(|(secs, line)| (Duration::from_secs(*secs), *line))
                .collect(),
            told: String::new(),
            due: None,
        }
    }
}

impl Person for Scripted {
    fn tell(&mut self, text: &str) {
        self.told.push_str(text);
        self.told.push('\n');
    }

    async fn line(&mut self) -> Option<String> {
        let (pause, line) = *self.lines.front()?;
        let now = tokio::time::Instant::now();
        tokio::time::sleep_until(*self.due.get_or_insert(now + pause)).await;
        self.due = None;
        self.lines.pop_front();
        Some(line.to_owned())
    }
}

/// Does nothing but note it, and has an agent who is as each look of the list says.
struct Noted {
    done: Vec<String>,
    agents: VecDeque<(&'static str, bool)>,
}

impl Hands for Noted {
    async fn begin(&mut self, does: Does, contact: Option<&str>) -> Vec<String> {
        let what = format!("{does:?} {}", contact.unwrap_or_default());
        self.done.push(what.trim().to_owned());
        match does.needs_contact() {
            true => vec!["`hold contact 7` ended in Success after 900 ms, read back".to_owned()],
            false => Vec::new(),
        }
    }

    async fn end(&mut self) -> Vec<String> {
        sleep(Duration::from_millis(1)).await;
        Vec::new()
    }

    async fn agent(&mut self) -> Option<(String, bool)> {
        let (text, good) = self.agents.pop_front().unwrap_or(("Ready", true));
        Some((text.to_owned(), good))
    }
}

const STEPS: [Step; 3] = [
    Step {
        title: "alone",
        question: "stay the same",
        ..STEP
    },
    Step {
        title: "a hold",
        does: Does::HoldAndResume,
        lasts: Duration::from_secs(60),
        question: "shown?",
        ..STEP
    },
    Step {
        title: "a stream",
        prepare: "run `flow run -p {profile}`",
        does: Does::ConnectAndLeave,
        lasts: Duration::from_secs(200),
        question: "still Ready?",
        shared_only: true,
    },
];

fn pilot(shares_events: bool) -> Pilot {
    Pilot {
        mode: "beside = \"desktop\"".to_owned(),
        covered_by: vec!["beside = \"desktop\", events = \"shared\"".to_owned()],
        shares_events,
        steps: &STEPS,
    }
}

struct Walked {
    record: Record,
    told: String,
    done: Vec<String>,
    kept: usize,
}

async fn walked(
    shares: bool,
    lines: &[(u64, &'static str)],
    agents: &[(&'static str, bool)],
) -> Walked {
    let pilot = pilot(shares);
    let mut walk = Walk {
        profile: "desk",
        contact: None,
        pilot: &pilot,
        person: Scripted::new(lines),
        hands: Noted {
            done: Vec::new(),
            agents: agents.iter().copied().collect(),
        },
    };
    let mut record = Record::begin("finesse", "https://a.example", &pilot.mode, "12.6".into());
    let kept = std::cell::Cell::new(0);
    walk.all(&mut record, |_| kept.set(kept.get() + 1)).await;
    Walked {
        record,
        told: walk.person.told,
        done: walk.hands.done,
        kept: kept.get(),
    }
}

fn results(record: &Record) -> Vec<Verdict> {
    record.steps.iter().map(|step| step.result).collect()
}

#[tokio::test(start_paused = true)]
async fn every_step_is_watched_for_its_time_and_kept_when_it_is_over() {
    let lines = [
        (0, ""),
        (601, "yes"),
        (0, ""),
        (0, "16804377"),
        (70, "yes, with a short delay"),
        (0, ""),
        (205, "yes"),
    ];
    let walked = walked(true, &lines, &[]).await;
    assert_eq!(walked.record.result, Outcome::Passed);
    assert_eq!(results(&walked.record), [Verdict::Passed; 3]);
    assert!(walked.record.gaps().is_empty(), "{:?}", walked.record);
    assert_eq!(walked.kept, 3);
    assert_eq!(
        walked.done,
        ["Nothing", "HoldAndResume 16804377", "ConnectAndLeave"]
    );
    assert_eq!(walked.record.steps[1].note, "with a short delay");
    assert_eq!(walked.record.steps[1].measured.len(), 1);
    for word in [
        "10m are over",
        "3m 20s are over",
        "flow run -p desk",
        "agent:   Ready",
    ] {
        assert!(walked.told.contains(word), "{word}: {}", walked.told);
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_harm_ends_it() {
    let lines = [
        (0, ""),
        (700, "no: the agent was set to not ready"),
        (0, ""),
        (0, "7"),
    ];
    let walked = walked(true, &lines, &[]).await;
    assert_eq!(walked.record.result, Outcome::Harm);
    assert_eq!(results(&walked.record), [Verdict::Harm]);
    assert_eq!(
        walked.record.steps[0].note,
        "the agent was set to not ready"
    );
    assert_eq!(walked.done, ["Nothing"]);
}

/// Whoever did not see it is asked what the system shows.
#[tokio::test(start_paused = true)]
async fn an_agent_who_is_not_as_before_is_asked_about() {
    let out = [("Ready", true), ("signed out (255)", false)];
    for (says, result) in [("no", Verdict::Harm), ("yes", Verdict::Passed)] {
        let lines = [(0, ""), (601, "yes"), (0, says)];
        let walked = walked(true, &lines, &out).await;
        assert_eq!(results(&walked.record)[0], result);
        assert_eq!(walked.record.steps[0].agent, ["Ready", "signed out (255)"]);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_skipped_or_cut_short_is_a_gap() {
    let lines = [(0, "skip"), (0, ""), (0, "7"), (3, "yes")];
    let walked = walked(false, &lines, &[]).await;
    assert_eq!(walked.record.result, Outcome::Passed);
    let wanted = [Verdict::Skipped, Verdict::Passed, Verdict::NotNeeded];
    assert_eq!(results(&walked.record), wanted);
    assert_eq!(walked.record.gaps(), [1, 2]);
    assert_eq!(walked.record.steps[1].watched_seconds, 3);
}

#[tokio::test(start_paused = true)]
async fn an_end_of_the_input_is_no_answer() {
    for lines in [
        &[][..],
        &[(0, "")],
        &[(0, ""), (601, "perhaps")],
        &[(0, "stop")],
        &[(0, ""), (1, "stop")],
        &[(0, ""), (601, "yes"), (0, ""), (0, "")],
    ] {
        let walked = walked(true, lines, &[]).await;
        assert_eq!(walked.record.result, Outcome::Stopped, "{lines:?}");
    }
}

#[test]
fn answers_are_read_as_people_write_them() {
    assert_eq!(
        read(" Yes, but late "),
        Some((Says::Yes, "but late".into()))
    );
    assert_eq!(read("n"), Some((Says::No, String::new())));
    assert_eq!(read("not really"), None);
    assert_eq!(read(""), None);
}

/// What `flow doctor` says of a record.
fn judged(record: &Record) -> doctor::Step {
    let hide = |_: &str, _| {};
    let secrets = Secrets::new(&hide);
    let entry = Catalogue::builtin().system("finesse").unwrap().clone();
    let quiet = |_: &doctor::Step| {};
    let mut examination = Examination::new(entry, &secrets, &quiet);
    judge(record, "desk", &mut examination);
    examination.steps()[0].clone()
}

#[tokio::test(start_paused = true)]
async fn doctor_says_what_the_record_is_worth() {
    let whole = [(0, ""), (601, "yes"), (0, ""), (0, "7"), (61, "yes")];
    let good = judged(&walked(false, &whole, &[]).await.record);
    assert_eq!(good.verdict, doctor::Verdict::Good);
    assert!(good.found.contains("system version 12.6"), "{}", good.found);
    let short = [(0, ""), (1, "yes"), (0, ""), (0, "7"), (61, "yes")];
    let short = judged(&walked(false, &short, &[]).await.record);
    assert_eq!(short.verdict, doctor::Verdict::Warning);
    assert!(short.found.contains("cut short: 1"), "{}", short.found);
    let stopped = judged(&walked(false, &whole[..2], &[]).await.record);
    assert!(
        stopped.found.contains("stopped after 1 step"),
        "{}",
        stopped.found
    );
    let harm = [(0, ""), (601, "no it beeped")];
    let harm = judged(&walked(false, &harm, &[]).await.record);
    assert_eq!(harm.verdict, doctor::Verdict::Failed);
    assert!(
        harm.found.contains("step 1, alone: it beeped"),
        "{}",
        harm.found
    );
}

#[tokio::test(start_paused = true)]
async fn a_record_is_found_by_system_address_and_mode() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, pilot) = (folder.path().join("pilots"), pilot(false));
    let find = |address: &str| Record::find(&folder, "finesse", address, &pilot);
    assert!(find("https://a.example").unwrap().is_none());
    let mut record = walked(false, &[(0, "skip"), (0, "stop")], &[]).await.record;
    let path = record.write(&folder).unwrap();
    assert!(find("https://a.example").unwrap().is_some());
    assert!(find("https://b.example").unwrap().is_none());
    // What a mode with more streams has passed covers this one.
    std::fs::remove_file(&path).unwrap();
    record.mode.clone_from(&pilot.covered_by[0]);
    let path = record.write(&folder).unwrap();
    assert!(find("https://a.example").unwrap().is_some());
    std::fs::write(&path, "{").unwrap();
    assert!(
        find("https://a.example")
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
}
