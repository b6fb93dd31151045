//! What can begin a line: actions, words of the language, and the clauses of what stands above.

use super::{Insert, Item, ItemSort, Place};
use crate::value::Kind;

/// Words that begin a statement anywhere: the word, what follows it, what it does.
const STATEMENTS: [(&str, &str); 11] = [
    ("log", "Says something to people."),
    ("let", "Gives a name a value."),
    ("if", "Does something on a condition."),
    ("for each", "Does something with each item of a list."),
    ("repeat", "Does something again, at most so many times."),
    (
        "try",
        "Shares handlers between actions; `always` is done on every way out.",
    ),
    ("within", "Limits how long something may take."),
    ("wait", "Waits for a time."),
    ("wait until", "Waits until something is in a state."),
    ("await", "Waits for the next one that arrives."),
    ("emit", "Adds a named result to the run's report."),
];

/// Words that stand at the top of a file alone.
const AT_TOP: [(&str, &str); 5] = [
    ("use", "Says which system's actions are meant."),
    (
        "input",
        "Says what comes from outside, and of which kind it is.",
    ),
    ("step", "Names something that is done in several places."),
    (
        "everywhere",
        "Handlers of last resort, for every action of the file.",
    ),
    ("test", "Tries the flow without touching any system."),
];

impl Place<'_> {
    /// A statement, or a clause of the one above.
    pub(super) fn statement(&self) -> Vec<Item> {
        let mut items = self.phrase(None, &[]);
        items.extend(
            STATEMENTS
                .iter()
                .map(|(word, about)| statement(word, about)),
        );
        items.extend(self.leaving());
        items.extend(self.steps().into_iter().map(|step| Item {
            label: format!("run {}", step.label),
            insert: Insert::plain("run ").and(step.insert),
            rank: 2,
            ..step
        }));
        if self.here.at_top {
            items.extend(AT_TOP.iter().map(|(word, about)| top(word, about)));
        }
        items.extend(self.clauses_above());
        items
    }

    /// What leaves the place, where there is something to leave.
    fn leaving(&self) -> Vec<Item> {
        let mut items = vec![
            text_item("finish", "Ends the flow: it has done what it should."),
            text_item("fail", "Ends the flow: it has not done what it should."),
        ];
        let known = [
            (
                self.here.in_loop,
                "next",
                "Goes on with the loop's next item.",
            ),
            (self.here.in_loop, "leave", "Leaves the loop."),
            (
                self.here.in_step,
                "return",
                "Goes back to who runs the step.",
            ),
        ];
        for (fits, word, about) in known {
            if fits {
                items.push(Item::word(word, 3).about(about));
            }
        }
        items
    }

    /// `on`, `with` … belong to the statement above.
    fn clauses_above(&self) -> Vec<Item> {
        let Some(owner) = &self.here.owner else {
            return Vec::new();
        };
        let words: &[&str] = match owner.word {
            "" => &["on", "with", "giving"],
            "await" => &["on", "giving", "with"],
            "run" => &["on", "giving"],
            "try" => &["on", "always"],
            "if" => &["else"],
            _ => &["on"],
        };
        let deeper = self.indent() > self.indent_at(owner.span.start);
        let rank = if deeper && self.line.begins_line {
            0
        } else {
            4
        };
        let items = words.iter().map(|word| {
            let insert = match *word {
                "else" | "always" => Insert::plain(word).text(" {\n    ").end().text("\n}"),
                _ => Insert::plain(word).text(" ").end(),
            };
            Item::word(word, rank).insert(insert)
        });
        items.collect()
    }

    fn indent(&self) -> u32 {
        let source = self.line.source;
        self.line.partial.start - source.line_start(source.line_of(self.line.at))
    }

    fn indent_at(&self, at: u32) -> u32 {
        let source = self.line.source;
        at - source.line_start(source.line_of(at))
    }

    pub(super) fn steps(&self) -> Vec<Item> {
        use crate::syntax::tree;
        let source = &self.document.source;
        let steps = self.document.parsed().tree.items.iter();
        let steps = steps.filter_map(|item| match item {
            tree::Item::Step(step) => Some(step),
            _ => None,
        });
        let items = steps.map(|step| {
            let mut insert = Insert::plain(source.slice(step.name)).text("(");
            for (at, param) in step.params.iter().enumerate() {
                let comma = if at > 0 { ", " } else { "" };
                insert = insert.text(comma).place(source.slice(*param));
            }
            Item::plain(source.slice(step.name), ItemSort::Step, "step", 0).insert(insert.text(")"))
        });
        items.collect()
    }

    pub(super) fn systems(&self) -> Vec<Item> {
        let systems = self.document.catalogue.systems.iter();
        let items = systems.map(|entry| {
            Item::plain(&entry.name, ItemSort::System, &*entry.title, 0).about(&*entry.about)
        });
        items.collect()
    }

    /// A kind, or the rest of one of two words.
    pub(super) fn kinds(&self, words: &[&str]) -> Vec<Item> {
        let words = match words {
            ["list", "of", rest @ ..] => rest,
            all => all,
        };
        let mut items: Vec<Item> = Vec::new();
        for (name, _) in Kind::NAMED {
            let mut rest = name.split(' ');
            let fits = words.iter().all(|word| rest.next() == Some(word));
            let rest: Vec<&str> = rest.collect();
            if fits && !rest.is_empty() {
                items.push(Item::plain(&rest.join(" "), ItemSort::Kind, "kind", 0));
            }
        }
        if words.is_empty() {
            items.push(Item::plain("list of", ItemSort::Kind, "kind", 1));
            let one_of = Insert::plain("one of \"")
                .place("A")
                .text("\", \"")
                .place("B")
                .text("\"");
            items.push(Item::plain("one of", ItemSort::Kind, "kind", 1).insert(one_of));
        }
        items
    }
}

