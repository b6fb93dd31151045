//! What a system says will not be done, before anything is: in whose name nobody has credentials.

use super::jobs::Jobs;
use crate::cli::connect::Connected;
use crate::program::{ArgValue, Call as Written, Expr, ExprKind, Program};
use crate::report::Printer;
use crate::run::effect::Call;
use crate::settings::Problem;
use crate::value::{Record, Value};
use std::collections::HashSet;

/// So many different questions are remembered, so that none is asked twice.
const REMEMBERED: usize = 10_000;

/// The first action that its system will not do, with the values that are known before the run.
pub(super) async fn first(
    connected: &[Connected],
    jobs: &Jobs<'_>,
    printer: &Printer,
) -> Option<Problem> {
    let mut asked = HashSet::new();
    let made = match jobs.looked_at(printer) {
        Ok(made) => made,
        Err(problem) => return Some(problem),
    };
    for job in made {
        let job = match job {
            Ok(job) => job,
            Err(mut problems) => return problems.pop(),
        };
        if asked.len() > REMEMBERED {
            asked.clear();
        }
        let program = job.program();
        for written in program.calls() {
            let call = known(program, written, &job.inputs);
            if call.args.is_empty() || !asked.insert(format!("{} {:?}", call.action, call.args)) {
                continue;
            }
            let system = connected
                .iter()
                .find(|one| one.system.entry().name == call.system);
            let Some(system) = system else { continue };
            if let Some(why) = system.system.objection(&call).await {
                let message = format!("`{}` cannot run: {why}", written.action.phrase_text());
                return Some(Problem::new(message).at(&program.source, written.span, ""));
            }
        }
    }
    None
}

/// An action with those of its values that are known before the run.
fn known(program: &Program, written: &Written, inputs: &Record) -> Call {
    let mut args = Record::new();
    for arg in &written.args {
        let param = written.action.params.get(usize::from(arg.param));
        let value = match &arg.value {
            ArgValue::Expr(expr) => value_of(program, expr, inputs),
            ArgValue::Provided(_) => None,
        };
        if let (Some(param), Some(value)) = (param, value) {
            args.insert(param.name.clone(), value);
        }
    }
    let system = program.systems.get(usize::from(written.system));
    Call {
        system: system.cloned().unwrap_or_default(),
        action: written.action.key.clone(),
        args,
        reads: written.action.reads,
    }
}

fn value_of(program: &Program, expr: &Expr, inputs: &Record) -> Option<Value> {
    match &expr.kind {
        ExprKind::Value(value) => Some(value.clone()),
        ExprKind::Convert(inner, _) => value_of(program, inner, inputs),
        ExprKind::Input(index) => {
            let input = program.inputs.get(*index as usize)?;
            let given = inputs.get(&input.name).cloned();
            given.or_else(|| value_of(program, input.default.as_ref()?, inputs))
        }
        _ => None,
    }
}
