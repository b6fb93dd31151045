//! A balancer for TCP, as workers of one address have before them.

use std::io::copy;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread::spawn;

/// Listens, and spreads what comes over these ports; over those that answer, where some do not. Its own port.
pub fn spread(ports: Vec<u16>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    spawn(move || {
        for (number, near) in listener.incoming().flatten().enumerate() {
            let turns = (0..ports.len()).map(|turn| ports[(number + turn) % ports.len()]);
            let mut far = turns.filter_map(|port| TcpStream::connect(("127.0.0.1", port)).ok());
            if let Some(far) = far.next() {
                join(&near, &far);
                join(&far, &near);
            }
        }
    });
    own
}

/// Passes on what comes, until one side is gone: then the other is closed, too.
fn join(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    spawn(move || {
        let _ = copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    });
}
