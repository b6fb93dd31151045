//! Where the values of a flow come from: from outside, or from what its systems return.

use crate::catalogue::Thing;
use crate::program::{
    Block, Body, Expr, ExprKind, Giving, Handler, Jump, Op, Program, Reaction, Run, Slot, Stmt,
};
use crate::value::{Field, Kind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a value is part of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Root {
    /// An input.
    Input(Arc<str>),
    /// What an action or a wait returns: whose, and as a test calls it.
    Answer(Arc<str>, String),
}

/// A way into a value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// A field of a record.
    Field(Arc<str>),
    /// The first item of a list.
    Item,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// What it is part of.
    pub root: Root,
    /// Which part of it.
    pub path: Vec<Part>,
    /// What it is.
    pub kind: Kind,
    /// Whether it is all of that: not some items of a list.
    pub whole: bool,
}

impl Origin {
    /// One of its items, where it is a list.
    pub fn item(mut self) -> Option<Self> {
        let Kind::List(of) = &self.kind else {
            return None;
        };
        self.kind = (**of).clone();
        self.path.push(Part::Item);
        self.whole = true;
        Some(self)
    }

    fn some_of_it(mut self) -> Self {
        self.whole = false;
        self
    }

    fn field(self, name: &Arc<str>) -> Option<Self> {
        if matches!(self.kind, Kind::List(_)) {
            // the field of a list is a list again, which a length can be given to
            return None;
        }
        let kind = match &self.kind {
            Kind::Record(Some(fields)) => known(fields, name)?,
            Kind::Record(None) | Kind::Any => Kind::Any,
            _ => return None,
        };
        let mut origin = self;
        origin.path.push(Part::Field(name.clone()));
        origin.kind = kind;
        Some(origin)
    }
}

fn known(fields: &[Field], name: &str) -> Option<Kind> {
    let field = fields.iter().find(|field| *field.name == *name)?;
    Some(field.kind.clone())
}

/// Where an expression is: in which frame, and which item a `where` around it looks at.
#[derive(Clone)]
pub struct At {
    /// The flow, or the number of a step after it.
    pub body: usize,
    /// The item.
    pub item: Option<Origin>,
}

/// How a name gets its value.
#[derive(Clone)]
enum Definition<'a> {
    Is(usize, &'a Expr),
    ItemOf(&'a Expr),
    Answer(Origin),
    Returned(usize),
}

/// How all names of a flow get their values.
pub struct Origins<'a> {
    program: &'a Program,
    names: BTreeMap<(usize, Slot), Vec<Definition<'a>>>,
    returns: BTreeMap<usize, Vec<&'a Expr>>,
    /// What is awaited, by whose it is and its name.
    pub things: BTreeMap<(Arc<str>, Arc<str>), Arc<Thing>>,
}

/// So many names may stand for each other in a row.
const DEEPEST: usize = 24;

impl<'a> Origins<'a> {
    /// Reads a flow.
    pub fn of(program: &'a Program) -> Self {
        let mut origins = Self {
            program,
            names: BTreeMap::new(),
            returns: BTreeMap::new(),
            things: BTreeMap::new(),
        };
        for (number, body) in bodies(program) {
            origins.block(number, &body.block);
        }
        origins
    }

    /// Where the value of an expression comes from; nothing where it is made in the flow.
    pub fn find(&self, at: &At, expr: &Expr) -> Option<Origin> {
        self.find_within(at, expr, DEEPEST)
    }

    fn find_within(&self, at: &At, expr: &Expr, deep: usize) -> Option<Origin> {
        let deep = deep.checked_sub(1)?;
        match &expr.kind {
            ExprKind::Input(number) => {
                let input = self.program.inputs.get(*number as usize)?;
                Some(Origin {
                    root: Root::Input(input.name.clone()),
                    path: Vec::new(),
                    kind: input.kind.clone(),
                    whole: true,
                })
            }
            ExprKind::Item => at.item.clone(),
            ExprKind::Field(of, name) => self.find_within(at, of, deep)?.field(name),
            ExprKind::Convert(of, _) => self.find_within(at, of, deep),
            ExprKind::Where(parts) => {
                let list = self.find_within(at, &parts.0, deep);
                list.map(Origin::some_of_it)
            }
            ExprKind::SortBy(parts) => self.find_within(at, &parts.0, deep),
            ExprKind::Call(function, args) => match function.name {
                "sort" => self.find_within(at, args.first()?, deep),
                "unique" | "take" => {
                    let list = self.find_within(at, args.first()?, deep);
                    list.map(Origin::some_of_it)
                }
                "first" | "last" => self.find_within(at, args.first()?, deep)?.item(),
                _ => None,
            },
            ExprKind::Slot(slot) => {
                let names = self.names.get(&(at.body, *slot))?;
                let mut names = names.iter();
                names.find_map(|name| self.defined(at, name, deep))
            }
            _ => None,
        }
    }

    fn defined(&self, at: &At, name: &Definition<'a>, deep: usize) -> Option<Origin> {
        let in_body = |body| At { body, item: None };
        match name {
            Definition::Is(body, expr) => self.find_within(&in_body(*body), expr, deep),
            Definition::ItemOf(list) => self.find_within(&in_body(at.body), list, deep)?.item(),
            Definition::Answer(origin) => Some(origin.clone()),
            Definition::Returned(step) => {
                let mut values = self.returns.get(step)?.iter();
                values.find_map(|value| self.find_within(&in_body(1 + step), value, deep))
            }
        }
    }

