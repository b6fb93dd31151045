//! Runs a target on its corpus, and on what comes of it when it is changed at random: without a
//! nightly compiler, and without knowing which way the program took.
//!
//! `contactflow-fuzz TARGET [-max_total_time=SECONDS] [-seed=N]`. An input that panics, or that takes
//! longer than ten seconds, is written to `artifacts/TARGET/`. `all` is every target, one after the other,
//! each for that time; the last lines say what each has tried and found.

mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Longer than any input of these sizes may take, on a machine that is busy with other things too.
const TOO_LONG: Duration = Duration::from_secs(10);
const LARGEST: usize = 64 * 1024;

fn main() {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_default();
    let named: Vec<_> = targets::ALL.iter().filter(|(known, _)| name == "all" || *known == name).collect();
    if named.is_empty() {
        let known: Vec<_> = targets::ALL.iter().map(|(name, _)| *name).collect();
        eprintln!("name a target: {}, or all", known.join(", "));
        std::process::exit(2);
    }
    let (mut seconds, mut seed) = (60, fastrand::u64(..));
    for option in args {
        match option.split_once('=') {
            Some(("-max_total_time", value)) => seconds = value.parse().unwrap_or(seconds),
            Some(("-seed", value)) => seed = value.parse().unwrap_or(seed),
            _ => eprintln!("not known: {option}"),
        }
    }
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::panic::set_hook(Box::new(|_| {}));
    let mut sums = Vec::new();
    let mut found = 0;
    for (name, target) in named {
        let corpus = corpus(&home.join("corpus").join(name));
        let artifacts = home.join("artifacts").join(name);
        println!("{name}: {} inputs, {seconds} s, -seed={seed}", corpus.len());
        let run = Run { target: *target, artifacts, random: fastrand::Rng::with_seed(seed), found: 0 };
        let (tried, bad) = run.go(&corpus, Duration::from_secs(seconds));
        sums.push(format!("{name}: tried {tried}, found {bad}"));
        found += bad;
    }
    sums.iter().for_each(|sum| println!("{sum}"));
    std::process::exit(i32::from(found > 0));
}

fn corpus(folder: &Path) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
    files.sort();
    files.iter().filter_map(|file| std::fs::read(file).ok()).collect()
}

struct Run {
    target: targets::Target,
    artifacts: PathBuf,
    random: fastrand::Rng,
    found: usize,
}

impl Run {
    /// How many inputs were tried, and how many of them were bad.
    fn go(mut self, corpus: &[Vec<u8>], time: Duration) -> (u64, usize) {
        for input in corpus {
            self.try_on(input);
        }
        let begun = Instant::now();
        let mut tried = 0_u64;
        while begun.elapsed() < time && self.found < 20 {
            let input = self.changed(corpus);
            self.try_on(&input);
            tried += 1;
        }
        (tried, self.found)
    }

    fn try_on(&mut self, input: &[u8]) {
        let begun = Instant::now();
        let target = self.target;
        let ended = catch_unwind(AssertUnwindSafe(|| target(input)));
        let what = match ended {
            Err(why) => format!("panic: {}", words(why.as_ref())),
            Ok(()) if begun.elapsed() > TOO_LONG => format!("slow: {:?}", begun.elapsed()),
            Ok(()) => return,
        };
        self.found += 1;
        let file = self.artifacts.join(format!("found-{:03}", self.found));
        let kept = std::fs::create_dir_all(&self.artifacts).and_then(|()| std::fs::write(&file, input));
        println!("{}: {what}{}", file.display(), kept.map_or_else(|e| format!(" ({e})"), |()| String::new()));
    }

    /// An input of the corpus, changed a few times.
    fn changed(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut input = match corpus {
            [] => Vec::new(),
            _ => corpus[self.random.usize(..corpus.len())].clone(),
        };
        for _ in 0..1 << self.random.u32(..5) {
            self.change(&mut input, corpus);
        }
        input.truncate(LARGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        const ODD: [&[u8]; 16] = [
            b"\0", b"\xff", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae", b"\r\n", b"\"", b"\\ud83d", b"{", b"}", b"[",
            b"<", b"]]>", b"&#0;", b"\t", b"99999999999999999999", b"\xef\xbb\xbf",
        ];
        let at = self.random.usize(..=input.len());
        let length = self.random.usize(..=16.min(input.len() - at));
        match self.random.u32(..8) {
            0 => drop(input.drain(at..at + length)),
            1 => {
                let again = input[at..at + length].to_vec();
                let times = 1 << self.random.u32(..7);
                let copies = again.repeat(times);
                input.splice(at..at, copies);
            }
            2 => {
                let odd = ODD[self.random.usize(..ODD.len())];
                input.splice(at..at, odd.iter().copied());
            }
            3 if at < input.len() => input[at] = self.random.u8(..),
            4 if at < input.len() => input[at] ^= 1 << self.random.u32(..8),
            5 => input.truncate(at),
            6 if !corpus.is_empty() => {
                let other = &corpus[self.random.usize(..corpus.len())];
                let from = self.random.usize(..=other.len());
                let length = self.random.usize(..=64.min(other.len() - from));
                input.splice(at..at, other[from..from + length].iter().copied());
            }
            _ => {
                let to = self.random.usize(..=input.len());
                let part: Vec<u8> = input.drain(at..at + length).collect();
                let to = to.min(input.len());
                input.splice(to..to, part);
            }
        }
    }
}

fn words(why: &(dyn std::any::Any + Send)) -> String {
    let text = why.downcast_ref::<String>().cloned();
    let text = text.or_else(|| why.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    text.unwrap_or_default().chars().take(300).collect()
}
