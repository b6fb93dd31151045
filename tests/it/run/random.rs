//! Random programs, in a random world.

use super::build::*;
use contactflow::host::virtual_time::{Reply, World};
use contactflow::program::{Jump, Program};
use contactflow::run::effect::{Answer, Effect, Request};
use contactflow::value::Value;
use jiff::{SignedDuration, Timestamp};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A random program, the same for the same seed; larger for a larger size.
pub fn random_program(seed: u64, size: u32) -> Arc<Program> {
    let mut make = Make {
        random: fastrand::Rng::with_seed(seed),
        left: size,
        groups: 0,
    };
    let inside = Inside {
        depth: 0,
        step: None,
        in_loop: false,
        in_try: false,
    };
    let main = make.block(inside);
    let steps: Vec<_> = (0..2)
        .map(|step| {
            make.block(Inside {
                step: Some(step),
                ..inside
            })
        })
        .collect();
    let everywhere = make.everywhere();
    program(&main, &steps, &everywhere)
}

/// What stands around a statement.
#[derive(Clone, Copy)]
struct Inside {
    depth: u8,
    step: Option<u16>,
    in_loop: bool,
    in_try: bool,
}

impl Inside {
    fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

struct Make {
    random: fastrand::Rng,
    left: u32,
    groups: u32,
}

const KEYS: [&str; 4] = ["one", "two", "three", "four"];
const OUTCOMES: [&str; 7] = [
    "A",
    "B",
    "C",
    "Throttled",
    "Unknown",
    "TimedOut",
    "Exhausted",
];

impl Make {
    fn block(&mut self, inside: Inside) -> Vec<S> {
        let count = self.random.u32(2..=5);
        let mut stmts = Vec::new();
        for _ in 0..count {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            self.stmt(inside, &mut stmts);
        }
        if stmts.is_empty() {
            stmts.push(S::Let(0, 1));
        }
        stmts
    }

    fn stmt(&mut self, inside: Inside, stmts: &mut Vec<S>) {
        let compound = inside.depth < 4;
        let stmt = match self.random.u32(0..if compound { 16 } else { 7 }) {
            0..=3 => S::Call(self.key(), None, self.handlers(inside)),
            4 => S::Read(self.key(), self.handlers(inside)),
            5 => S::Wait(self.random.u64(0..1500)),
            6 if self.random.u8(0..3) == 0 => S::Jump(self.jump(inside)),
            6 => S::Call(self.key(), None, vec![any_other(R::Ignore)]),
            7 | 8 => {
                let inside = Inside {
                    in_loop: true,
                    ..inside.deeper()
                };
                let (items, at_once) = (self.random.usize(0..4), self.random.u32(1..4));
                S::Each(0, items, at_once, self.block(inside))
            }
            9 => {
                let body = self.block(Inside {
                    in_loop: true,
                    ..inside.deeper()
                });
                let every = self.random.u64(0..2) * 700;
                S::Repeat(self.random.u32(1..3), every, body, self.handlers(inside))
            }
            10..=12 => self.group(inside, stmts),
            13 => {
                let body = self.block(inside.deeper());
                S::Within(self.random.u64(0..3000), body, self.handlers(inside))
            }
            14 => match inside.step {
                None => S::Run(self.random.u16(0..2), self.handlers(inside)),
                Some(0) => S::Run(1, self.handlers(inside)),
                _ => S::Let(1, 2),
            },
            _ => S::If(
                self.random.bool(),
                self.block(inside.deeper()),
                self.block(inside.deeper()),
            ),
        };
        stmts.push(stmt);
    }

