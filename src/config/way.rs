//! A profile that leads to a simulator inside this process: what it says itself, and over it what
//! the simulator says of how it is reached.

use super::profile::{Profile, Target};
use super::read::root_certificate;
use crate::settings::{Problem, Table};
use crate::sim::{Door, Running, Visitor};
use crate::source::{Source, Span};
use crate::system::{Connector, Kit, ProfileTable};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The way into a simulator that runs.
pub struct Way {
    /// Makes the connection.
    pub connector: Arc<dyn Connector>,
    /// What the simulator's own secrets are.
    pub secrets: Vec<(String, String)>,
}

impl Profile {
    /// The way into its simulator, which runs. The real system's own reader reads it: a simulator
    /// is reached by what a profile can say, and by nothing else.
    pub fn way_into(&self, kit: &Kit, running: &dyn Running) -> Result<Way, Problem> {
        let text = match &self.target {
            Target::Simulator(simulated) => &*simulated.file.0,
            Target::Real(_) => "",
        };
        let file = DeTable::parse(text).map_err(|error| self.unusable(error.message()))?;
        let own = own_table(file.get_ref(), self.name());
        let visitor = Visitor {
            agent: self.common.agent.as_ref().map(|agent| agent.id.as_str()),
            browser: own.is_some_and(|own| own.contains_key("browser")),
        };
        let door = running.door(&visitor).map_err(|why| self.problem(why))?;
        let connector = self.read_through(kit, own, &door)?;
        Ok(Way {
            connector,
            secrets: door.secrets,
        })
    }

    fn read_through(
        &self,
        kit: &Kit,
        own: Option<&DeTable<'_>>,
        door: &Door,
    ) -> Result<Arc<dyn Connector>, Problem> {
        let reader = kit
            .profile
            .as_ref()
            .ok_or_else(|| self.problem(format!("this program cannot connect to {}", kit.title)))?;
        let parsed = DeTable::parse(&door.profile);
        let parsed = parsed.map_err(|error| self.unusable(error.message()))?;
        let (source, span) = match &self.common.place {
            Some((source, span)) => (source.clone(), *span),
            None => (Arc::new(Source::new(super::SIMULATOR, "")), Span::default()),
        };
        let span = span.start as usize..span.end as usize;
        let mut both = own.cloned().unwrap_or_default();
        for (key, value) in parsed.into_inner() {
            let key = Spanned::new(span.clone(), key.into_inner());
            both.insert(key, placed(value, &span));
        }
        let table = Table::new(&source, span, &both);
        let mut common = self.common.clone();
        if let Some(root) = root_certificate(&table, Path::new(""))? {
            common.root_certificate = Some(root);
        }
        (reader.read)(&ProfileTable {
            table: &table,
            common: &common,
            simulated: true,
        })
    }

    fn unusable(&self, why: &str) -> Problem {
        self.problem(format!("cannot reach this profile's simulator: {why}"))
    }
}

fn own_table<'a, 'i>(file: &'a DeTable<'i>, name: &str) -> Option<&'a DeTable<'i>> {
    let profiles = file.get("profile")?.get_ref().as_table()?;
    profiles.get(name)?.get_ref().as_table()
}

/// What a simulator says stands nowhere in the file: the profile's own line stands for it.
fn placed<'i>(value: Spanned<DeValue<'i>>, span: &Range<usize>) -> Spanned<DeValue<'i>> {
    let value = match value.into_inner() {
        DeValue::Table(table) => {
            let inner = table.into_iter().map(|(key, value)| {
                (
                    Spanned::new(span.clone(), key.into_inner()),
                    placed(value, span),
                )
            });
            DeValue::Table(inner.collect())
        }
        other => other,
    };
    Spanned::new(span.clone(), value)
}
