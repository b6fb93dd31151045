//! `flow worker drain`: waits until no run needs the workers at an address any more.

use crate::cli::args::DrainArgs;
use crate::cli::engine;
use crate::cli::exit::Exit;
use crate::cli::runtime::runtime;
use crate::cli::session::tell;
use crate::config::{Problem, Profile};
use crate::host::restate::{Client, Deployment};
use crate::report::Printer;
use crate::report::text::count;
use std::time::Duration;
use tokio::time::Instant;

/// How often the engine is asked.
const LOOKS: Duration = Duration::from_secs(2);

pub(super) fn drain(args: &DrainArgs, printer: &Printer) -> Exit {
    let done = runtime().and_then(|runtime| runtime.block_on(wait(args, printer)));
    done.unwrap_or_else(|problem| tell(&problem, printer))
}

async fn wait(args: &DrainArgs, printer: &Printer) -> Result<Exit, Problem> {
    let profiles: Vec<Profile> = match args.engine.engine {
        Some(_) => Vec::new(),
        None => engine::profiles(&args.profile)?,
    };
    let client = engine::client(&args.engine, &profiles)?;
    let at_most = args.at_most.as_deref();
    let at_most = at_most
        .map(|text| super::duration("--at-most", text))
        .transpose()?;
    let until = at_most.map(|time| Instant::now() + time.unsigned_abs());
    let deployment = find(&client, &args.address).await?;
    still_newest(&client, &deployment).await?;
    let mut said = None;
    loop {
        let pinned = client
            .pinned(&deployment.id)
            .await
            .map_err(engine::problem)?;
        if pinned == 0 {
            client
                .unregister(&deployment.id)
                .await
                .map_err(engine::problem)?;
            printer.result(&format!(
                "no run needs the workers at {}: stop them",
                deployment.address
            ));
            return Ok(Exit::Done);
        }
        if said.replace(pinned) != Some(pinned) {
            let runs = count(
                usize::try_from(pinned).unwrap_or(usize::MAX),
                "run still needs",
                "runs still need",
            );
            printer.note(&format!("{runs} the workers at {}", deployment.address));
        }
        if until.is_some_and(|until| Instant::now() >= until) {
            printer.note("leave the workers running, and drain them again later");
            return Ok(Exit::Failed);
        }
        tokio::time::sleep(LOOKS).await;
    }
}

async fn find(client: &Client, address: &str) -> Result<Deployment, Problem> {
    let wanted = address.trim_end_matches('/');
    let all = client.deployments().await.map_err(engine::problem)?;
    let known: Vec<String> = all.iter().map(|one| one.address.clone()).collect();
    all.into_iter()
        .find(|one| one.address == wanted)
        .ok_or_else(|| {
            let problem = Problem::new(format!("the engine knows no workers at {wanted}"));
            problem.help(match known.is_empty() {
                true => "it knows none at all".to_owned(),
                false => format!("it knows workers at {}", known.join(", ")),
            })
        })
}

/// Workers to which new runs still come would never be drained.
async fn still_newest(client: &Client, deployment: &Deployment) -> Result<(), Problem> {
    let newest = client
        .newest_of(&deployment.id)
        .await
        .map_err(engine::problem)?;
    if newest.is_empty() {
        return Ok(());
    }
    Err(Problem::new(format!(
        "new runs still come to the workers at {}",
        deployment.address
    ))
    .help("start workers of the new version at another address first: new runs go there then"))
}
