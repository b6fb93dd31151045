//! The connections of the service: those of its runs, or where an engine has the runs, those by which it hears
//! what arrives.

use crate::cli::connect::{self, Connected};
use crate::cli::watched::Log;
use crate::config::{Problem, Profile, Target};
use crate::host::restate::{EngineRunner, Tried};
use crate::settings::Secrets;
use crate::system::System;
use crate::systems::net::credentials::share;
use std::sync::{Arc, Mutex, PoisonError};

/// The connections of one or more readings of the settings: as long as those stay the same.
pub struct Connections {
    pub systems: Vec<Arc<dyn System>>,
    /// With what they were made.
    pub text: String,
    /// The systems that were to be connected.
    pub used: Vec<String>,
    all: Mutex<Option<Vec<Connected>>>,
}

impl Connections {
    /// Makes those of these profiles, and says where they lead.
    pub async fn make(
        log: &Log,
        (profiles, secrets): (&[Profile], &Secrets<'_>),
        (text, used): (String, Vec<String>),
    ) -> Result<Arc<Self>, Problem> {
        let all = connect::connect(profiles, secrets).await?;
        for (profile, one) in profiles.iter().zip(&all) {
            let line = format!("profile {}: {}", profile.name(), one.place);
            log.say("profile", &line);
        }
        Ok(Arc::new(Self {
            systems: all.iter().map(|one| one.system.clone()).collect(),
            text,
            used,
            all: Mutex::new(Some(all)),
        }))
    }

    /// These, which a test has made.
    #[cfg(test)]
    pub fn of(systems: Vec<Arc<dyn System>>) -> Arc<Self> {
        Arc::new(Self {
            systems,
            text: String::new(),
            used: Vec::new(),
            all: Mutex::default(),
        })
    }

    /// Leaves what the systems hold.
    pub async fn close(&self) -> Vec<String> {
        let mut left = Vec::new();
        for system in &self.systems {
            system.close().await;
            left.extend(system.left_behind());
        }
        let all = self
            .all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        connect::stop(all.unwrap_or_default()).await;
        left
    }
}

/// The connections by which a service on an engine hears what arrives; most need none.
pub async fn hearing(
    log: &Log,
    (runner, (profiles, secrets)): (&EngineRunner, (&[Profile], &Secrets<'_>)),
    (text, used): (String, Vec<String>),
) -> Result<Arc<Connections>, Problem> {
    let of = |profile: &&Profile| used.iter().any(|system| system == profile.system());
    let heard: Vec<Profile> = profiles.iter().filter(of).cloned().collect();
    if let Some(alone) = heard.iter().find(|profile| is_alone(profile)) {
        let problem = alone.problem(format!(
            "the profile `{}` has `beside = \"alone\"`, and a service on an engine cannot hear what arrives for it: \
             the service and each worker would be the agent",
            alone.name()
        ));
        return Err(problem.help(
            "serve the flows that begin with `when` without `--engine`; or, if the agent has a desktop, remove \
             `beside = \"alone\"`",
        ));
    }
    if !heard.is_empty() {
        // Its password is tried once for all, as the workers try theirs.
        share(Arc::new(Tried::new(runner.client().clone())));
    }
    Connections::make(log, (&heard, secrets), (text, used)).await
}

fn is_alone(profile: &Profile) -> bool {
    match &profile.target {
        Target::Real(connector) => connector.is_alone(),
        Target::Simulator(_) => false,
    }
}
