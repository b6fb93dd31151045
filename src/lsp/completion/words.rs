//! What can begin a line: actions, words of the language, and the clauses of what stands above.

use super::{Insert, Item, ItemSort, Place};
use crate::syntax::tree::{Jump, Leaves};
use crate::syntax::words::{self, Role};
use crate::value::Kind;

impl Place<'_> {
    /// A statement, or a clause of the one above.
    pub(super) fn statement(&self) -> Vec<Item> {
        let mut items = self.phrase(None, &[]);
        let own =
            |word: &words::Word| word.text == "run" || Jump::of(word.text, None::<()>).is_some();
        let plain = words::of_role(Role::Statement).filter(|word| !own(word));
        items.extend(plain.map(|word| self.begins(word.text)));
        items.push(self.begins("wait until"));
        items.extend(self.ending(3));
        items.extend(self.jumps(false, 3));
        items.extend(self.steps().into_iter().map(|step| Item {
            label: format!("run {}", step.label),
            filter: format!("run {}", step.label),
            insert: Insert::plain("run ").and(step.insert),
            rank: 2,
            ..step
        }));
        if self.here.at_top {
            items.extend(words::of_role(Role::Top).map(|word| self.top(word.text)));
            items.extend(uses(self));
        }
        items.extend(self.clauses_above());
        items
    }

    /// What leaves the place without ending the run, where there is something to leave.
    pub(super) fn jumps(&self, in_try: bool, rank: u8) -> impl Iterator<Item = Item> {
        let here = &self.here;
        let fits = move |leaves| match leaves {
            Leaves::Round | Leaves::Loop => here.in_loop,
            Leaves::Try => in_try,
            Leaves::Step => here.in_step,
            Leaves::Handler | Leaves::Finished | Leaves::Failed => false,
        };
        begun_by(fits, rank)
    }

    /// What ends the run. In an `always`, which runs on every way out, only a failure can.
    pub(super) fn ending(&self, rank: u8) -> Vec<Item> {
        let mut items = vec![text_item("fail", rank)];
        if !self.here.in_always {
            items.push(text_item("finish", rank));
        }
        items
    }

    /// A word of the language where it may stand.
    pub(super) fn word(&self, word: &'static str) -> Vec<Item> {
        let spaced = || Insert::plain(word).text(" ");
        let insert = match word {
            "every" => spaced().place("2s"),
            "backing off" => spaced().place("1s").text(" to ").place("30s"),
            "for at most" => spaced().place("5m"),
            "then" => spaced().place("fail"),
            "steps" => spaced().text("from \"").hole("file.flow").text("\""),
            "at once"
                if self
                    .line
                    .tokens
                    .last()
                    .is_some_and(|last| last.is_sign(",")) =>
            {
                return vec![at_once()];
            }
            "at most" if self.line.has("for") => spaced().place("100"),
            "at most" if self.line.has("repeat") => spaced().place("10"),
            "at most" => spaced().place("30s"),
            "on" | "with" | "giving" => spaced().end(),
            "once" if self.line.followed_by("times") => return Vec::new(),
            _ => Insert::plain(word),
        };
        let rank = if matches!(word, "every" | "backing off") {
            1
        } else {
            0
        };
        let mut items = vec![Item::word(word, rank).insert(insert)];
        if word == "is" {
            items.push(Item::word("is not", 0));
        }
        items
    }

    /// A symbol where it may stand; a comma with what it goes on to.
    pub(super) fn sign(&self, sign: &str) -> Vec<Item> {
        match sign {
            "->" => vec![Item::word("->", 0)],
            "{" if !self.line.followed_by("{") => {
                let block = Insert::plain("{\n    ").end().text("\n}");
                vec![Item::word("{ … }", 1).insert(block)]
            }
            "," => after_comma(self),
            _ => Vec::new(),
        }
    }

    /// `on`, `with` … belong to the statement above.
    pub(super) fn clauses_above(&self) -> Vec<Item> {
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
        let words = words
            .iter()
            .filter(|word| !(owner.handled && **word == "on"));
        let deeper = indent(self) > indent_at(self, owner.span.start);
        let rank = if deeper && self.line.begins_line {
            0
        } else {
            4
        };
        let items = words.map(|word| {
            let insert = match *word {
                "else" | "always" => Insert::plain(word).text(" {\n    ").end().text("\n}"),
                _ => Insert::plain(word).text(" ").end(),
            };
            Item::word(word, rank).insert(insert)
        });
        items.collect()
    }

    pub(super) fn systems(&self) -> Vec<Item> {
        let systems = self.document.catalogue.systems();
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
        match words {
            ["list"] => return vec![Item::plain("of", ItemSort::Kind, "type", 0)],
            ["one"] => return vec![choices("of")],
            _ => {}
        }
        let mut items: Vec<Item> = Vec::new();
        for (name, _) in Kind::NAMED {
            let mut rest = name.split(' ');
            let fits = words.iter().all(|word| rest.next() == Some(word));
            let rest: Vec<&str> = rest.collect();
            if fits && !rest.is_empty() {
                items.push(Item::plain(&rest.join(" "), ItemSort::Kind, "type", 0));
            }
        }
        if words.is_empty() {
            items.push(Item::plain("list of", ItemSort::Kind, "type", 1));
            items.push(choices("one of"));
        }
        items
    }
}

