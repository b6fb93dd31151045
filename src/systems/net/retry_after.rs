//! `Retry-After`: how long a system asks to wait before a request is tried again.

use jiff::{SignedDuration, Timestamp};

/// The most that a system is believed when it says how long to wait.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// What the header says, in seconds or as a date.
pub(crate) fn wait_of(text: &str, now: Timestamp) -> Option<SignedDuration> {
    let text = text.trim();
    let wait = match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() => {
            SignedDuration::try_from_secs_f64(seconds.min(1e9)).ok()?
        }
        Ok(_) => return None,
        Err(_) => Timestamp::try_from(httpdate::parse_http_date(text).ok()?)
            .ok()?
            .duration_since(now),
    };
    Some(wait.clamp(SignedDuration::ZERO, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_every_form() {
        let now: Timestamp = "1994-11-06T08:49:07Z".parse().unwrap();
        for (text, seconds) in [
            ("30", 30),
            (" 0 ", 0),
            ("-5", 0),
            ("99999999999", 86_400),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 30),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 30),
            ("Sun Nov  6 08:49:37 1994", 30),
            ("Sun, 06 Nov 1994 08:40:00 GMT", 0),
        ] {
            let wait = wait_of(text, now);
            assert_eq!(wait, Some(SignedDuration::from_secs(seconds)), "{text}");
        }
        let half = wait_of("1.5", now).unwrap();
        assert_eq!(half, SignedDuration::from_millis(1500));
        for text in ["", "soon", "NaN", "inf"] {
            assert_eq!(wait_of(text, now), None, "{text}");
        }
    }
}
