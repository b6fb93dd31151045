//! The one way out.

use contactflow::report::{Look, Printer};
use contactflow::value::Mark;
use serde_json::json;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn captured(look: Look) -> (Printer, Captured, Captured) {
    let (out, err) = (Captured::default(), Captured::default());
    let printer = Printer::new(look, Box::new(out.clone()), Box::new(err.clone()));
    (printer, out, err)
}

#[test]
fn our_own_words_are_nobodys_and_a_secret_never_gets_out() {
    let (printer, out, err) = captured(Look::default());
    let redactor = printer.redactor();
    for personal in ["outcome", "4021", "no", "finished"] {
        redactor.register(personal, Mark::Personal);
    }
    redactor.register("s3cr3t-t0ken", Mark::Secret);
    printer.result("no outcome of 4021: s3cr3t-t0ken");
    printer.note("finished with S3CR3T-T0KEN\n");
    printer.json_result(
        &json!({ "results": { "outcome": [4021, "no"] }, "end": "finished", "text": "s3cr3t-t0ken" }),
        false,
    );
    assert_eq!(
        out.text(),
        "no outcome of 4021: [secret]\n\
         {\"results\":{\"outcome\":[4021,\"no\"]},\"end\":\"finished\",\"text\":\"[secret]\"}\n"
    );
    assert_eq!(err.text(), "finished with [secret]\n");
}

#[test]
fn a_closed_stream_takes_no_more_and_fails_nothing() {
    let err = Captured::default();
    let printer = Printer::new(Look::default(), Box::new(Closed), Box::new(err.clone()));
    printer.result("lost");
    printer.note("kept");
    printer.result("lost too");
    assert_eq!(err.text(), "kept\n");
}

#[test]
fn the_line_at_the_bottom_is_drawn_again_below_what_is_printed() {
    let look = Look {
        live: true,
        ..Look::default()
    };
    let (printer, out, err) = captured(look);
    printer.progress("1 of 2");
    printer.note("a note");
    printer.result("a result");
    printer.progress("");
    assert_eq!(out.text(), "a result\n");
    let clear = "\r\u{1b}[2K";
    assert_eq!(
        err.text(),
        format!("1 of 2{clear}a note\n1 of 2{clear}1 of 2{clear}")
    );
}

#[test]
fn without_a_terminal_there_is_no_such_line() {
    let (printer, _, err) = captured(Look::default());
    printer.progress("1 of 2");
    printer.progress("");
    assert_eq!(err.text(), "");
}
