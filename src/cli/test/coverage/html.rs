//! A page with each flow, line by line: what was reached and what was not.

use super::flows::Flows;
use crate::report::Redactor;
use crate::testing::coverage::{Coverage, Point, percent};
use std::collections::BTreeMap;
use std::fmt::Write;

const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
<meta name=\"viewport\" content=\"width=device-width\">\n<title>Coverage</title>\n<style>\n\
body{font:16px/1.5 system-ui,sans-serif;margin:2rem;max-width:70rem}\n\
table{border-collapse:collapse;width:100%}td{vertical-align:top;padding:0 .5rem}\n\
code{font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap}\n\
.n{text-align:right;color:#666}.missing{background:#fff0e0}.reached{background:#eef8ee}\n\
ul{margin:.2rem 0 .6rem;padding-left:1.2rem}\n\
@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}.missing{background:#432}\
.reached{background:#132a18}.n{color:#999}}\n</style>\n";

pub(super) fn page(flows: &Flows, redactor: &Redactor) -> String {
    let mut page = String::from(HEAD);
    page.push_str("<h1>Coverage</h1>\n");
    for (name, flow) in flows {
        let (all, reached) = flow.total();
        let _ = writeln!(
            page,
            "<h2>{}: {} % ({reached} of {all})</h2>\n<table>",
            escaped(name),
            percent(all, reached)
        );
        lines(flow, redactor, &mut page);
        page.push_str("</table>\n");
    }
    page.push_str("</html>\n");
    page
}

fn lines(flow: &Coverage, redactor: &Redactor, page: &mut String) {
    let mut points: BTreeMap<u32, Vec<&Point>> = BTreeMap::new();
    for point in &flow.points {
        let line = flow.source.line_of(point.span.start);
        points.entry(line).or_default().push(point);
    }
    for line in 1..=flow.source.line_count() {
        let here = points.remove(&line).unwrap_or_default();
        let missing: Vec<&&Point> = here
            .iter()
            .filter(|point| flow.count(&point.id) == 0)
            .collect();
        // the sign says it too: colours alone are not seen by everybody
        let (class, sign) = match (here.is_empty(), missing.is_empty()) {
            (true, _) => ("", ""),
            (false, true) => ("reached", "✓"),
            (false, false) => ("missing", "✗"),
        };
        let text = flow.source.slice(flow.source.line_span(line));
        let text = redactor.clean_written(text);
        let _ = write!(
            page,
            "<tr class=\"{class}\"><td class=\"n\">{line}</td><td>{sign}</td><td><code>{}</code>",
            escaped(&text)
        );
        if !missing.is_empty() {
            page.push_str("<ul>");
            for point in missing {
                let line = point
                    .line
                    .as_deref()
                    .map(|line| format!("<br><code>{}</code>", escaped(line)));
                let _ = write!(
                    page,
                    "<li>{}{}</li>",
                    escaped(&point.what),
                    line.unwrap_or_default()
                );
            }
            page.push_str("</ul>");
        }
        page.push_str("</td></tr>\n");
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
