//! A program becomes its picture's parts.

mod rows;

use super::model::{Graph, Group, Item, Lane, Sort};
use super::wording::{Show, before_block, one_line, piece};
use crate::program::{Block, Call, Does, Handler, If, Jump, Op, Program, Run, Stmt, Try};
use crate::source::Span;
use rows::Around;

/// The picture's parts of a program; `show` hides what nobody may see of its text.
pub fn graph(program: &Program, show: Show<'_>) -> Graph {
    let mut groups = Vec::new();
    if !program.everywhere.is_empty() {
        groups.push(everywhere(program, show));
    }
    groups.extend((0..program.steps.len()).map(|number| step(program, number, show)));
    let build = Build {
        program,
        show,
        around: Around::of(program, false),
    };
    Graph {
        name: program.source.name().clone(),
        main: build.whole(&program.main.block, start(program)),
        groups,
    }
}

/// What a picture calls a step, and links to.
fn group_id(program: &Program, step: u32) -> Option<String> {
    let step = program.steps.get(step as usize)?;
    Some(format!("step-{}", step.name))
}

fn start(program: &Program) -> Item {
    let names: Vec<&str> = program.inputs.iter().map(|input| &*input.name).collect();
    let title = match names.is_empty() {
        true => "start".to_owned(),
        false => format!("start with {}", names.join(", ")),
    };
    let title = match by_itself(program) {
        words if words.is_empty() => title,
        words => format!("{title} {}", words.join(" or ")),
    };
    let first = program.inputs.first().map(|input| input.span);
    Item::new("start", Sort::Start, first.unwrap_or_default(), title)
}

/// When it starts by itself, in the words of its lines.
fn by_itself(program: &Program) -> Vec<String> {
    let times = program.schedules.iter();
    let times = times.map(|line| format!("every {}", line.text));
    let arrivals = program.triggers.iter();
    let arrivals = arrivals.map(|line| format!("when {} arrives", line.thing.name));
    let mut all: Vec<String> = times.chain(arrivals).collect();
    all.dedup();
    all
}

fn everywhere(program: &Program, show: Show<'_>) -> Group {
    let build = Build {
        program,
        show,
        around: Around::Nobody,
    };
    let span = program.everywhere.first().map(|handler| handler.span);
    let title = "outcomes that no other handler takes".to_owned();
    let mut item = Item::new(
        "handlers",
        Sort::Everywhere,
        span.unwrap_or_default(),
        title,
    );
    item.rows = build.rows(&program.everywhere);
    Group {
        id: "everywhere".into(),
        title: "everywhere".into(),
        lane: Lane { items: vec![item] },
    }
}

fn step(program: &Program, number: usize, show: Show<'_>) -> Group {
    let step = &program.steps[number];
    let build = Build {
        program,
        show,
        around: Around::of(program, true),
    };
    let params = step.body.names.iter().take(step.params as usize);
    let params: Vec<&str> = params.map(|name| &**name).collect();
    let begins = step.body.block.stmts.first().map(|stmt| stmt.span);
    let first = Item::new(
        &format!("{}.start", step.name),
        Sort::Start,
        Span::at(begins.unwrap_or_default().start),
        format!("{}({})", step.name, params.join(", ")),
    );
    Group {
        id: format!("step-{}", step.name),
        title: match begins.filter(|span| program.source.part_of(span.start) > 0) {
            Some(span) => {
                let (home, _) = program.source.home(span);
                format!("step {}, from {}", step.name, home.name())
            }
            None => format!("step {}", step.name),
        },
        lane: build.whole(&step.body.block, first),
    }
}

impl Item {
    fn new(id: &str, sort: Sort, span: Span, title: String) -> Self {
        Self {
            id: id.to_owned(),
            sort,
            span,
            title: vec![title],
            note: None,
            rows: Vec::new(),
            inside: Vec::new(),
            runs: None,
        }
    }
}

/// What is known where a statement stands.
#[derive(Clone, Copy)]
struct Build<'a> {
    program: &'a Program,
    show: Show<'a>,
    /// Who takes an outcome that the action's own handlers do not.
    around: Around,
}

