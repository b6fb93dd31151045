//! A profile: a system, where it is, who asks, and what it gives to every script.

use super::simulated::Simulated;
use crate::settings::{Agent, Common, Given, Problem};
use crate::sim;
use crate::system::Connector;
use std::sync::Arc;

/// A profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// What it says whatever its system is.
    pub common: Common,
    /// What it connects to.
    pub target: Target,
}

/// What a profile connects to.
#[derive(Clone, Debug)]
pub enum Target {
    /// The simulator, inside this process.
    Simulator(Simulated),
    /// The real system.
    Real(Arc<dyn Connector>),
}

impl Profile {
    /// The built-in profile of a system: its simulator with its usual world, and whom that world
    /// has signed in.
    pub fn simulator_of(system: &str) -> Self {
        let agent = sim::of(system).and_then(|kit| kit.agent);
        let inputs = agent.iter().map(|id| {
            let id = id
                .parse()
                .map_or_else(|_| (*id).into(), |id: u64| id.into());
            ("AgentId".into(), Given::Here(id))
        });
        let common = Common {
            name: super::SIMULATOR.into(),
            system: system.into(),
            inputs: inputs.collect(),
            agent: agent.map(Agent::of),
            ..Common::default()
        };
        Self {
            common,
            target: Target::Simulator(Simulated::default()),
        }
    }

    /// Whether it leads to a simulator.
    pub fn is_simulator(&self) -> bool {
        matches!(self.target, Target::Simulator(_))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.common.name
    }

    /// The system that it is for.
    pub fn system(&self) -> &str {
        &self.common.system
    }

    /// The tenant whose limits it shares with others: where it leads.
    pub fn tenant(&self) -> String {
        match &self.target {
            Target::Simulator(_) => format!("{} simulator", self.system()),
            Target::Real(connector) => format!("{} {}", self.system(), connector.address()),
        }
    }

    /// Something that is wrong with it, with its place in the file.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        self.common.problem(message)
    }

    /// What a check has to know of it.
    pub fn for_check(&self) -> crate::check::Profile {
        let common = &self.common;
        let brings: &[&str] = match common.agent {
            Some(_) => &["SecurityUser", "SessionId"],
            None => &[],
        };
        let inputs = common.inputs.iter().map(|(name, _)| name.as_str().into());
        crate::check::Profile {
            system: common.system.as_str().into(),
            provided: brings.iter().map(|name| (*name).into()).collect(),
            inputs: inputs.collect(),
            platform: common.platform.as_deref().map(Into::into),
            lists: common.lists.iter().map(shared).collect(),
        }
    }
}

fn shared((name, values): &(String, Vec<String>)) -> (Arc<str>, Vec<Arc<str>>) {
    let values = values.iter().map(|value| value.as_str().into());
    (name.as_str().into(), values.collect())
}
