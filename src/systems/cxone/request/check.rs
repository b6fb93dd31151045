//! What can be wrong with a request's table.

use super::table::{self, FieldFrom, From, OutputFrom, Request};
use super::template::Template;
use crate::catalogue::Action;
use crate::value::Kind;

impl Request {
    /// Everything that does not fit the action: parameters, outputs and outcomes that are not
    /// there, pointers that are none.
    pub fn problems(&self, action: &Action) -> Vec<String> {
        let mut check = Check {
            action,
            problems: Vec::new(),
        };
        check.path(self);
        for (name, from) in self.query.iter().chain(&self.body) {
            check.from(name, from, false);
        }
        check.outputs(self);
        check.outcomes(self);
        check.confirm(self);
        check.look(self);
        check.sent(self);
        check.problems
    }
}

/// What the connection looks up by itself.
const DERIVED: [&str; 2] = [table::CALLBACK_NUMBER, table::SESSION_AGENT];

struct Check<'a> {
    action: &'a Action,
    problems: Vec<String>,
}

impl Check<'_> {
    fn say(&mut self, problem: String) {
        self.problems.push(problem);
    }

    fn param(&mut self, name: &str) {
        // What is looked up before the request is sent has a name with a dot.
        if self.action.param(name).is_none() && !DERIVED.contains(&name) {
            self.say(format!("unknown parameter `{name}`"));
        }
    }

    fn path(&mut self, request: &Request) {
        for name in request.path.params() {
            match self.action.param(name) {
                None => self.say(format!("the path names `{name}`, which is not a parameter")),
                Some(param) if !param.required => {
                    self.say(format!("the path needs `{name}`, which is optional"));
                }
                Some(_) => {}
            }
        }
        let number = |part: &str| part.parse::<u16>().is_ok();
        if !request.version.split('.').all(number) {
            self.say(format!("`{}` is not a version", request.version));
        }
        let accepted = request.ok.contains(&202);
        let shown = request.confirm.is_some() || request.look.is_some();
        if accepted && shown == request.unconfirmed {
            self.say("202 needs `confirm` or `look`, or else `unconfirmed = true`".into());
        }
        if let Some(pages) = &request.pages {
            self.pointer(&pages.total);
        }
        if let Some(odd) = request
            .ok
            .iter()
            // 304 says of a read that there is nothing new.
            .find(|status| !(200..300).contains(*status) && (**status != 304 || !self.action.reads))
        {
            self.say(format!("{odd} is not a success status"));
        }
    }

    fn from(&mut self, at: &str, from: &From, item: bool) {
        match from {
            From::Template(template) => {
                let names: Vec<&str> = template.params().collect();
                for name in names {
                    if !(item && name == "Item") {
                        self.param(name);
                    }
                }
                if template.params().next().is_none() {
                    self.say(format!(
                        "`{at}` is always the same: write it as {{ value = … }}"
                    ));
                }
            }
            From::Param(from) if item && from.param == "Item" => {}
            From::Param(from) => self.param(&from.param),
            From::Fixed(_) => {}
            From::Each(from) => {
                self.param(&from.each);
                from.fields
                    .iter()
                    .for_each(|(name, from)| self.from(name, from, true));
            }
            From::Fields(from) => {
                from.fields
                    .iter()
                    .for_each(|(name, from)| self.from(name, from, item));
            }
        }
    }

    fn outputs(&mut self, request: &Request) {
        for (name, from) in &request.outputs {
            let Some(output) = self
                .action
                .outputs
                .iter()
                .find(|output| *output.name == **name)
            else {
                self.say(format!("unknown output `{name}`"));
                continue;
            };
            let kind = output.kind.clone();
            self.output(name, &kind, from);
        }
        let given = |name: &str| {
            let by_event = request.confirm.as_ref();
            let by_event = by_event.is_some_and(|event| event.gives.contains_key(name));
            let by_look = request.look.as_ref();
            let by_look = by_look.is_some_and(|look| look.gives.contains_key(name));
            by_event || by_look || request.outputs.contains_key(name)
        };
        for output in &self.action.outputs {
            if !given(&output.name) {
                self.problems
                    .push(format!("no rule returns the output `{}`", output.name));
            }
        }
    }

    fn output(&mut self, name: &str, kind: &Kind, from: &OutputFrom) {
        match from {
            OutputFrom::Pointer(pointer) => self.pointer(pointer),
            OutputFrom::Fixed(_) => {}
            OutputFrom::Param(from) => self.param(&from.param),
            OutputFrom::List(from) => {
                from.list.0.iter().for_each(|pointer| self.pointer(pointer));
                let Kind::List(of) = kind else {
                    return self.say(format!("`{name}` is not a list"));
                };
                for (field, from) in &from.fields {
                    self.field(of, field, from);
                }
                let Kind::Record(Some(known)) = &**of else {
                    return self.say(format!("`{name}` has no fields"));
                };
                for missing in known
                    .iter()
                    .filter(|known| !from.fields.contains_key(&*known.name))
                {
                    self.say(format!("no rule returns the field `{}`", missing.name));
                }
                for (field, param) in &from.keep {
                    self.param(param);
                    if of.field(field).is_none() {
                        self.say(format!("`keep` names `{field}`, which is not a field"));
                    }
                }
            }
        }
    }

    fn field(&mut self, of: &Kind, name: &str, from: &FieldFrom) {
        let Some(field) = of.field(name) else {
            return self.say(format!("unknown field `{name}`"));
        };
        let fits = match from {
            FieldFrom::Named(names) => !names.0.is_empty(),
            FieldFrom::Since(_) => field.kind == Kind::Duration,
            FieldFrom::State(_) => field.kind == Kind::State,
        };
        if !fits {
            self.say(format!("the field `{name}` cannot come from that"));
        }
    }

    fn pointer(&mut self, pointer: &str) {
        if !pointer.starts_with('/') {
            self.say(format!("`{pointer}` is not a JSON pointer"));
        }
    }

    fn outcome(&mut self, name: &str) {
        if self.action.outcome(name).is_none() {
            self.say(format!("unknown outcome `{name}`"));
        }
    }

    fn outcomes(&mut self, request: &Request) {
        for rule in &request.outcomes {
            self.outcome(&rule.outcome);
            if let Some(pointer) = &rule.at {
                self.pointer(pointer);
            }
            let compared = rule.equals.is_some() != rule.differs.is_some();
            if rule.at.is_some() != compared {
                self.say("`at` goes with one of `equals` and `differs`".into());
            }
            if rule.status.is_none() && rule.text.is_none() && rule.at.is_none() {
                self.say(format!("the rule for `{}` has no condition", rule.outcome));
            }
        }
    }

    fn params<'t>(&mut self, templates: impl IntoIterator<Item = &'t Template>) {
        for template in templates {
            template.params().for_each(|name| self.param(name));
        }
    }

    fn given(&mut self, name: &str) {
        let mut outputs = self.action.outputs.iter();
        if !outputs.any(|output| *output.name == *name) {
            self.say(format!("unknown output `{name}`"));
        }
    }

    fn confirm(&mut self, request: &Request) {
        let Some(event) = &request.confirm else {
            return;
        };
        event.id.iter().for_each(|id| self.param(id));
        let facts = event.has.values().chain(event.agrees.values());
        self.params(event.status.iter().chain(facts));
        event.otherwise.values().for_each(|name| self.outcome(name));
        if self.action.param("SessionId").is_none() {
            self.say("events need the parameter `SessionId`".into());
        }
        event.gives.keys().for_each(|name| self.given(name));
    }

    fn look(&mut self, request: &Request) {
        let Some(look) = &request.look else {
            return;
        };
        let usual = look.view.shape().of.map(str::to_owned);
        let of = look.of.clone().or(usual);
        of.iter()
            .chain(&look.peer)
            .chain(&look.of_id)
            .for_each(|name| self.param(name));
        let of_agent = of.is_none() && look.view.shape().path.contains("{}");
        if of_agent && self.action.param("SessionId").is_none() {
            self.say("this look needs the parameter `SessionId`".into());
        }
        let facts = look.has.values().chain(look.agrees.values());
        let facts = facts.chain(look.lacks.values()).chain(look.query.values());
        self.params(facts.chain(&look.mentions));
        look.gives.keys().for_each(|name| self.given(name));
        let says = !look.states.is_empty()
            || !look.has.is_empty()
            || !look.lacks.is_empty()
            || !look.mentions.is_empty()
            || look.peer.is_some();
        if !says && !look.gone && !look.new {
            self.say("a look must name what confirms the result".into());
        }
    }

    /// Every parameter is sent, or used some other way: none is swallowed.
    fn sent(&mut self, request: &Request) {
        for param in &self.action.params {
            let name = &*param.name;
            let sent = request.path.params().any(|sent| sent == name)
                || request.query.values().any(|from| from.names(name))
                || request.body.values().any(|from| from.names(name))
                || name == "SecurityUser"
                || request.local.iter().any(|local| local == name)
                || request.outputs.values().any(|from| uses(from, name));
            if !sent {
                self.problems
                    .push(format!("the parameter `{name}` is not sent"));
            }
        }
    }
}

fn uses(from: &OutputFrom, name: &str) -> bool {
    match from {
        OutputFrom::List(list) => list.keep.values().any(|param| param == name),
        _ => false,
    }
}

impl From {
    /// Whether a parameter is in it.
    fn names(&self, name: &str) -> bool {
        match self {
            Self::Template(template) => template.params().any(|param| param == name),
            Self::Param(from) => from.param == name,
            Self::Fixed(_) => false,
            Self::Each(from) => from.each == name || from.fields.values().any(|f| f.names(name)),
            Self::Fields(from) => from.fields.values().any(|from| from.names(name)),
        }
    }
}
