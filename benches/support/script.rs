//! A script of any size that reads like one that people write: actions with handlers, groups,
//! loops, steps, comments and blank lines.

use std::fmt::Write;

/// A script of at least `bytes` bytes in which a check finds nothing.
pub fn script(bytes: usize) -> String {
    let mut text = String::from("use cxone\n\nset security user <AgentId>\njoin agent session\n");
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        part(&mut text, number);
    }
    text
}

fn part(text: &mut String, number: usize) {
    let known = write!(
        text,
        r#"
# part {number}: end who waited too long, then hold, tell, and resume
let Limit{number} = {hours}h
find active contacts with State: InQueue giving Waiting{number}
    on any other -> fail

for each Contact in Waiting{number}, at most 500, 20 at once {{
    if Contact.Age < Limit{number} and Contact.SkillId != 4021 {{ next }}
    end contact Contact.ContactId
        on InvalidContactId -> ignore
        on any other        -> fail
    log "{{Contact.ContactId}} had waited for {{Contact.Age}}"
}}

hold contact <ContactId>
    on InvalidState     -> retry 3 times every 2s, then fail "never settled"
    on InvalidContactId -> ignore

try {{
    run Part{number}(count(Waiting{number}), "held")
}} on any other -> fail "part {number} ended in {{Outcome}}"
  always {{
    resume contact <ContactId>
        on InvalidState -> retry once every 1s
        on any other    -> fail "contact {{ContactId}} is still on hold"
}}

step Part{number}(Left, Note) {{
    if Left > 10 {{
        log "{{Left}} are left: {{Note}}"
    }} else if Left = 0 {{
        emit Done{number}: now
    }} else {{
        wait 2s
    }}
}}
"#,
        hours = number % 8 + 1,
    );
    debug_assert!(known.is_ok(), "a string takes everything");
}
