//! Sending orders to the engine, several at once.

use super::before::Look;
use super::orders::Orders;
use crate::cli::engine;
use crate::cli::run::ready::Ready;
use crate::cli::session::tell;
use crate::config::Problem;
use crate::host::restate::{Client, Order, Submitted};
use crate::host::runner::OutOfReach;
use crate::report::Printer;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// So many are on their way at once.
const AT_ONCE: usize = 32;

/// How often an order is sent that may not have arrived: it runs once all the same.
const TRIES: u32 = 5;

/// What was submitted.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::cli) struct Sent {
    pub now: usize,
    pub before: usize,
}

/// Sends every order.
pub(in crate::cli) async fn all(
    client: &Client,
    orders: &Orders,
    ready: &Ready<'_>,
    printer: &Printer,
) -> Result<Sent, Problem> {
    let mut sent = Sent::default();
    let mut on_the_way = JoinSet::new();
    let looked = Arc::new(Look::default());
    if orders.is_job() {
        printer.note(&format!(
            "job {}: if this command ends early, repeat it with `--job {}`",
            orders.name(),
            orders.name()
        ));
    }
    for job in ready.jobs.each(printer)? {
        let job = job.map_err(|problems| first(problems, printer))?;
        let (client, order) = (client.clone(), orders.order(&job));
        while on_the_way.len() >= AT_ONCE {
            arrived(on_the_way.join_next().await, &mut sent)?;
        }
        let look = looked.clone();
        on_the_way.spawn(async move {
            let submitted = patiently(&client, &order).await.map_err(engine::problem)?;
            if let Submitted::Before(id) = &submitted {
                look.at(&client, id, &order).await?;
            }
            Ok(submitted)
        });
    }
    while let Some(done) = on_the_way.join_next().await {
        arrived(Some(done), &mut sent)?;
    }
    Ok(sent)
}

/// Sends one order.
pub(in crate::cli) async fn one(client: &Client, order: &Order) -> Result<(), Problem> {
    let sent = patiently(client, order).await;
    sent.map(drop).map_err(engine::problem)
}

async fn patiently(client: &Client, order: &Order) -> Result<Submitted, OutOfReach> {
    let mut tries = 0;
    loop {
        match client.submit(order).await {
            Err(why) if tries + 1 < TRIES && why.0.contains("cannot be reached") => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(300 * u64::from(tries))).await;
            }
            done => return done,
        }
    }
}

type Arrived = Option<Result<Result<Submitted, Problem>, tokio::task::JoinError>>;

fn arrived(done: Arrived, sent: &mut Sent) -> Result<(), Problem> {
    match done {
        Some(Ok(Ok(Submitted::Now(_)))) => sent.now += 1,
        Some(Ok(Ok(Submitted::Before(_)))) => sent.before += 1,
        Some(Ok(Err(why))) => return Err(why),
        Some(Err(why)) => return Err(Problem::new(why.to_string())),
        None => {}
    }
    Ok(())
}

/// Prints all of a row's problems but the last, which it returns for the caller to print.
fn first(mut problems: Vec<Problem>, printer: &Printer) -> Problem {
    let last = problems.pop();
    problems.iter().for_each(|problem| {
        tell(problem, printer);
    });
    last.unwrap_or_else(|| Problem::new("a row cannot be read"))
}