    /// Before a `try` with `always` stands a line that says that it begins, and the `always` says
    /// that it runs.
    fn group(&mut self, inside: Inside, stmts: &mut Vec<S>) -> S {
        let body = self.block(Inside {
            in_try: true,
            ..inside.deeper()
        });
        let handlers = self.handlers(Inside {
            in_try: true,
            ..inside
        });
        self.groups += 1;
        let number = self.groups;
        let (begins, runs) = (format!("in {number}"), format!("out {number}"));
        stmts.push(S::Say(expr(Value::text(begins))));
        let mut always = vec![S::Say(expr(Value::text(runs)))];
        let inside = Inside {
            depth: 4,
            in_loop: false,
            in_try: false,
            ..inside
        };
        always.extend(self.block(inside));
        let every = self.random.u64(0..2) * 300;
        S::Try(self.random.u32(1..4), every, body, handlers, Some(always))
    }

    fn handlers(&mut self, inside: Inside) -> Vec<H> {
        let count = self.random.usize(0..3);
        let mut handlers = Vec::new();
        for _ in 0..count {
            let outcome = OUTCOMES[self.random.usize(0..OUTCOMES.len())];
            handlers.push(H(vec![outcome], self.reaction(inside)));
        }
        if self.random.u8(0..3) == 0 {
            handlers.push(any_other(self.reaction(inside)));
        }
        handlers
    }

    fn everywhere(&mut self) -> Vec<H> {
        let inside = Inside {
            depth: 4,
            step: Some(1),
            in_loop: false,
            in_try: false,
        };
        match self.random.bool() {
            true => vec![
                on("Throttled", self.reaction(inside)),
                any_other(self.reaction(inside)),
            ],
            false => vec![],
        }
    }

    fn reaction(&mut self, inside: Inside) -> R {
        match self.random.u32(0..11) {
            0..=2 => R::Retry(self.retry(inside)),
            6..=9 => R::Ignore,
            4 if inside.step.is_none() => R::Run(self.random.u16(0..2)),
            4 | 5 if inside.in_loop || inside.in_try || self.random.u8(0..3) == 0 => {
                R::Jump(self.jump(inside))
            }
            _ => R::Block(self.block(Inside {
                depth: inside.depth.max(3),
                ..inside
            })),
        }
    }

    fn retry(&mut self, inside: Inside) -> T {
        let backs_off = self.random.bool();
        let then = self.random.u8(0..3) == 0;
        T {
            times: Some(self.random.u32(0..4)),
            every: Some(self.random.u64(0..900)),
            backing_off: backs_off.then_some((200, 1000)),
            limit: self.random.bool().then(|| self.random.u64(0..2000)),
            then: then.then(|| Box::new(self.reaction(inside))),
        }
    }

    fn jump(&mut self, inside: Inside) -> Jump {
        match self.random.u32(0..10) {
            0..=2 if inside.in_loop => Jump::Next,
            0..=4 if inside.in_try => Jump::Restart,
            3..=5 if inside.in_loop => Jump::Leave,
            0..=8 if inside.step.is_some() => Jump::Return(None),
            6 => finish("enough"),
            _ => Jump::Fail(None),
        }
    }

    fn key(&mut self) -> &'static str {
        KEYS[self.random.usize(0..KEYS.len())]
    }
}

/// Answers by the effect's name alone, so that it answers a resumed run in the same way.
#[derive(Clone, Copy)]
pub struct RandomWorld(pub u64);

impl World for RandomWorld {
    fn reply(&mut self, effect: &Effect, _: Timestamp) -> Reply {
        let mut hasher = DefaultHasher::new();
        (self.0, &*effect.name).hash(&mut hasher);
        let mut random = fastrand::Rng::with_seed(hasher.finish());
        let reads = matches!(&effect.request, Request::Call(call) if call.reads);
        let answer = match random.u32(0..10) {
            0 => Answer::new("A", "it said A"),
            1 => Answer::new("B", "it said B"),
            2 => Answer::new("Throttled", "too many"),
            3 if !reads => Answer::new("Unknown", "no answer"),
            _ => Answer::success().with("Got", Value::number(1)),
        };
        Reply::After(SignedDuration::from_millis(random.i64(0..1200)), answer)
    }
}
