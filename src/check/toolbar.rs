//! What only easyCIM's toolbar asks of a script: a look at every statement by itself, and at what
//! follows it in its block.

use super::rules;
use super::systems::{Found, Systems};
use crate::catalogue::Action;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::syntax::tree::{
    self, Block, Catches, Expr, ExprKind, Handler, Item, Jump, Key, PhrasePart, ReactionKind, Stmt,
    StmtKind, TextPart, Tree,
};

/// The system that it is about.
const SYSTEM: &str = "easycim";

/// Finds what is wrong; nothing where the script does not use the toolbar.
pub(super) fn find(source: &Source, tree: &Tree, systems: &Systems<'_>) -> Vec<Diagnostic> {
    let uses = systems
        .list
        .iter()
        .any(|system| &*system.entry.name == SYSTEM);
    if !uses || !systems.explicit && systems.list.len() > 1 {
        return Vec::new();
    }
    let mut look = Look {
        source,
        systems,
        carriers: Vec::new(),
        opened: Vec::new(),
        saved: Vec::new(),
        found: Vec::new(),
    };
    look.tree(tree);
    look.opens_and_saves();
    look.found
}

struct Look<'a> {
    source: &'a Source,
    systems: &'a Systems<'a>,
    /// Names that call data were put into.
    carriers: Vec<&'a str>,
    /// What scripts are opened for, anywhere in the file.
    opened: Vec<(&'a str, Span)>,
    /// Saves, and what they are for.
    saved: Vec<(&'a str, Span)>,
    found: Vec<Diagnostic>,
}

impl<'a> Look<'a> {
    fn tree(&mut self, tree: &'a Tree) {
        let flow = tree.items.iter().filter_map(|item| match item {
            Item::Stmt(stmt) => Some(stmt),
            _ => None,
        });
        self.stmts(flow);
        for item in &tree.items {
            match item {
                Item::Step(step) => self.block(&step.body),
                Item::Everywhere(everywhere) => self.handlers(&everywhere.handlers),
                _ => {}
            }
        }
    }

    fn block(&mut self, block: &'a Block) {
        self.stmts(block.stmts.iter());
    }

    fn stmts(&mut self, stmts: impl Iterator<Item = &'a Stmt>) {
        // Contacts whose offline time a save has ended, and where.
        let mut ended: Vec<(&str, Span)> = Vec::new();
        for stmt in stmts {
            if let StmtKind::Action(written) = &stmt.kind
                && let Some(action) = self.action(written)
            {
                self.answers_nothing(action, written);
                self.offline_end(action, written, &mut ended);
                self.script(action, written);
            }
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => self.handlers(&action.handlers),
            StmtKind::Let { name, value } => self.let_(*name, value),
            StmtKind::If { arms, otherwise } => {
                let blocks = arms.iter().map(|(_, block)| block).chain(otherwise);
                blocks.for_each(|block| self.block(block));
            }
            StmtKind::ForEach(each) => self.block(&each.body),
            StmtKind::Repeat(repeat) => self.group(&repeat.body, &repeat.handlers),
            StmtKind::Try(group) => {
                self.group(&group.body, &group.handlers);
                group.always.iter().for_each(|block| self.block(block));
            }
            StmtKind::Within(within) => self.group(&within.body, &within.handlers),
            StmtKind::WaitUntil(wait) => self.handlers(&wait.handlers),
            StmtKind::Await(wait) => self.handlers(&wait.handlers),
            StmtKind::Run(run) => self.handlers(&run.handlers),
            StmtKind::Log(text) => self.said(text),
            StmtKind::Emit { value, .. } => self.said(value),
            StmtKind::Jump(jump) => self.jump(jump),
            StmtKind::Wait(_) | StmtKind::Bad => {}
        }
    }

    fn group(&mut self, body: &'a Block, handlers: &'a [Handler]) {
        self.group_answers_nothing(body, handlers);
        self.block(body);
        self.handlers(handlers);
    }

    fn handlers(&mut self, handlers: &'a [Handler]) {
        for handler in handlers {
            self.reaction(&handler.reaction.kind);
        }
    }

    fn reaction(&mut self, reaction: &'a ReactionKind) {
        match reaction {
            ReactionKind::Retry(retry) => {
                let then = retry.then.iter();
                then.for_each(|then| self.reaction(&then.kind));
            }
            ReactionKind::Jump(jump) => self.jump(jump),
            ReactionKind::Block(block) => self.block(block),
            ReactionKind::Ignore | ReactionKind::Run(_) | ReactionKind::Bad => {}
        }
    }

    fn jump(&mut self, jump: &'a Jump) {
        if let Jump::Finish(Some(text)) | Jump::Fail(Some(text)) = jump {
            self.said(text);
        }
    }

    fn action(&self, written: &tree::Action) -> Option<&'a Action> {
        let prefix = written.system.map(|span| self.source.slice(span));
        match self.systems.action(self.source, prefix, &written.phrase) {
            Found::One(_, action) if &*action.system == SYSTEM => Some(action),
            _ => None,
        }
    }

    /// Handlers of an outcome that the toolbar has no way to tell.
    fn answers_nothing(&mut self, action: &Action, written: &'a tree::Action) {
        for (name, retries) in named(&written.handlers) {
            let text = self.source.slice(name);
            if never(action, text) {
                let toggle = retries && action.request.get("toggle").is_some();
                let problem = rules::answers_nothing::problem(action.short(), text, name, toggle);
                self.found.push(problem);
            }
        }
    }

    /// The same of handlers that several actions share: none of them can tell it.
    fn group_answers_nothing(&mut self, body: &'a Block, handlers: &'a [Handler]) {
        for (name, retries) in named(handlers) {
            let text = self.source.slice(name);
            let mut silent = None;
            let mut told = false;
            self.each_action(body, &mut |action| match never(action, text) {
                true => silent = Some(action),
                false => told |= action.outcome(text).is_some(),
            });
            if let Some(action) = silent.filter(|_| !told) {
                let problem = rules::answers_nothing::problem(action.short(), text, name, retries);
                self.found.push(problem);
            }
        }
    }

    /// Every action of any system in a block.
    fn each_action(&self, block: &'a Block, see: &mut dyn FnMut(&'a Action)) {
        for stmt in &block.stmts {
            match &stmt.kind {
                StmtKind::Action(written) => {
                    let prefix = written.system.map(|span| self.source.slice(span));
                    let found = self.systems.action(self.source, prefix, &written.phrase);
                    if let Found::One(_, action) = found {
                        see(action);
                    }
                }
                StmtKind::If { arms, otherwise } => {
                    let blocks = arms.iter().map(|(_, block)| block).chain(otherwise);
                    blocks.for_each(|block| self.each_action(block, see));
                }
                StmtKind::ForEach(each) => self.each_action(&each.body, see),
                StmtKind::Repeat(repeat) => self.each_action(&repeat.body, see),
                StmtKind::Try(group) => self.each_action(&group.body, see),
                StmtKind::Within(within) => self.each_action(&within.body, see),
                _ => {}
            }
        }
    }

    /// A save that ends the offline time, and another end of it behind.
    fn offline_end(
        &mut self,
        action: &Action,
        written: &'a tree::Action,
        ended: &mut Vec<(&'a str, Span)>,
    ) {
        let Some(contact) = self.phrase_value(written) else {
            return;
        };
        match &*action.key {
            "save script for" if self.is_true(written, "OfflineEnd") => {
                ended.push((contact, written.phrase.span));
            }
            "end offline time of contact" => {
                let first = ended.iter().find(|(known, _)| *known == contact);
                if let Some((_, first)) = first {
                    let at = written.phrase.span;
                    self.found
                        .push(rules::offline_end_twice::problem(at, *first));
                }
            }
            _ => {}
        }
    }

    /// Keeps in mind which scripts are opened and saved.
    fn script(&mut self, action: &Action, written: &'a tree::Action) {
        let Some(subject) = self.phrase_value(written) else {
            return;
        };
        match &*action.key {
            "open script for" | "open inbound script for" | "open manual script" => {
                self.opened.push((subject, written.phrase.span));
            }
            "save script for" | "save manual script" => {
                self.saved.push((subject, written.phrase.span));
            }
            _ => {}
        }
    }

    /// Saves of what nothing in the file opens, and scripts in a file that saves none. Where it saves
    /// some, the ways on which it does not are followed for every action alike.
    fn opens_and_saves(&mut self) {
        if self.saved.is_empty() {
            let opened = self.opened.iter();
            let problems = opened.map(|(_, at)| rules::never_saved::problem(*at));
            self.found.extend(problems);
        }
        for (subject, at) in &self.saved {
            if self.opened.iter().all(|(opened, _)| opened != subject) {
                self.found.push(rules::save_without_open::problem(*at));
            }
        }
    }

    /// The phrase's one value, as it is written.
    fn phrase_value(&self, written: &'a tree::Action) -> Option<&'a str> {
        let mut values = written.phrase.parts.iter().filter_map(|part| match part {
            PhrasePart::Value(value) => Some(self.source.slice(value.span)),
            PhrasePart::Word(_) => None,
        });
        values.next()
    }

    fn is_true(&self, written: &tree::Action, name: &str) -> bool {
        let mut args = written.with.iter();
        args.any(|arg| {
            self.source.slice(arg.name) == name && matches!(arg.value.kind, ExprKind::True)
        })
    }

    fn let_(&mut self, name: Span, value: &'a Expr) {
        let name = self.source.slice(name);
        self.carriers.retain(|known| *known != name);
        if self.carries(value).is_some() {
            self.carriers.push(name);
        }
    }

    /// A text that people or programs will see.
    fn said(&mut self, text: &'a Expr) {
        if let Some(at) = self.carries(text) {
            self.found.push(rules::call_data_said::problem(at));
        }
    }

    /// The place in an expression that call data come from.
    fn carries(&self, expr: &'a Expr) -> Option<Span> {
        match &expr.kind {
            ExprKind::Field(_, key) if self.key(*key) == "CallData" => Some(expr.span),
            ExprKind::Field(of, _) | ExprKind::Group(of) => self.carries(of),
            ExprKind::Name => {
                let name = self.source.slice(expr.span);
                self.carriers.contains(&name).then_some(expr.span)
            }
            ExprKind::Text(parts) => parts.iter().find_map(|part| match part {
                TextPart::Value(value) => self.carries(value),
                TextPart::Chars(_) => None,
            }),
            ExprKind::List(items) => items.iter().find_map(|item| self.carries(item)),
            ExprKind::Record(fields) => fields.iter().find_map(|(_, value)| self.carries(value)),
            // How many there are, and whether something is in them, is nobody's secret.
            ExprKind::Call(name, _) if self.counts(*name) => None,
            ExprKind::Call(_, args) => args.iter().find_map(|arg| self.carries(arg)),
            ExprKind::Binary(a, tree::Operator::Add, b) => self.carries(a).or(self.carries(b)),
            _ => None,
        }
    }

    fn counts(&self, name: Span) -> bool {
        matches!(
            self.source.slice(name),
            "count" | "contains" | "starts with"
        )
    }

    fn key(&self, key: Key) -> &'a str {
        match key {
            Key::Name(span) => self.source.slice(span),
            Key::Text(span) => self.source.slice(span).trim_matches('"'),
        }
    }
}

/// The outcomes that handlers name, and whether the handler retries.
fn named(handlers: &[Handler]) -> impl Iterator<Item = (Span, bool)> {
    handlers.iter().flat_map(|handler| {
        let names: &[Span] = match &handler.catches {
            Catches::Named(names) => names,
            Catches::AnyOther(_) => &[],
        };
        let retries = matches!(handler.reaction.kind, ReactionKind::Retry(_));
        names.iter().map(move |name| (*name, retries))
    })
}

/// Whether an action lists an outcome that it can never end in.
pub(super) fn never(action: &Action, outcome: &str) -> bool {
    let never = action
        .request
        .get("never")
        .and_then(|never| never.as_array());
    never.is_some_and(|never| never.iter().any(|known| known.as_str() == Some(outcome)))
}
