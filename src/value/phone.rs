//! Phone numbers: brought into one form, refused where no number can look so.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

/// The number in E.164, like `+448675309`. A number that may not be in use is none of our
/// business; one that no plan of its country could hold is refused, with the reason.
pub fn phone_number(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    let Some(rest) = trimmed.strip_prefix('+') else {
        return Err(no_country(trimmed));
    };
    let allowed = |letter: char| letter.is_ascii_digit() || " -.()/\u{a0}".contains(letter);
    if let Some(odd) = rest.chars().find(|letter| !allowed(*letter)) {
        return Err(format!("a phone number cannot hold `{odd}`"));
    }
    let number = PHONE_NUMBER_UTIL
        .parse(trimmed, None)
        .map_err(|_| "no country's phone numbers begin like this".to_owned())?;
    match PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number) {
        Ok(_) => {
            let text = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164);
            Ok(text.into_owned())
        }
        Err(why) => Err(wrong_length(number.country_code, &why)),
    }
}

/// The code of a number's country, and its digits inside that country without a zero before them.
/// Nothing where it does not say its country.
pub(crate) fn phone_parts(text: &str) -> Option<(String, String)> {
    let number = PHONE_NUMBER_UTIL.parse(text.trim(), None).ok()?;
    Some((
        number.country_code.to_string(),
        number.national_number.to_string(),
    ))
}

fn no_country(text: &str) -> String {
    if text.starts_with("00") {
        return "a phone number begins with `+` and its country code, not with `00`".into();
    }
    "a phone number begins with `+` and its country code, like +448675309".into()
}

fn wrong_length(country: i32, why: &rlibphonenumber::ValidationError) -> String {
    use rlibphonenumber::ValidationError as Why;
    match why {
        Why::TooShort => format!("it is too short for a phone number of country +{country}"),
        Why::TooLong => format!("it is too long for a phone number of country +{country}"),
        Why::InvalidCountryCode => format!("there is no country +{country}"),
        _ => format!("no phone number of country +{country} has this length"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_in_one_form() {
        for (text, expected) in [
            ("+448675309", "+448675309"),
            ("+44 7700 900123", "+447700900123"),
            ("+1 (555) 010-0199", "+15550100199"),
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
            ("0044 7700 900123", "not with `00`"),
            ("+44 12", "too short"),
            ("+1 555 010 01999999", "too long"),
            ("+999 123456", "no country"),
            ("+1 555 FLOWERS", "cannot hold `F`"),
            ("+", "no country"),
        ] {
            let problem = phone_number(text).expect_err(text);
            assert!(problem.contains(part), "{text}: {problem}");
        }
    }
}
