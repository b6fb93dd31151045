//! Where the traces of runs go: what the environment and the settings say.

use crate::config::Problem;
use crate::host::traces::{Collector, Settings, Traces};
use crate::systems::net::SetupError;
use std::sync::Arc;

/// Sends traces from now on, where the environment, or else this setting, names a collector.
pub(super) fn start(
    setting: Option<&str>,
    say: Arc<dyn Fn(&str) + Send + Sync>,
) -> Result<Option<Arc<Traces>>, Problem> {
    let read = Settings::read(|name| std::env::var(name).ok(), setting);
    let settings = read.map_err(|why| {
        Problem::new(why)
            .help("correct `traces` of `[serve]`, or the variables that begin with OTEL_")
    })?;
    let Some(settings) = settings else {
        return Ok(None);
    };
    let collector = Collector::start(settings, say)
        .map_err(|SetupError { message, help }| Problem::new(message).help(help))?;
    Ok(Some(Arc::new(Traces::new(collector))))
}
