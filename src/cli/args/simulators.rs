//! The simulators and their options, as the command line knows them: made from their list.

use crate::sim::{KITS, SimulatorOption, Takes};
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use std::path::PathBuf;

/// The systems that are simulated.
pub fn systems() -> PossibleValuesParser {
    let values = KITS
        .iter()
        .map(|kit| PossibleValue::new(kit.system).help(kit.about));
    PossibleValuesParser::new(values)
}

/// The one that is meant where none is named.
pub fn first() -> &'static str {
    KITS.first().map_or("", |kit| kit.system)
}

/// The simulators' own options, as written.
#[derive(Clone, Debug, Default)]
pub struct SimulatorOptions(pub Vec<(&'static str, String)>);

fn all() -> impl Iterator<Item = &'static SimulatorOption> {
    KITS.iter().flat_map(|kit| kit.options)
}

fn argument(option: &SimulatorOption) -> Arg {
    let arg = Arg::new(option.name)
        .long(option.name)
        .value_name(option.value)
        .help(option.help);
    match option.takes {
        Takes::Port => arg.value_parser(value_parser!(u16)),
        Takes::File => arg.value_parser(value_parser!(PathBuf)),
        Takes::Nothing => arg.action(ArgAction::SetTrue),
        Takes::OneOf(words) => {
            let values = words
                .iter()
                .map(|(word, about)| PossibleValue::new(*word).help(*about));
            arg.value_parser(PossibleValuesParser::new(values))
        }
    }
}

fn given(option: &SimulatorOption, matches: &ArgMatches) -> Option<String> {
    match option.takes {
        Takes::Port => matches.get_one(option.name).map(u16::to_string),
        Takes::File => {
            let file: Option<&PathBuf> = matches.get_one(option.name);
            file.map(|file| file.display().to_string())
        }
        Takes::OneOf(_) => matches.get_one(option.name).cloned(),
        Takes::Nothing => matches.get_flag(option.name).then(String::new),
    }
}

impl Args for SimulatorOptions {
    fn augment_args(command: Command) -> Command {
        command.args(all().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SimulatorOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = all().filter_map(|option| Some((option.name, given(option, matches)?)));
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