impl Build<'_> {
    /// The statements of a flow or a step, from its start to its end.
    fn whole(self, block: &Block, first: Item) -> Lane {
        let mut lane = self.lane(block);
        let end = format!("{}.end", first.id);
        let word = match first.id == "start" {
            true => "the run succeeds",
            false => "return",
        };
        lane.items.insert(0, first);
        if lane.goes_on() {
            let at = block.stmts.last().map_or(0, |stmt| stmt.span.end);
            lane.items
                .push(Item::new(&end, Sort::End, Span::at(at), word.into()));
        }
        lane
    }

    fn lane(self, block: &Block) -> Lane {
        let mut items: Vec<Item> = Vec::new();
        for stmt in block.stmts.iter() {
            let item = self.item(stmt);
            match items.last_mut() {
                Some(last) if last.sort == Sort::Note && item.sort == Sort::Note => {
                    last.span = last.span.to(item.span);
                    last.title.extend(item.title);
                }
                _ => items.push(item),
            }
        }
        Lane { items }
    }

    fn item(self, stmt: &Stmt) -> Item {
        let id = &*stmt.path;
        match &stmt.op {
            Op::Call(call) => self.call(id, call),
            Op::If(branch) => self.branch(stmt, branch),
            Op::ForEach(each) => {
                let mut item = self.frame(stmt, Sort::Loop, &each.body);
                item.inside.push(self.lane(&each.body));
                item
            }
            Op::Repeat(repeat) => {
                let mut item = self.frame(stmt, Sort::Loop, &repeat.body);
                item.rows = self.rows(&repeat.handlers);
                let inside = self.in_group(&repeat.handlers);
                item.inside.push(inside.lane(&repeat.body));
                item
            }
            Op::Try(group) => self.group(stmt, group),
            Op::Within(within) => {
                let mut item = self.frame(stmt, Sort::Within, &within.body);
                item.rows = self.rows(&within.handlers);
                let inside = self.in_group(&within.handlers);
                item.inside.push(inside.lane(&within.body));
                item
            }
            Op::WaitUntil(wait) => self.wait(stmt, &wait.handlers),
            Op::Await(wait) => self.wait(stmt, &wait.handlers),
            Op::Signal(wait) => self.wait(stmt, &wait.handlers),
            Op::Run(run) => self.run(stmt, run),
            Op::Let(..) | Op::Emit(..) => self.small(stmt, Sort::Note),
            Op::Plain(plain, _) => match plain.does() {
                Does::Tells => self.small(stmt, Sort::Note),
                Does::Pauses => self.small(stmt, Sort::Wait),
            },
            Op::Jump(_) => self.small(stmt, Sort::Jump),
        }
    }

    fn small(self, stmt: &Stmt, sort: Sort) -> Item {
        let title = piece(&self.program.source, stmt.span, self.show);
        Item::new(&stmt.path, sort, stmt.span, title)
    }

    fn call(self, id: &str, call: &Call) -> Item {
        let title = piece(&self.program.source, call.span, self.show);
        let mut item = Item::new(id, Sort::Action, call.span, title);
        item.note = call.action.irreversible.then_some("cannot be undone");
        item.rows = self.rows(&call.handlers);
        item.rows.extend(self.rest(&call.handlers));
        item
    }

    fn wait(self, stmt: &Stmt, handlers: &[Handler]) -> Item {
        let title = self.before(stmt, handlers.first().map(|handler| handler.span.start));
        let mut item = Item::new(&stmt.path, Sort::Wait, stmt.span, title);
        item.rows = self.rows(handlers);
        item.rows.extend(self.rest(handlers));
        item
    }

    fn run(self, stmt: &Stmt, run: &Run) -> Item {
        let title = self.before(stmt, run.handlers.first().map(|handler| handler.span.start));
        let mut item = Item::new(&stmt.path, Sort::Run, stmt.span, title);
        item.runs = group_id(self.program, run.step);
        item.rows = self.rows(&run.handlers);
        item
    }

    /// A frame's title is what stands before its block.
    fn frame(self, stmt: &Stmt, sort: Sort, body: &Block) -> Item {
        let title = self.before(stmt, body.stmts.first().map(|first| first.span.start));
        Item::new(&stmt.path, sort, stmt.span, title)
    }

    fn group(self, stmt: &Stmt, group: &Try) -> Item {
        let mut item = self.frame(stmt, Sort::Try, &group.body);
        item.rows = self.rows(&group.handlers);
        item.inside
            .push(self.in_group(&group.handlers).lane(&group.body));
        if let Some(always) = &group.always {
            let lane = self.lane(&always.block);
            let first = lane.items.first().map(|item| item.span);
            let id = format!("{}.always", stmt.path);
            let title = "always, however it ended".to_owned();
            let mut item_always = Item::new(&id, Sort::Always, first.unwrap_or(stmt.span), title);
            item_always.inside.push(lane);
            item.inside.push(Lane {
                items: vec![item_always],
            });
        }
        item
    }

    /// One condition is the title, with `yes` and `no` below; several are a row each.
    fn branch(self, stmt: &Stmt, branch: &If) -> Item {
        let one = branch.arms.len() == 1;
        let mut item = Item::new(&stmt.path, Sort::If, stmt.span, "if".into());
        if let (true, Some((when, _))) = (one, branch.arms.first()) {
            let when = piece(&self.program.source, when.span, self.show);
            item.title = vec![format!("if {when}")];
        }
        for (number, (when, block)) in branch.arms.iter().enumerate() {
            let when = match one {
                true => "yes".to_owned(),
                false => piece(&self.program.source, when.span, self.show),
            };
            item.rows.push(self.arm(when, number, block));
        }
        let rest = if one { "no" } else { "else" };
        let number = branch.arms.len();
        let jump = branch.otherwise.as_ref().and_then(only_jump);
        match (&branch.otherwise, jump) {
            (Some(block), Some(_)) => item.rows.push(self.arm(rest.into(), number, block)),
            (Some(block), None) => {
                item.rows.push(self.below(rest, number));
                item.inside.push(self.lane(block));
            }
            (None, _) => item.rows.push(self.below(rest, number)),
        }
        item
    }

    /// The text of a statement up to its first handler or inner statement.
    fn before(self, stmt: &Stmt, end: Option<u32>) -> String {
        let source = &self.program.source;
        let span = Span::new(stmt.span.start, end.unwrap_or(stmt.span.end));
        let text = one_line(source.slice(span));
        let text = match end {
            Some(_) => text.strip_suffix('{').unwrap_or(&text).trim_end(),
            None => text.as_str(),
        };
        let text = match &stmt.op {
            Op::ForEach(_) | Op::Repeat(_) | Op::Try(_) | Op::Within(_) if end.is_none() => {
                before_block(text)
            }
            _ => text,
        };
        (self.show)(text)
    }

    fn in_group(self, handlers: &[Handler]) -> Self {
        match handlers.is_empty() {
            true => self,
            false => Self {
                around: Around::Group,
                ..self
            },
        }
    }
}

/// The jump that a block is, where it is nothing else.
fn only_jump(block: &Block) -> Option<&Jump> {
    match &block.stmts[..] {
        [
            Stmt {
                op: Op::Jump(jump), ..
            },
        ] => Some(jump),
        _ => None,
    }
}
