//! How long a plan takes at the rate that is allowed.

use super::file::PlanFile;
use crate::cli::run::pace::Rate;
use crate::report::text::duration;
use jiff::SignedDuration;

/// `about 42m at 300/min`; nothing where no rate is set.
pub(super) fn estimate(plan: &PlanFile, asked: Option<&str>) -> Option<String> {
    let rates = plan
        .profiles
        .iter()
        .filter_map(|profile| profile.rate.as_deref());
    let slowest = rates
        .chain(asked)
        .filter_map(|text| Some((text, Rate::read(text)?)))
        .min_by(|(_, one), (_, other)| one.per_second().total_cmp(&other.per_second()))?;
    let (text, rate) = slowest;
    // Each write is looked at first: as many reads again, where its system shows it one by one.
    let seconds = plan.writes.len() as f64 / rate.per_second();
    let time = SignedDuration::from_secs(seconds.ceil() as i64);
    Some(format!("about {} at {text}", duration(time)))
}
