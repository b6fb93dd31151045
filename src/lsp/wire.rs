//! Messages over the standard input and output. An announced length is a claim: memory is taken as
//! bytes come, and a length that no message has ends the session.

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{Connection, Message, Notification};
use serde_json::{Value, json};
use std::io::{self, BufRead, Read};
use std::thread::JoinHandle;

/// The longest message: a text of the largest size, each of its bytes escaped.
const MOST: u64 = 256 << 20;
/// The longest line of a header, and how many there may be.
const MOST_HEADER: u64 = 4 << 10;
const MOST_HEADERS: usize = 32;

/// The threads that read and write.
pub struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

impl Threads {
    /// Waits until both have ended; why, where one could not go on.
    pub fn join(self) -> io::Result<()> {
        let ended = |thread: JoinHandle<io::Result<()>>| {
            let failed = |_| {
                Err(io::Error::other(
                    "a thread of the editor's connection stopped",
                ))
            };
            thread.join().unwrap_or_else(failed)
        };
        let read = ended(self.reader);
        ended(self.writer).and(read)
    }
}

/// The editor at the other end of the standard input and output.
pub fn stdio() -> (Connection, Threads) {
    let (to_server, receiver) = unbounded();
    let (sender, from_server) = unbounded();
    let back = sender.clone();
    let threads = Threads {
        reader: std::thread::spawn(move || read_all(&mut io::stdin().lock(), &to_server, &back)),
        writer: std::thread::spawn(move || write_all(&from_server)),
    };
    (Connection { sender, receiver }, threads)
}

/// An editor that sends and takes whole messages, however they come: what the server is served with, what takes a
/// message of the editor, and the messages for it. A message that is none of the protocol is passed over; whether
/// anybody still takes them is the answer.
#[cfg(feature = "studio")]
pub fn channels() -> (
    Connection,
    impl Fn(&str) -> bool + Send,
    impl Iterator<Item = String> + Send,
) {
    let (to_server, receiver) = unbounded();
    let (sender, from_server) = unbounded::<Message>();
    let take = move |text: &str| match serde_json::from_str::<Message>(text) {
        Ok(message) => to_server.send(message).is_ok(),
        Err(_) => true,
    };
    let said = from_server.into_iter().filter_map(|message| {
        let mut value = serde_json::to_value(&message).ok()?;
        value["jsonrpc"] = "2.0".into();
        Some(value.to_string())
    });
    (Connection { sender, receiver }, take, said)
}

/// A message that is none is answered and passed over: the one behind it is whole again.
fn read_all(
    input: &mut impl BufRead,
    to: &Sender<Message>,
    back: &Sender<Message>,
) -> io::Result<()> {
    while let Some(message) = read(input)? {
        let message = match message {
            Ok(message) => message,
            Err(answer) => {
                // where the editor is gone, the next read ends the session
                let _ = back.send(*answer);
                continue;
            }
        };
        let last = matches!(&message, Message::Notification(note) if note.method == "exit");
        if to.send(message).is_err() || last {
            break;
        }
    }
    Ok(())
}

fn write_all(from: &Receiver<Message>) -> io::Result<()> {
    let mut output = io::stdout().lock();
    from.iter()
        .try_for_each(|message| message.write(&mut output))
}

/// The next message, or what is answered to a frame that holds none; nothing where the editor has
/// gone away.
fn read(input: &mut impl BufRead) -> io::Result<Option<Result<Message, Box<Message>>>> {
    Ok(frame(input)?.map(|body| message(&body)))
}

fn message(body: &[u8]) -> Result<Message, Box<Message>> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let body = body.strip_prefix(MARK).unwrap_or(body);
    // what a message has in it may be private: it stands in no log
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return Err(logged(
            "the editor sent a message that is not JSON; it was ignored",
        ));
    };
    serde_json::from_value(value).map_err(|_| {
        logged("the editor sent a message that is not one of the protocol; it was ignored")
    })
}

fn logged(why: &str) -> Box<Message> {
    let params = json!({ "type": 1, "message": why });
    Box::new(Notification::new("window/logMessage".to_owned(), params).into())
}

