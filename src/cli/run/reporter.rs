//! Runs are told of on a thread of its own: neither hiding what nobody may see nor a reader that does
//! not read holds up what drives the runs, their time limits or Ctrl-C.

use super::tell::{Ended, Teller};
use super::watch::Watch;
use crate::cli::exit::Exit;
use crate::run::Observer;
use crate::run::event::Event;
use crate::value::Text;
use std::sync::{Arc, mpsc};
use std::thread;
use tokio::sync::oneshot;

/// What is to be told, in the order in which it happened.
enum News {
    Sensitive(Vec<Text>),
    Event(Arc<Watch>, Arc<str>, Box<Event>),
    Ended(Box<Ended>),
    Over,
}

/// Tells of all runs.
pub(super) struct Reporter {
    news: mpsc::Sender<News>,
    told: oneshot::Receiver<Exit>,
}

impl Reporter {
    /// Begins to listen. `Err` where there is no thread to be had.
    pub fn begin(teller: Teller) -> std::io::Result<Self> {
        let (news, heard) = mpsc::channel();
        let (done, told) = oneshot::channel();
        thread::Builder::new()
            .name("report".into())
            .spawn(move || {
                let _ = done.send(listen(teller, &heard));
            })?;
        Ok(Self { news, told })
    }

    /// Whoever watches one run.
    pub fn observer(&self, watch: Watch) -> Arc<dyn Observer> {
        Arc::new(Listener {
            watch: Arc::new(watch),
            news: self.news.clone(),
        })
    }

    /// A run is over.
    pub fn ended(&self, ended: Ended) {
        let _ = self.news.send(News::Ended(Box::new(ended)));
    }

    /// Waits until everything has been told.
    pub async fn end(self) -> Exit {
        let _ = self.news.send(News::Over);
        // A teller that broke down has not told everything.
        self.told.await.unwrap_or(Exit::Failed)
    }
}

fn listen(mut teller: Teller, heard: &mpsc::Receiver<News>) -> Exit {
    for news in heard {
        match news {
            News::Sensitive(texts) => teller.hide(&texts),
            News::Event(watch, run, event) => watch.tell(&run, &event),
            News::Ended(ended) => teller.ended(&ended),
            News::Over => break,
        }
    }
    teller.end()
}

/// Hands on what happens in one run.
struct Listener {
    watch: Arc<Watch>,
    news: mpsc::Sender<News>,
}

impl Observer for Listener {
    fn event(&self, run: &Arc<str>, event: &Event) {
        self.watch.look(event);
        if self.watch.is_told(event) {
            let news = News::Event(self.watch.clone(), run.clone(), Box::new(event.clone()));
            let _ = self.news.send(news);
        }
    }

    fn sensitive(&self, _: &Arc<str>, texts: &[Text]) {
        let _ = self.news.send(News::Sensitive(texts.to_vec()));
    }
}
