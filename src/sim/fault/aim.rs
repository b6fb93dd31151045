//! Which requests a fault hits, of those that it could hit; the same for every simulator.

use std::time::Duration;

/// How often a fault hits, after how many, and how likely.
pub(in crate::sim) struct Aim<'a> {
    pub times: &'a mut Option<u32>,
    pub after: &'a mut u32,
    pub probability: f64,
}

impl Aim<'_> {
    /// Takes the fault for a request that it could hit. Whether it does.
    fn hits(self, random: &mut fastrand::Rng) -> bool {
        if *self.times == Some(0) {
            return false;
        }
        if *self.after > 0 {
            *self.after -= 1;
            return false;
        }
        if self.probability < 1.0 && random.f64() >= self.probability {
            return false;
        }
        *self.times = self.times.map(|left| left.saturating_sub(1));
        true
    }
}

/// A simulator's kind of fault.
pub(in crate::sim) trait Aimed {
    /// What a request is, as far as these faults care.
    type Point<'a>;
    /// What goes wrong.
    type Act: Clone;

    /// Whether it could hit a request.
    fn is_at(&self, point: &Self::Point<'_>) -> bool;

    fn aim(&mut self) -> Aim<'_>;

    fn act(&self) -> &Self::Act;

    /// How long the request is held up, where that is all that it does.
    fn delay(&self) -> Option<Duration>;
}

/// The faults in force.
#[derive(Debug)]
pub(in crate::sim) struct Faults<F> {
    list: Vec<F>,
    random: fastrand::Rng,
}

impl<F: Aimed> Faults<F> {
    pub fn new(list: Vec<F>, seed: u64) -> Self {
        let random = fastrand::Rng::with_seed(seed);
        Self { list, random }
    }

    pub fn add(&mut self, fault: F) {
        self.list.push(fault);
    }

    pub fn clear(&mut self) {
        self.list.clear();
    }

    pub fn list(&self) -> &[F] {
        &self.list
    }

    /// What hits a request: every delay that does, and the first fault of another kind.
    pub fn take(&mut self, point: &F::Point<'_>) -> Hit<F::Act> {
        let mut hit = Hit {
            delay: Duration::ZERO,
            act: None,
        };
        for fault in &mut self.list {
            let delay = fault.delay();
            let passed = hit.act.is_some() && delay.is_none();
            if passed || !fault.is_at(point) || !fault.aim().hits(&mut self.random) {
                continue;
            }
            match delay {
                Some(by) => hit.delay = hit.delay.saturating_add(by),
                None => hit.act = Some(fault.act().clone()),
            }
        }
        hit
    }
}

/// What hits a request.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::sim) struct Hit<A> {
    pub delay: Duration,
    pub act: Option<A>,
}

impl<A> Default for Hit<A> {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            act: None,
        }
    }
}

impl<A> Hit<A> {
    /// In words, for the log; each act in these.
    pub fn words(&self, late: &str, act: impl Fn(&A) -> String) -> Option<String> {
        let delay = (!self.delay.is_zero()).then(|| format!("{late} by {:?}", self.delay));
        let parts: Vec<_> = delay
            .into_iter()
            .chain(self.act.as_ref().map(act))
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}
