//! The profiles that scripts run with: one for each system they use.

use super::FILE_NAME;
use super::file::Config;
use super::profile::Profile;
use crate::settings::Problem;

impl Config {
    /// Chooses a profile for each system. Those that are `named` hold; where none is, the file's
    /// default does; the first of them is for scripts with no `use` line. A system in `used` that
    /// none of them is for gets its simulator where all the others are simulators, and never a
    /// real place that nobody has named.
    pub fn choose(&self, named: &[&str], used: &[&str]) -> Result<Vec<Profile>, Problem> {
        let mut chosen: Vec<Profile> = Vec::new();
        for name in named {
            let profile = self.named_or_simulator(Some(name), used)?;
            if let Some(other) = chosen
                .iter()
                .find(|known| known.system() == profile.system())
            {
                return Err(twice(other, &profile));
            }
            chosen.push(profile);
        }
        if chosen.is_empty() {
            chosen.push(self.named_or_simulator(None, used)?);
        }
        for system in used {
            if chosen.iter().all(|profile| profile.system() != *system) {
                chosen.push(self.another(system, &chosen)?);
            }
        }
        Ok(chosen)
    }

    /// The profile of a name, or the default one. The built-in simulator is that of the first
    /// system in use.
    fn named_or_simulator(&self, name: Option<&str>, used: &[&str]) -> Result<Profile, Problem> {
        let profile = self.profile(name)?;
        match (&profile.common.place, used.first()) {
            (None, Some(system)) => Ok(Profile::simulator_of(system)),
            _ => Ok(profile),
        }
    }

    fn another(&self, system: &str, chosen: &[Profile]) -> Result<Profile, Problem> {
        match chosen.iter().find(|profile| !profile.is_simulator()) {
            None => Ok(Profile::simulator_of(system)),
            Some(real) => Err(self.nobody_for(system, real)),
        }
    }

    fn nobody_for(&self, system: &str, real: &Profile) -> Problem {
        let message = format!(
            "a flow uses {system}, but the profile `{}` is for {}",
            real.name(),
            real.system()
        );
        let fitting: Vec<String> = self
            .of_system(system)
            .map(|name| format!("`--profile {name}`"))
            .collect();
        Problem::new(message).help(match fitting.as_slice() {
            [] => format!(
                "add a profile with `system = \"{system}\"` to {FILE_NAME}, and name it too"
            ),
            fitting => format!("name one for {system} too: {}", fitting.join(", ")),
        })
    }
}

fn twice(first: &Profile, second: &Profile) -> Problem {
    let message = format!(
        "the profiles `{}` and `{}` are both for {}",
        first.name(),
        second.name(),
        first.system()
    );
    Problem::new(message).help("use one profile for each system: remove one of them")
}