fn block(head: Insert) -> Insert {
    head.text(" {\n    ").end().text("\n}")
}

fn statement(word: &str, about: &str) -> Item {
    let insert = Insert::plain(word).text(" ");
    let insert = match word {
        "log" => insert.text("\"").place("text").text("\""),
        "let" => insert.place("Name").text(" = ").place("value"),
        "if" => block(insert.place("condition")),
        "for each" => block(
            insert
                .place("Item")
                .text(" in ")
                .place("Items")
                .text(", at most ")
                .place("100"),
        ),
        "repeat" => block(
            insert
                .text("at most ")
                .place("10")
                .text(" times every ")
                .place("5s"),
        ),
        "try" => Insert::plain("try {\n    ")
            .end()
            .text("\n}\n    on ")
            .place("any other")
            .text(" -> ")
            .place("fail"),
        "within" => block(insert.place("30s")),
        "wait" => insert.place("5s"),
        "emit" => insert.place("Name").text(": ").place("value"),
        _ => insert.end(),
    };
    Item::word(word, 3).insert(insert).about(about)
}

fn top(word: &str, about: &str) -> Item {
    let insert = Insert::plain(word).text(" ");
    let insert = match word {
        "input" => insert
            .place("Name")
            .text(": ")
            .place("text")
            .text("  \"")
            .place("help")
            .text("\""),
        "step" => block(insert.place("Name").text("(").place("Param").text(")")),
        "everywhere" => insert
            .text("on ")
            .place("Throttled")
            .text(" -> ")
            .place("retry"),
        "test" => block(insert.text("\"").place("what is tried").text("\"")),
        _ => insert.end(),
    };
    Item::word(word, 5).insert(insert).about(about)
}

/// `finish "…"`
pub(super) fn text_item(word: &str, about: &str) -> Item {
    let insert = Insert::plain(word).text(" \"").place("why").text("\"");
    Item::word(word, 3).insert(insert).about(about)
}
