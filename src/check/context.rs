//! Where a script will run: what its profiles say, and what the team asks of it.

use super::policy;
use super::stop::Stop;
use crate::catalogue::Param;
use crate::source::Source;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known about where a script will run.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// What its profile says; without one, what a profile could bring is not held against the
    /// script.
    pub profile: Option<Profile>,
    /// The profiles of the other systems that it uses.
    pub others: Vec<Profile>,
    /// What the team asks of this script: [`policy::House::of`] its path.
    pub house: Arc<policy::House>,
    /// The flow that a file of tests is beside: its systems, steps and inputs count for them.
    pub tested: Option<Arc<Source>>,
    /// What can end the check before its time.
    pub stop: Stop,
}

impl Context {
    /// What profiles say; the first is for scripts with no `use` line.
    pub fn of(profiles: impl IntoIterator<Item = Profile>) -> Self {
        let mut profiles = profiles.into_iter();
        Self {
            profile: profiles.next(),
            others: profiles.collect(),
            house: Arc::default(),
            tested: None,
            stop: Stop::default(),
        }
    }

    /// The same for a file of tests of this flow.
    pub fn testing(mut self, flow: Option<Arc<Source>>) -> Self {
        self.tested = flow;
        self
    }

    /// The same, in a team's house: what [`policy::House::of`] gives for the script's path.
    pub fn in_house(mut self, house: policy::House) -> Self {
        self.house = Arc::new(house);
        self
    }

    /// The profile with which a system's actions run.
    fn profile_of(&self, system: &str) -> Option<&Profile> {
        let mut profiles = self.profiles();
        profiles.find(|profile| *profile.system == *system)
    }

    /// The platform on which a system's actions run, where a profile says so.
    pub(crate) fn platform_of(&self, system: &str) -> Option<&str> {
        self.profile_of(system)?.platform.as_deref()
    }

    /// The tenant's own values for a parameter of one of a system's actions, and what their list is
    /// called.
    pub(crate) fn list_of(&self, system: &str, param: &Param) -> Option<(&str, &[Arc<str>])> {
        let list = param.list.as_ref()?;
        let known = self.profile_of(system)?.lists.get_key_value(list);
        known.map(|(list, values)| (&**list, &**values))
    }

    /// All of them.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profile.iter().chain(&self.others)
    }
}

/// What a profile brings into a run.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The system of a script that has no `use` line.
    pub system: Arc<str>,
    /// What is there from the start, as `SecurityUser` and `SessionId`.
    pub provided: Vec<Arc<str>>,
    /// The names of the inputs that it gives.
    pub inputs: Vec<Arc<str>>,
    /// Which of its system's platforms it is, as `CCX`; without one, what any of them offers is
    /// taken as offered.
    pub platform: Option<Arc<str>>,
    /// The tenant's own lists, by name (`outcomes`, `skills`): the values that a parameter with
    /// that `list` in the catalogue may have.
    pub lists: BTreeMap<Arc<str>, Vec<Arc<str>>>,
}
