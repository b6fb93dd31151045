//! Where traces are sent, as OpenTelemetry's own variables say it.

use std::time::Duration;

/// Where traces are sent, and as whose.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The whole address: `http://127.0.0.1:4318/v1/traces`.
    pub endpoint: String,
    /// What the program is called.
    pub service: String,
    /// What is sent beside: a key for the collector. Never shown.
    pub headers: Vec<(String, String)>,
    /// How long the collector may take.
    pub timeout: Duration,
}

impl Settings {
    /// What the environment says, and else this address; nothing where neither names any. `Err` says what is
    /// wrong.
    pub fn read(
        variable: impl Fn(&str) -> Option<String>,
        usual: Option<&str>,
    ) -> Result<Option<Self>, String> {
        let variable = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let off = variable("OTEL_SDK_DISABLED").is_some_and(|yes| yes.eq_ignore_ascii_case("true"));
        let none = variable("OTEL_TRACES_EXPORTER").is_some_and(|none| none == "none");
        if off || none {
            return Ok(None);
        }
        let whole = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        let base = variable("OTEL_EXPORTER_OTLP_ENDPOINT").or(usual.map(str::to_owned));
        let base = base.map(|base| format!("{}/v1/traces", base.trim_end_matches('/')));
        let Some(endpoint) = whole.or(base) else {
            return Ok(None);
        };
        if !endpoint.starts_with("http://") && !endpoint.starts_with("https://") {
            return Err("the address for traces must begin with `http://` or `https://`".into());
        }
        let headers = variable("OTEL_EXPORTER_OTLP_TRACES_HEADERS")
            .or_else(|| variable("OTEL_EXPORTER_OTLP_HEADERS"))
            .unwrap_or_default();
        let timeout = variable("OTEL_EXPORTER_OTLP_TIMEOUT").and_then(|text| text.parse().ok());
        Ok(Some(Self {
            endpoint,
            service: variable("OTEL_SERVICE_NAME").unwrap_or_else(|| "flow".into()),
            headers: pairs(&headers)?,
            timeout: Duration::from_millis(timeout.unwrap_or(10_000)),
        }))
    }
}

/// `api-key=secret,team=desk`, with `%2C` for a comma in a value.
fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    let parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let read = parts.map(|part| {
        let (name, value) = part
            .split_once('=')
            .ok_or("OTEL_EXPORTER_OTLP_HEADERS must be `name=value`, separated by commas")?;
        let value = percent_encoding::percent_decode_str(value.trim()).decode_utf8_lossy();
        Ok((name.trim().to_owned(), value.into_owned()))
    });
    read.collect()
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("endpoint", &self.endpoint)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)], usual: Option<&str>) -> Result<Option<Settings>, String> {
        let variables: Vec<(String, String)> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let of = move |name: &str| {
            let found = variables.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        Settings::read(of, usual)
    }

    #[test]
    fn the_environment_goes_before_the_settings() {
        assert_eq!(read(&[], None), Ok(None));
        let usual = read(&[], Some("http://127.0.0.1:4318/")).unwrap().unwrap();
        assert_eq!(usual.endpoint, "http://127.0.0.1:4318/v1/traces");
        assert_eq!(usual.service, "flow");
        let own = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://otel.example"),
            ("OTEL_SERVICE_NAME", "desk"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%2Cb, team=desk"),
        ];
        let own = read(&own, Some("http://127.0.0.1:4318")).unwrap().unwrap();
        assert_eq!(own.endpoint, "https://otel.example/v1/traces");
        assert_eq!(own.service, "desk");
        assert_eq!(own.headers[0], ("api-key".into(), "a,b".into()));
        assert!(!format!("{own:?}").contains("a,b"));
        let whole = [("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:1/t")];
        assert_eq!(
            read(&whole, None).unwrap().unwrap().endpoint,
            "http://127.0.0.1:1/t"
        );
    }

    #[test]
    fn it_can_be_switched_off_and_what_is_no_address_is_said() {
        for off in [
            ("OTEL_SDK_DISABLED", "true"),
            ("OTEL_TRACES_EXPORTER", "none"),
        ] {
            assert_eq!(read(&[off], Some("http://127.0.0.1:4318")), Ok(None));
        }
        assert!(read(&[], Some("127.0.0.1:4318")).is_err());
        let headers = [("OTEL_EXPORTER_OTLP_HEADERS", "secret")];
        let why = read(&headers, Some("http://127.0.0.1:4318")).unwrap_err();
        assert!(!why.contains("secret"), "{why}");
    }
}
