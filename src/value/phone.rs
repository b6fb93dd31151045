//! Phone numbers: brought into one form, refused where no number can look so.

mod plan;

use super::letter;
use plan::{Length, Plan};

/// The fewest digits behind a country's code that any number has, and the most.
const DIGITS: std::ops::RangeInclusive<usize> = 2..=17;

/// The number in E.164, like `+442079460000`. A number that may not be in use is none of our
/// business; one that no plan of its country could hold is refused, with the reason.
pub fn phone_number(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    let strange = |letter: char| letter::is_hidden(letter) || letter::is_foreign_digit(letter);
    let strange = trimmed.chars().find(|letter| strange(*letter));
    let rest = trimmed.strip_prefix('+');
    let odd = rest.and_then(|rest| rest.chars().find(|letter| !is_allowed(*letter)));
    if let Some(odd) = strange.or(odd) {
        return Err(format!(
            "a phone number cannot contain {}",
            letter::named(odd)
        ));
    }
    let Some(rest) = rest else {
        return Err(no_country(trimmed));
    };
    let digits = digits_of(rest);
    let Some((plan, digits)) = plan::of(&digits) else {
        return Err("no country code begins like this".to_owned());
    };
    let country = plan.country;
    let national = plan.national(digits);
    match length(plan, &national) {
        Length::Fits => Ok(format!("+{country}{national}")),
        Length::TooShort => Err(format!(
            "too short for a phone number of country +{country}"
        )),
        Length::TooLong => Err(format!("too long for a phone number of country +{country}")),
        Length::Between => Err(format!(
            "no phone number of country +{country} has this length"
        )),
    }
}

fn length(plan: &Plan, national: &str) -> Length {
    match national.len() {
        few if few < *DIGITS.start() => Length::TooShort,
        many if many > *DIGITS.end() => Length::TooLong,
        count => plan.length(count),
    }
}

fn is_allowed(letter: char) -> bool {
    letter.is_ascii_digit() || " -.()/\u{a0}".contains(letter)
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The code of a number's country, and its digits inside that country without a zero before them.
/// Nothing where it does not say its country.
pub(crate) fn phone_parts(text: &str) -> Option<(String, String)> {
    let rest = text.trim().strip_prefix('+')?;
    if !rest.chars().all(is_allowed) {
        return None;
    }
    let digits = digits_of(rest);
    let (plan, digits) = plan::of(&digits)?;
    let national = plan.national(digits);
    let significant = national.trim_start_matches('0').to_owned();
    DIGITS
        .contains(&national.len())
        .then(|| (plan.country.to_string(), significant))
}

fn no_country(text: &str) -> String {
    if text.starts_with("00") {
        return "a phone number begins with `+` and its country code, not with `00`".into();
    }
    "a phone number begins with `+` and its country code, like `+44` or `+1`".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_in_one_form() {
        for (text, expected) in [
            ("+442079460000", "+442079460000"),
            ("+44 20 7946 0123", "+442079460123"),
            ("+1 (202) 555-0199", "+12025550199"),
            ("+44 (0)20 7946 0958", "+442079460958"),
            ("+1 1 202 555 0100", "+12025550100"),
            ("+39 06 1234 5678", "+390612345678"),
        ] {
            assert_eq!(phone_number(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_no_number_can_look_like_is_refused() {
        for (text, part) in [
            ("12", "begins with `+`"),
            ("", "begins with `+`"),
            ("0044 20 7946 0123", "not with `00`"),
            ("+44 12", "too short"),
            ("+1 202 555 01999999", "too long"),
            ("+999 123456", "no country"),
            ("+1 555 FLOWERS", "cannot contain `F`"),
            (
                "\u{202A}+1 202 555 0199\u{202C}",
                "invisible character (U+202A)",
            ),
            ("+1202555\u{FEFF}0199", "invisible character (U+FEFF)"),
            ("+1202555\u{3164}0199", "invisible character (U+3164)"),
            ("+1202555０199", "digits as 0 to 9"),
            ("+", "no country"),
        ] {
            let problem = phone_number(text).expect_err(text);
            assert!(problem.contains(part), "{text}: {problem}");
        }
    }

    /// Held to the answers of another reader, where `tests/run.sh` has it write some.
    #[test]
    fn invented_numbers_are_read_as_googles_library_reads_them() {
        let Some(file) = std::env::var_os("FLOW_PHONE_NUMBERS") else {
            return;
        };
        let text = std::fs::read_to_string(file).unwrap();
        let mut wrong = Vec::new();
        for line in text.lines() {
            let (number, expected) = line.split_once('\t').unwrap();
            let read = phone_number(number).unwrap_or_else(|_| "wrong".into());
            if read != expected {
                wrong.push(format!("{number}: {read}, not {expected}"));
            }
        }
        assert!(
            wrong.is_empty(),
            "{}: {:#?}",
            wrong.len(),
            wrong.first_chunk::<9>()
        );
    }
}