/// `one of "A", "B"`
fn choices(words: &str) -> Item {
    let insert = Insert::plain(words).text(" \"").place("A");
    let insert = insert.text("\", \"").place("B").text("\"");
    Item::plain(words, ItemSort::Kind, "type", 1).insert(insert)
}

/// `20 at once`, where no number is there yet.
fn at_once() -> Item {
    let insert = Insert::default().place("20").text(" at once");
    Item::word("20 at once", 1).insert(insert)
}

/// The systems that a file without any could use: nothing can be done before.
fn uses(place: &Place<'_>) -> Vec<Item> {
    if has_use(place) {
        return Vec::new();
    }
    let systems = place.document.catalogue.systems();
    let items = systems.map(|entry| {
        let label = format!("use {}", entry.name);
        Item::plain(&label, ItemSort::System, &*entry.title, 0).about(&*entry.about)
    });
    items.collect()
}

fn has_use(place: &Place<'_>) -> bool {
    use crate::syntax::tree::Item;
    let mut items = place.document.parsed().tree.items.iter();
    items.any(|item| matches!(item, Item::Use(_)))
}

fn after_comma(place: &Place<'_>) -> Vec<Item> {
    let first = place.line.tokens.first().map_or("", |first| first.text);
    let words: &[&'static str] = match first {
        _ if place.line.has("retry") && place.line.has("most") => &["then"],
        _ if place.line.has("retry") => &["for at most", "then"],
        "for" if !place.line.has("most") => &["at most"],
        "wait" | "await" => &["at most"],
        _ => &[],
    };
    let items = words.iter().flat_map(|word| place.word(word));
    let with_comma = items.map(|item| Item {
        label: format!(", {}", item.label),
        filter: format!(", {}", item.filter),
        insert: Insert::plain(", ").and(item.insert),
        rank: 2,
        ..item
    });
    with_comma.collect()
}

fn indent(place: &Place<'_>) -> u32 {
    let source = place.line.source;
    place.line.partial.start - source.line_start(source.line_of(place.line.at))
}

fn indent_at(place: &Place<'_>, at: u32) -> u32 {
    let source = place.line.source;
    at - source.line_start(source.line_of(at))
}

fn block(head: Insert) -> Insert {
    head.text(" {\n    ").end().text("\n}")
}

/// A word that begins something, as it stands.
pub(super) fn begun(word: &str, rank: u8) -> Item {
    let about = words::beginning(word).map_or("", |known| known.about);
    Item::word(word, rank).about(about)
}

/// The words of the jumps that leave such a thing.
pub(super) fn begun_by(fits: impl Fn(Leaves) -> bool, rank: u8) -> impl Iterator<Item = Item> {
    let jumps = words::REACTIONS
        .iter()
        .filter_map(|word| Jump::of(word, None::<()>));
    let fitting = jumps.filter(move |jump| fits(jump.leaves()));
    fitting.map(move |jump| begun(jump.word(), rank))
}

fn statement(word: &str) -> Item {
    let about = words::beginning(word.split(' ').next().unwrap_or(word));
    let label = if word == "for" { "for each" } else { word };
    let insert = Insert::plain(label).text(" ");
    let insert = match word {
        "log" => insert.text("\"").place("text").text("\""),
        "let" => insert.hole("Name").text(" = ").hole("value"),
        "if" => block(insert.hole("condition")),
        "for" => block(
            insert
                .hole("Item")
                .text(" in ")
                .hole("Items")
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
        "emit" => insert.hole("Name").text(": ").hole("value"),
        _ => insert.end(),
    };
    let about = about.map_or("", |known| known.about);
    Item::word(label, 3).insert(insert).about(about)
}

impl Place<'_> {
    /// A word that begins a statement: those of every day before the many actions.
    fn begins(&self, word: &str) -> Item {
        let usual = ["for", "if", "let", "log", "try", "wait", "wait until"];
        let first = usual.contains(&word) && has_use(self);
        Item {
            rank: if first { 0 } else { 3 },
            ..statement(word)
        }
    }

    fn top(&self, word: &str) -> Item {
        let insert = Insert::plain(word).text(" ");
        let insert = match word {
            "input" => insert
                .hole("Name")
                .text(": ")
                .place("text")
                .text("  \"")
                .place("help")
                .text("\""),
            "step" => block(insert.hole("Name").text("(").hole("Param").text(")")),
            "when" => insert.text("contact arrives").end(),
            "everywhere" => insert
                .text("on ")
                .hole("Throttled")
                .text(" -> ")
                .place("retry"),
            "test" => block(insert.text("\"").place("what it shows").text("\"")),
            _ => insert.end(),
        };
        let rank = if word == "use" && !has_use(self) {
            0
        } else {
            5
        };
        begun(word, rank).insert(insert)
    }
}

/// `finish "…"`
pub(super) fn text_item(word: &str, rank: u8) -> Item {
    let insert = Insert::plain(word).text(" \"").place("why").text("\"");
    begun(word, rank).insert(insert)
}
