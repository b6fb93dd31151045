//! Where a run is held, and what the page orders then. It waits on the thread itself: nothing else happens on it
//! meanwhile, no simulator answers and no clock goes.

use super::plan::Plan;
use super::scene::Scenes;
use crate::host::Signaller;
use crate::run::effect::{Call, Signal};
use crate::value::Value;
use serde_json::Value as Json;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedReceiver;

/// What the page orders.
pub(in crate::cli::studio) enum Order {
    /// On to the next action.
    Step,
    /// On to the next of these lines, or to the end.
    Go(Vec<u32>),
    /// Cancel the run, as Ctrl-C does: `always` still runs.
    Cancel,
    /// Let something go wrong with the next request to a system.
    Fault(String, Json),
    /// Say something to the run.
    Signal(String, Value),
}

/// Whether an action is sent.
pub(super) enum Go {
    On,
    Not,
}

type Cancel = Box<dyn Fn() + Send + Sync>;

/// Holds the run.
pub(super) struct Hold {
    orders: Mutex<Receiver<Order>>,
    shown: Sender<Json>,
    scenes: Arc<Scenes>,
    going: Mutex<Going>,
    left: Notify,
}

#[derive(Default)]
struct Going {
    /// Where it stops: at each action, or at these lines.
    steps: bool,
    lines: Vec<u32>,
    cancel: Option<Cancel>,
    signaller: Option<Signaller>,
    gone: bool,
}

/// What comes of an order.
enum Then {
    Stay,
    Leave(Go),
    Abandon,
}

impl Hold {
    pub fn new(
        plan: &Plan,
        orders: Receiver<Order>,
        shown: Sender<Json>,
        scenes: Arc<Scenes>,
    ) -> Arc<Self> {
        let going = Going {
            steps: plan.steps,
            lines: plan.lines.clone(),
            ..Going::default()
        };
        Arc::new(Self {
            orders: Mutex::new(orders),
            shown,
            scenes,
            going: Mutex::new(going),
            left: Notify::new(),
        })
    }

    /// The run has begun.
    pub fn begin(&self, cancel: impl Fn() + Send + Sync + 'static, signaller: Signaller) {
        let mut going = self.going();
        going.cancel = Some(Box::new(cancel));
        going.signaller = Some(signaller);
    }

    /// Ends when the page wants nothing more of the run.
    pub async fn abandoned(&self) {
        self.left.notified().await;
    }

    /// Shows something; a page that has gone sees nothing.
    pub fn show(&self, scene: Json) {
        let _ = self.shown.send(scene);
    }

    /// Before an action is sent.
    pub async fn before(&self, call: &Call, key: &str) -> Go {
        // what the host itself asks to learn what became of an action is a part of that action
        let Some(line) = self.scenes.line_of(key) else {
            return Go::On;
        };
        if !self.is_stop(line) {
            return match self.hurried() {
                Some(Then::Abandon) => std::future::pending().await,
                Some(Then::Leave(go)) => go,
                _ => Go::On,
            };
        }
        self.show(self.scenes.before(call, key));
        match self.wait(&|| self.scenes.before(call, key)) {
            Then::Leave(go) => go,
            Then::Stay | Then::Abandon => std::future::pending().await,
        }
    }

    fn is_stop(&self, line: u32) -> bool {
        let going = self.going();
        going.steps || going.lines.contains(&line)
    }

    /// Waits for orders, on the thread.
    fn wait(&self, scene: &dyn Fn() -> Json) -> Then {
        loop {
            let order = self.orders().recv();
            let then = match order {
                Ok(order) => self.obey(order),
                // the page has begun another run, or is gone
                Err(_) => self.abandon(),
            };
            match then {
                Then::Stay => self.show(scene()),
                then => return then,
            }
        }
    }

    /// What has been ordered while the run goes.
    fn hurried(&self) -> Option<Then> {
        use std::sync::mpsc::TryRecvError::{Disconnected, Empty};
        let order = self.orders().try_recv();
        match order {
            Ok(order) => Some(self.obey(order)),
            Err(Empty) => None,
            Err(Disconnected) => Some(self.abandon()),
        }
    }

    fn obey(&self, order: Order) -> Then {
        match order {
            Order::Step => {
                self.goes(true, Vec::new());
                Then::Leave(Go::On)
            }
            Order::Go(lines) => {
                self.goes(false, lines);
                Then::Leave(Go::On)
            }
            Order::Cancel => {
                self.goes(true, Vec::new());
                if let Some(cancel) = &self.going().cancel {
                    cancel();
                }
                Then::Leave(Go::Not)
            }
            Order::Fault(system, fault) => {
                self.scenes.spoil(&system, &fault);
                Then::Stay
            }
            Order::Signal(name, value) => {
                self.signal(name, value);
                Then::Stay
            }
        }
    }

    fn goes(&self, steps: bool, lines: Vec<u32>) {
        let mut going = self.going();
        (going.steps, going.lines) = (steps, lines);
    }

    fn abandon(&self) -> Then {
        self.going().gone = true;
        self.left.notify_one();
        Then::Abandon
    }

    /// The run keeps a signal that it does not wait for yet.
    fn signal(&self, name: String, value: Value) {
        let signaller = self.going().signaller.clone();
        let scenes = self.scenes.clone();
        if let Some(signaller) = signaller {
            tokio::spawn(async move {
                if let Err(why) = signaller.signal(name.as_str(), value).await {
                    scenes.note(format!("the signal {name} was not sent: {why}"));
                }
            });
        }
    }

    /// Holds the run where it waits for a signal: nobody else gives it one, and its time would be over at once.
    pub async fn signals(self: Arc<Self>, mut asked: UnboundedReceiver<Signal>) {
        while let Some(signal) = asked.recv().await {
            let scene = || self.scenes.waiting(&signal);
            self.show(scene());
            loop {
                let order = self.orders().recv();
                match order {
                    Ok(Order::Signal(name, value)) => {
                        let own = name == *signal.name;
                        self.signal(name, value);
                        if own {
                            break;
                        }
                        self.show(scene());
                    }
                    Ok(order) => match self.obey(order) {
                        Then::Stay => self.show(scene()),
                        Then::Leave(_) => break,
                        Then::Abandon => return,
                    },
                    Err(_) => {
                        self.abandon();
                        return;
                    }
                }
            }
            // the signal, or the cancelling, is on its way to the run
            tokio::task::yield_now().await;
        }
    }

    fn orders(&self) -> MutexGuard<'_, Receiver<Order>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn going(&self) -> MutexGuard<'_, Going> {
        self.going.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
