//! The interpreter. It does nothing itself: it asks for effects, is told their completions one
//! at a time, each with its time, and says what happened. What it does is decided by its program,
//! its start and those completions alone.

mod abandon;
mod act;
mod binding;
mod branch;
mod budget;
mod calls;
mod clock;
mod cx;
mod effects;
mod emit;
mod ending;
mod failing;
mod frames;
mod groups;
mod handlers;
mod inputs;
mod jumps;
mod leaving;
mod loops;
mod many;
mod news;
mod next;
mod open;
mod opened;
mod outlast;
mod owner;
mod react;
mod results;
mod retry;
mod run;
mod standing;
mod state;
mod statement;
mod steps;
mod turn;
mod unwind;
mod values;
mod wording;

pub use inputs::read_inputs;
pub use run::Run;
pub use standing::{Level, Standing};
pub(crate) use wording::action_text;