/// What the next frame holds; nothing where the other end has gone away.
pub fn frame(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = length(input)? else {
        return Ok(None);
    };
    if length > MOST {
        return Err(refused(format!(
            "the editor announced a message of {length} bytes; the limit is {MOST}"
        )));
    }
    let mut body = Vec::new();
    input.by_ref().take(length).read_to_end(&mut body)?;
    match (body.len() as u64) < length {
        true => Err(io::ErrorKind::UnexpectedEof.into()),
        false => Ok(Some(body)),
    }
}

/// What the header says of the message's length; nothing where there is no more.
fn length(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut length = None;
    for number in 0..MOST_HEADERS {
        let mut line = String::new();
        input.by_ref().take(MOST_HEADER).read_line(&mut line)?;
        if line.is_empty() && number == 0 {
            return Ok(None);
        }
        let Some(line) = line.strip_suffix("\r\n") else {
            return Err(refused("the editor sent a header that does not end".into()));
        };
        if line.is_empty() {
            let missing = || refused("the editor sent a message without its length".into());
            return length.ok_or_else(missing).map(Some);
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("Content-Length")
        {
            let digits = value.trim().parse();
            let wrong = |_| refused("the editor sent a length that is not a number".into());
            length = Some(digits.map_err(wrong)?);
        }
    }
    Err(refused("the editor sent a header without end".into()))
}

fn refused(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(bytes: &str) -> Result<Option<String>, String> {
        let message = read(&mut bytes.as_bytes()).map_err(|error| error.to_string())?;
        Ok(message.map(|message| match message {
            Ok(Message::Notification(note)) => note.method,
            other => format!("{other:?}"),
        }))
    }

    #[test]
    fn messages_are_read_one_by_one() {
        let body = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let whole = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        assert_eq!(first(&whole), Ok(Some("exit".to_owned())));
        let typed = format!(
            "Content-Type: x\r\ncontent-length:{}\r\n\r\n{body}",
            body.len()
        );
        assert_eq!(first(&typed), Ok(Some("exit".to_owned())));
        assert_eq!(first(""), Ok(None));
    }

    #[test]
    fn a_frame_that_holds_no_message_does_not_end_the_session() {
        let framed = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
        let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let bad = ["{'secret'}", "[]", "{}", r#"{"id":[1]}"#];
        let all: String = bad.into_iter().map(framed).collect();
        let all = all + &framed(&format!("\u{feff}{exit}"));
        let (to, taken) = unbounded();
        let (back, answers) = unbounded();
        read_all(&mut all.as_bytes(), &to, &back).unwrap();
        drop((to, back));
        let taken: Vec<Message> = taken.iter().collect();
        assert!(
            matches!(&taken[..], [Message::Notification(note)] if note.method == "exit"),
            "{taken:?}"
        );
        let answers: Vec<Message> = answers.iter().collect();
        assert_eq!(answers.len(), bad.len());
        for answer in answers {
            let said = serde_json::to_string(&answer).unwrap();
            assert!(said.contains("it was ignored"), "{said}");
            assert!(
                !said.contains("secret") && !said.contains("Error("),
                "{said}"
            );
        }
    }

    #[test]
    fn an_absurd_header_ends_the_session_and_takes_no_memory() {
        for (bytes, why) in [
            ("Content-Length: 99999999999999\r\n\r\n{", "the limit is"),
            (
                "Content-Length: 99999999999999999999999999\r\n\r\n",
                "not a number",
            ),
            ("Content-Length: -1\r\n\r\n", "not a number"),
            ("Content-Length: 200000000\r\n\r\n{}", "unexpected end"),
            ("Content-Type: x\r\n\r\n{}", "without its length"),
            ("GET / HTTP/1.1", "does not end"),
        ] {
            let said = first(bytes).expect_err(bytes);
            assert!(said.contains(why), "{bytes:?}: {said}");
        }
        let endless = "A: b\r\n".repeat(1000);
        assert!(first(&endless).is_err());
        assert!(first(&"x".repeat(100_000)).is_err());
    }
}
