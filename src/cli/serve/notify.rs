//! What systemd is told of the service, where it is one of its own: that it is ready, that it reads its
//! settings again, that it stops.

#[cfg(unix)]
use std::os::unix::net::UnixDatagram;

/// Tells systemd, if it started this process and waits for that.
#[cfg(unix)]
pub fn tell(state: &str) {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    // Nobody to tell is no reason to stop.
    let _ = sent(socket.as_encoded_bytes(), state);
}

#[cfg(not(unix))]
pub fn tell(_state: &str) {}

#[cfg(unix)]
fn sent(socket: &[u8], state: &str) -> std::io::Result<()> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let from = UnixDatagram::unbound()?;
    match socket.strip_prefix(b"@") {
        #[cfg(target_os = "linux")]
        Some(name) => {
            use std::os::linux::net::SocketAddrExt;
            let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
            from.send_to_addr(state.as_bytes(), &address)?;
        }
        #[cfg(not(target_os = "linux"))]
        Some(_) => return Ok(()),
        None => {
            from.send_to(state.as_bytes(), OsStr::from_bytes(socket))?;
        }
    }
    Ok(())
}
