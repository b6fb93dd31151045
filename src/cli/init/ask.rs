//! What `flow init` asks at a terminal: no more than the options left open.

use super::files::Wanted;
use crate::cli::args::Service;
use crate::sim::{self, KITS, SimulatorKit};
use clap::ValueEnum;
use std::io::{self, BufRead, Write};

/// What the options said.
#[derive(Default)]
pub(super) struct Told {
    pub system: Option<&'static SimulatorKit>,
    pub service: Option<Service>,
    pub test: Option<bool>,
}

impl Told {
    /// What was said, and the usual for the rest.
    pub fn or(self, usual: &Wanted) -> Wanted {
        Wanted {
            system: self.system.unwrap_or(usual.system),
            service: self.service.unwrap_or(usual.service),
            test: self.test.unwrap_or(usual.test),
        }
    }
}

/// Asks for the rest. An empty answer is the usual one, which stands in brackets.
pub(super) fn the_rest(
    told: Told,
    usual: &Wanted,
    from: &mut impl BufRead,
    to: &mut impl Write,
) -> io::Result<Wanted> {
    let system = match told.system {
        Some(system) => system,
        None => {
            let names: Vec<&str> = KITS.iter().map(|kit| kit.system).collect();
            let question = format!("System: {} [{}]", names.join(", "), usual.system.system);
            ask(&question, usual.system, sim::of, from, to)?
        }
    };
    let service = match told.service {
        Some(service) => service,
        None => {
            let question = format!("CI service: github, gitlab, none [{}]", name(usual.service));
            let read = |answer: &str| Service::from_str(answer, true).ok();
            ask(&question, usual.service, read, from, to)?
        }
    };
    let test = match told.test {
        Some(test) => test,
        None => ask("Tests: yes, no [yes]", true, yes_or_no, from, to)?,
    };
    Ok(Wanted {
        system,
        service,
        test,
    })
}

fn name(service: Service) -> String {
    let value = service.to_possible_value();
    value.map_or(String::new(), |value| value.get_name().to_owned())
}

fn yes_or_no(answer: &str) -> Option<bool> {
    match answer {
        "yes" | "y" => Some(true),
        "no" | "n" => Some(false),
        _ => None,
    }
}

/// Asks until an answer fits; the end of the input is the usual answer.
fn ask<T>(
    question: &str,
    usual: T,
    read: impl Fn(&str) -> Option<T>,
    from: &mut impl BufRead,
    to: &mut impl Write,
) -> io::Result<T> {
    loop {
        write!(to, "{question}: ")?;
        to.flush()?;
        let mut answer = String::new();
        let end = from.read_line(&mut answer)? == 0;
        let answer = answer.trim().to_lowercase();
        if end || answer.is_empty() {
            return Ok(usual);
        }
        match read(&answer) {
            Some(answer) => return Ok(answer),
            None => writeln!(to, "`{answer}` is not one of them")?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(told: Told, typed: &str) -> (Wanted, String) {
        let usual = Wanted {
            system: &KITS[0],
            service: Service::Github,
            test: true,
        };
        let mut said = Vec::new();
        let wanted = the_rest(told, &usual, &mut typed.as_bytes(), &mut said).unwrap();
        (wanted, String::from_utf8(said).unwrap())
    }

    #[test]
    fn what_the_options_leave_open_is_asked() {
        let (wanted, said) = asked(Told::default(), "finese\nFinesse\ngitlab\nn\n");
        assert_eq!(wanted.system.system, "finesse");
        assert_eq!(wanted.service, Service::Gitlab);
        assert!(!wanted.test);
        assert!(said.contains("`finese` is not one of them"), "{said}");
        let told = Told {
            system: sim::of("easycim"),
            service: Some(Service::None),
            test: None,
        };
        let (wanted, said) = asked(told, "\n");
        assert_eq!(wanted.system.system, "easycim");
        assert!(wanted.test);
        assert_eq!(said, "Tests: yes, no [yes]: ");
        let (wanted, _) = asked(Told::default(), "");
        assert_eq!(wanted.service, Service::Github);
    }
}
