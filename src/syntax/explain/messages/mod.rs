//! What is said where a statement is not written as the language writes it. The rules of the
//! statements ask for a message; nothing here reads on.

mod blocks;
mod brackets;
mod clause;
mod first;
mod names;
mod reaction;
mod statement;
mod test;
mod top;
mod value;
mod wait;
mod walk;

pub(super) use blocks::{after_brace, endless, meant_clause, no_brace, no_each, no_then};
pub(super) use brackets::{colon_for, is_closed, no_comma, open_input, quoted_field, unclosed};
pub(in crate::syntax) use clause::default_branch;
pub(super) use clause::{
    comma_between_outcomes, everything, last_comma, no_and, no_colon, split_arrow,
};
pub(super) use first::{
    capital_phrase, lone_then, loose_block, meant, mixed_words, no_on, no_statement, no_word,
    only_in_handler, only_in_test,
};
pub(super) use names::{bad_name, bare_name, mixed_value, unquoted_name};
pub(super) use reaction::{
    bad_reaction, calls, comma_before, comma_too_many, count_alone, endless_retry, listed,
};
pub(super) use statement::{
    equals_for, field_changed, foreign_first, no_arguments, no_blank, sign_in_phrase,
};
pub(super) use test::no_test_line;
pub(super) use top::{
    capital_kind, form_of_every, form_of_every_clause, form_of_steps, form_of_when, kind_expected,
    means_steps, no_kind, no_params, small_system, unnamed_test, unquoted,
};
pub(super) use value::{
    apart, comparing_words, indexed, is_null, no_calendar, no_dot, no_value, not_called, null,
    phone_number, word_as_value,
};
pub(super) use wait::{
    at_least, await_as_value, is_for_sign, is_limit, limit_without_comma, limit_word, no_thing,
    one_state, replace_word, signal_is_awaited, signal_of_no_system, thing_in_lower_case,
    thing_of_words, unnamed_condition, wait_for_state, wait_for_word, wait_until_time,
    word_after_await, word_before_state,
};
pub(super) use walk::{
    left_over, missing, misspelt, no_block, replace, result_alone, shown_form, unclear,
};