    /// What a name stands for, where a `let` or the call of a step says it.
    pub fn meaning(&self, at: &At, expr: &Expr) -> Option<(At, &'a Expr)> {
        let ExprKind::Slot(slot) = &expr.kind else {
            return None;
        };
        let names = self.names.get(&(at.body, *slot))?;
        names.iter().find_map(|name| match name {
            Definition::Is(body, expr) => Some((
                At {
                    body: *body,
                    item: None,
                },
                *expr,
            )),
            _ => None,
        })
    }

    fn name(&mut self, body: usize, slot: Slot, means: Definition<'a>) {
        self.names.entry((body, slot)).or_default().push(means);
    }

    fn block(&mut self, body: usize, block: &'a Block) {
        block.stmts.iter().for_each(|stmt| self.stmt(body, stmt));
    }

    fn stmt(&mut self, body: usize, stmt: &'a Stmt) {
        match &stmt.op {
            Op::Let(slot, expr) => self.name(body, *slot, Definition::Is(body, expr)),
            Op::ForEach(each) => {
                self.name(body, each.slot, Definition::ItemOf(&each.items));
                self.block(body, &each.body);
            }
            Op::Call(call) => {
                let action = &call.action;
                let root = Root::Answer(action.system.clone(), action.key.to_string());
                let outputs = action.outputs.iter();
                let outputs = outputs.map(|output| (output.name.clone(), output.kind.clone()));
                self.given(body, &root, &call.giving, &outputs.collect::<Vec<_>>());
                self.handlers(body, &call.handlers);
            }
            Op::Await(wait) => {
                let Some(system) = self.program.systems.get(usize::from(wait.system)) else {
                    return;
                };
                let root = Root::Answer(system.clone(), format!("await {}", wait.thing.name));
                let outputs = wait.thing.outputs.iter();
                let outputs = outputs.map(|output| (output.name.clone(), output.kind.clone()));
                self.given(body, &root, &wait.giving, &outputs.collect::<Vec<_>>());
                let of = (system.clone(), wait.thing.name.clone());
                self.things.insert(of, wait.thing.clone());
                self.handlers(body, &wait.handlers);
            }
            Op::Run(run) => self.run(body, run),
            Op::Jump(jump) => self.jump(body, jump),
            _ => {
                let (blocks, handlers) = stmt.op.parts();
                blocks.iter().for_each(|block| self.block(body, block));
                self.handlers(body, handlers);
            }
        }
    }

    /// What an answer's outputs are bound to.
    fn given(&mut self, body: usize, root: &Root, giving: &Giving, outputs: &[(Arc<str>, Kind)]) {
        let one = |name: &Arc<str>, kind: &Kind| Origin {
            root: root.clone(),
            path: vec![Part::Field(name.clone())],
            kind: kind.clone(),
            whole: true,
        };
        match giving {
            Giving::Each(slots) => {
                for (output, slot) in slots {
                    if let Some((name, kind)) = outputs.get(usize::from(*output)) {
                        self.name(body, *slot, Definition::Answer(one(name, kind)));
                    }
                }
            }
            Giving::One(slot) => {
                let whole = match outputs {
                    [(name, kind)] => one(name, kind),
                    all => Origin {
                        root: root.clone(),
                        path: Vec::new(),
                        kind: Kind::Record(Some(all.iter().map(field_of).collect())),
                        whole: true,
                    },
                };
                self.name(body, *slot, Definition::Answer(whole));
            }
        }
    }

    fn run(&mut self, body: usize, run: &'a Run) {
        let step = run.step as usize;
        for (number, arg) in run.args.iter().enumerate() {
            self.name(1 + step, number as Slot, Definition::Is(body, arg));
        }
        if let Some(slot) = run.giving {
            self.name(body, slot, Definition::Returned(step));
        }
        self.handlers(body, &run.handlers);
    }

    fn jump(&mut self, body: usize, jump: &'a Jump) {
        if let (Jump::Return(Some(value)), Some(step)) = (jump, body.checked_sub(1)) {
            self.returns.entry(step).or_default().push(value);
        }
    }

    fn handlers(&mut self, body: usize, handlers: &'a [Handler]) {
        for handler in handlers {
            self.reaction(body, &handler.reaction);
        }
    }

    fn reaction(&mut self, body: usize, reaction: &'a Reaction) {
        match reaction {
            Reaction::Block(block) => self.block(body, block),
            Reaction::Run(run) => self.run(body, run),
            Reaction::Jump(jump) => self.jump(body, jump),
            Reaction::Retry(retry) => {
                if let Some(then) = &retry.then {
                    self.reaction(body, then);
                }
            }
        }
    }
}

fn field_of((name, kind): &(Arc<str>, Kind)) -> Field {
    Field {
        name: name.clone(),
        kind: kind.clone(),
        about: "".into(),
        mark: crate::value::Mark::Plain,
    }
}

/// The flow and its steps, numbered.
pub fn bodies(program: &Program) -> impl Iterator<Item = (usize, &Body)> {
    let steps = program.steps.iter().map(|step| &step.body);
    std::iter::once(&program.main).chain(steps).enumerate()
}
