//! What is counted and said of runs while they are performed, by the service and by the workers of an engine alike.

mod line;
mod log;
mod metrics;

pub use line::line;
pub use log::Log;
pub use metrics::Metrics;
