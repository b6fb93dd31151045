//! Telling a run something: a handler of its own, so that what is said is kept before it is answered.

use super::line::{Line, Stop};
use super::wire::{INBOX, Told};
use bytes::Bytes;
use restate_sdk_shared_core::{NonEmptyValue, PayloadOptions, VM};

/// Tells a run something.
pub(super) async fn say(mut line: Line) {
    let done = tell(&mut line).await;
    line.end(done).await;
}

/// Does nothing: that it was asked for is all.
pub(super) async fn nothing(mut line: Line) {
    let done = match line.ready().await {
        Ok(()) => answer_nothing(&mut line),
        Err(stop) => Err(stop),
    };
    line.end(done).await;
}

fn answer_nothing(line: &mut Line) -> Result<(), Stop> {
    line.vm.sys_input()?;
    finish(line)
}

fn finish(line: &mut Line) -> Result<(), Stop> {
    let nothing = NonEmptyValue::Success(Bytes::from_static(b"{}"));
    line.vm
        .sys_write_output(nothing, PayloadOptions::default())?;
    line.vm.sys_end()?;
    line.flush()
}

async fn tell(line: &mut Line) -> Result<(), Stop> {
    line.ready().await?;
    let input = line.vm.sys_input()?;
    let told: Told = serde_json::from_slice(&input.input)
        .map_err(|error| Stop::failed(format!("this is not a message to a run: {error}")))?;
    let message = serde_json::to_vec(&told.message)
        .map_err(|error| Stop::failed(format!("a message cannot be kept: {error}")))?;
    let message = NonEmptyValue::Success(message.into());
    line.vm
        .sys_complete_signal(told.to, INBOX.into(), message)?;
    finish(line)
}
