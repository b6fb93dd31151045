//! The two pipes to a browser that is started: it reads what it is asked from descriptor 3, and
//! answers on 4.

use super::channel::Channel;
use std::io;
use std::sync::Arc;
use tokio::process::Command;

#[cfg(unix)]
pub(super) use unix::{lay, speak};

#[cfg(unix)]
mod unix {
    use super::{Arc, Channel, Command, io};
    use command_fds::{CommandFdExt, FdMapping};
    use futures_util::{SinkExt, StreamExt};
    use std::future::ready;
    use tokio::net::unix::pipe::{Receiver, Sender};
    use tokio_util::codec::{AnyDelimiterCodec, AnyDelimiterCodecError, FramedRead, FramedWrite};

    /// The pipe reaches all pages; none tells more than a few megabytes at once.
    const LARGEST: usize = 64 << 20;

    /// Our ends of the pipes.
    pub(in super::super) type Ends = (Receiver, Sender);

    /// Gives the browser its ends.
    pub(in super::super) fn lay(command: &mut Command) -> io::Result<Ends> {
        let (theirs_to_read, ours_to_write) = io::pipe()?;
        let (ours_to_read, theirs_to_write) = io::pipe()?;
        let mapping = |parent_fd, child_fd| FdMapping {
            parent_fd,
            child_fd,
        };
        let mappings = vec![
            mapping(theirs_to_read.into(), 3),
            mapping(theirs_to_write.into(), 4),
        ];
        command.fd_mappings(mappings).map_err(io::Error::other)?;
        Ok((
            Receiver::from_owned_fd(ours_to_read.into())?,
            Sender::from_owned_fd(ours_to_write.into())?,
        ))
    }

    /// Speaks over them: messages with a zero byte behind each.
    pub(in super::super) fn speak((read, write): Ends) -> Arc<Channel> {
        let codec = || AnyDelimiterCodec::new_with_max_length(vec![0], vec![0], LARGEST);
        let read = FramedRead::new(read, codec()).map(|said| {
            let said = said.map_err(|error: AnyDelimiterCodecError| {
                format!("the connection to the browser was lost: {error}")
            })?;
            Ok(String::from_utf8_lossy(&said).into_owned())
        });
        let write = FramedWrite::new(write, codec());
        let write = write.with(|text: String| ready(Ok::<_, AnyDelimiterCodecError>(text)));
        Channel::begin(read, write)
    }
}

/// No other system hands descriptors on so that this could be done without code that the compiler
/// cannot check.
#[cfg(not(unix))]
pub(super) fn lay(_: &mut Command) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(not(unix))]
pub(super) fn speak((): ()) -> Arc<Channel> {
    Channel::begin(futures_util::stream::empty(), futures_util::sink::drain())
}
