//! What there is at one place of a script, for whoever writes there.

use super::name::{BodyKind, NameId};
use super::resolved::Resolved;
use super::site::{Found, Written};

impl Resolved<'_> {
    /// The body that a byte is in, by its number.
    pub fn body_at(&self, at: u32) -> Option<usize> {
        let inner = |kind: BodyKind| kind != BodyKind::Main;
        let mut bodies = self.bodies.iter();
        let found =
            bodies.position(|body| inner(body.kind) && body.span.start < at && at < body.span.end);
        found.or_else(|| self.bodies.iter().position(|body| !inner(body.kind)))
    }

    /// The variables that can be read at a byte: of several with one name, the innermost.
    pub fn visible_at(&self, at: u32) -> Vec<NameId> {
        let Some(body) = self.body_at(at) else {
            return Vec::new();
        };
        let mut seen: Vec<NameId> = Vec::new();
        for (id, name) in self.names.iter().enumerate() {
            if name.body as usize == body && name.visible.start < at && at <= name.visible.end {
                seen.retain(|known| self.name(*known).text != name.text);
                seen.push(id as NameId);
            }
        }
        seen
    }

    /// What the actions before a byte have handed on, themselves or in the steps that run before it:
    /// the number of the system and the output's name.
    pub fn handed_on_at(&self, at: u32) -> Vec<(u16, &str)> {
        let mut given = Vec::new();
        if let Some(body) = self.body_at(at) {
            self.hand_on(body, at, &mut Vec::new(), &mut given);
        }
        given
    }

    fn hand_on<'m>(
        &'m self,
        body: usize,
        until: u32,
        seen: &mut Vec<usize>,
        given: &mut Vec<(u16, &'m str)>,
    ) {
        if seen.contains(&body) {
            return;
        }
        seen.push(body);
        for site in self.sites.iter().filter(|site| site.body as usize == body) {
            let runs = matches!(site.written, Written::Action(_));
            if let (Found::Action(system, action), true) = (&site.found, runs)
                && site.written.span().end <= until
            {
                let outputs = action.outputs.iter().filter(|output| output.provides);
                let new = outputs.map(|output| (*system, &*output.name));
                let new: Vec<_> = new.filter(|new| !given.contains(new)).collect();
                given.extend(new);
            }
        }
        for run in self
            .facts
            .runs
            .iter()
            .filter(|run| run.body as usize == body)
        {
            let steps = run.step.filter(|_| run.call.span.end <= until);
            let body = steps.and_then(|step| self.body_of(BodyKind::Step(step)));
            if let Some(body) = body {
                self.hand_on(body, u32::MAX, seen, given);
            }
        }
    }

    fn body_of(&self, kind: BodyKind) -> Option<usize> {
        self.bodies.iter().position(|body| body.kind == kind)
    }
}
