//! A browser with one page, made up: it speaks the DevTools Protocol over a real socket, and its
//! page has the toolbar library's weakness. Calls are matched to answers by the method's name alone: a
//! second call of a method takes the first one's answer, and the first one is never answered.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_tungstenite::tungstenite::Message;

/// How often things happen, in percent of the calls.
#[derive(Clone, Copy)]
pub struct Chances {
    /// The page is loaded again while the call is on its way.
    pub reload: u8,
    /// The debugging connection breaks while the call is on its way.
    pub cut: u8,
    /// The toolbar never answers.
    pub never: u8,
    /// The answer takes long.
    pub late: u8,
    /// The toolbar answers twice, the second time within that long.
    pub twice: u8,
    /// How long "long" is at most, in milliseconds.
    pub longest: u64,
}

/// The browser.
pub struct Fake {
    page: Arc<Mutex<Page>>,
    address: String,
}

type Out = UnboundedSender<Option<Value>>;

/// Somebody who is told what happens in the page, when it asks.
struct Listener {
    out: Out,
    /// The question that waits for something to tell.
    asked: Option<u64>,
    told: Vec<Value>,
}

impl Listener {
    fn give(&mut self) {
        if self.told.is_empty() {
            return;
        }
        if let Some(id) = self.asked.take() {
            let told = json!({ "told": std::mem::take(&mut self.told) });
            let _ = self
                .out
                .send(Some(json!({ "id": id, "result": value(told) })));
        }
    }
}

struct Page {
    random: fastrand::Rng,
    chances: Chances,
    /// Which document it shows: a new one after every reload.
    document: u64,
    /// How many looks it takes until the library is there.
    loading: u8,
    /// The library's: whom the next answer of a method is given to.
    callbacks: HashMap<String, (Out, u64)>,
    /// Our own script's: for how many answers of a method it waits.
    awaited: HashMap<String, u32>,
    /// Our own script's: whom it tells of what comes.
    listeners: Vec<Listener>,
    /// Our own script's: which methods have no answer yet.
    unanswered: HashSet<String>,
    /// Whether our own script looks at those.
    guarded: bool,
    sessions: Vec<Out>,
    /// Our own script's: how many answers it has told of in this document.
    count: u64,
    /// How often each thing happened.
    pub tally: HashMap<&'static str, usize>,
}

impl Fake {
    pub async fn start(seed: u64, chances: Chances, guarded: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let page = Arc::new(Mutex::new(Page {
            random: fastrand::Rng::with_seed(seed),
            chances,
            document: 1,
            loading: 0,
            callbacks: HashMap::new(),
            awaited: HashMap::new(),
            listeners: Vec::new(),
            unanswered: HashSet::new(),
            guarded,
            sessions: Vec::new(),
            count: 0,
            tally: HashMap::new(),
        }));
        tokio::spawn(serve(listener, page.clone(), address.clone()));
        Self { page, address }
    }

    /// Where its debugging port is.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often a thing happened.
    pub fn count(&self, what: &str) -> usize {
        self.page
            .lock()
            .unwrap()
            .tally
            .get(what)
            .copied()
            .unwrap_or_default()
    }
}

async fn serve(listener: TcpListener, page: Arc<Mutex<Page>>, address: String) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(connection(stream, page.clone(), address.clone()));
    }
}

async fn connection(mut stream: TcpStream, page: Arc<Mutex<Page>>, address: String) {
    let mut start = [0; 14];
    if stream.peek(&mut start).await.is_err() {
        return;
    }
    if start.starts_with(b"GET /json/list") {
        let mut all = [0; 2048];
        let _ = stream.read(&mut all).await;
        let list = json!([
            { "type": "browser_ui", "url": "http://desk.example/" },
            { "type": "page", "url": "http://desk.example/?agent=1",
              "webSocketDebuggerUrl": format!("ws://{address}/devtools/page/1") },
        ]);
        let body = list.to_string();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        return;
    }
    let Ok(socket) = tokio_tungstenite::accept_async(stream).await else {
        return;
    };
    let (mut write, mut read) = socket.split();
    let (out, mut sent) = unbounded_channel::<Option<Value>>();
    page.lock().unwrap().sessions.push(out.clone());
    tokio::spawn(async move {
        while let Some(Some(said)) = sent.recv().await {
            if write.send(Message::text(said.to_string())).await.is_err() {
                return;
            }
        }
        let _ = write.close().await;
    });
    while let Some(Ok(Message::Text(text))) = read.next().await {
        let asked: Value = serde_json::from_str(&text).unwrap();
        asked_for(&page, &asked, &out);
    }
}

fn asked_for(page: &Arc<Mutex<Page>>, asked: &Value, out: &Out) {
    let id = asked["id"].as_u64().unwrap();
    let params = &asked["params"];
    let mut locked = page.lock().unwrap();
    let own = format!("own-{}", locked.document);
    let result = match asked["method"].as_str().unwrap() {
        "Runtime.evaluate" => object(&format!("window-{}", locked.document)),
        "Runtime.callFunctionOn" => {
            let function = params["functionDeclaration"].as_str().unwrap();
            let on = params["objectId"].as_str().unwrap();
            if !on.ends_with(&format!("-{}", locked.document)) {
                gone(out, id);
                return;
            }
            if function.contains("this.look(") {
                let told = locked.listeners.iter().any(|one| one.out.same_channel(out));
                if !told {
                    locked.listeners.push(Listener {
                        out: out.clone(),
                        asked: None,
                        told: Vec::new(),
                    });
                }
                value(locked.look())
            } else if function.contains("this.next(") {
                let mut listeners = locked.listeners.iter_mut();
                if let Some(listener) = listeners.find(|one| one.out.same_channel(out)) {
                    listener.asked = Some(id);
                    listener.give();
                }
                return;
            } else if function.contains("this.call(") {
                locked.call(page, params, id, out);
                return;
            } else if function.contains("this.connected()") {
                value(json!(true))
            } else if function.contains("this.leave(") {
                value(Value::Null)
            } else {
                object(&own)
            }
        }
        _ => json!({}),
    };
    let _ = out.send(Some(json!({ "id": id, "result": result })));
}

fn object(id: &str) -> Value {
    json!({ "result": { "type": "object", "objectId": id } })
}

fn value(value: Value) -> Value {
    json!({ "result": { "type": "object", "value": value } })
}

fn gone(out: &Out, id: u64) {
    let error = json!({ "code": -32000, "message": "Could not find object with given id" });
    let _ = out.send(Some(json!({ "id": id, "error": error })));
}

impl Page {
    fn happens(&mut self, what: &'static str, percent: u8) -> bool {
        let it_does = self.random.u8(0..100) < percent;
        if it_does {
            *self.tally.entry(what).or_default() += 1;
        }
        it_does
    }

    fn look(&mut self) -> Value {
        let there = json!({ "id": self.document.to_string(), "address": "http://desk.example/?agent=1",
                            "arguments": 5, "hears": true, "count": self.count });
        match self.loading {
            0 => there,
            _ => {
                self.loading -= 1;
                json!({ "id": self.document.to_string(), "address": "http://desk.example/", "absent": true })
            }
        }
    }

    fn call(&mut self, page: &Arc<Mutex<Page>>, params: &Value, id: u64, out: &Out) {
        let ask = &params["arguments"][0]["value"];
        let method = ask["method"].as_str().unwrap().to_owned();
        if self.guarded && !self.unanswered.insert(method.clone()) {
            *self.tally.entry("guarded").or_default() += 1;
            let said = value(json!({ "unanswered": 1 }));
            let _ = out.send(Some(json!({ "id": id, "result": said })));
            return;
        }
        *self.tally.entry("called").or_default() += 1;
        self.callbacks.insert(method.clone(), (out.clone(), id));
        self.awaited.insert(method.clone(), 1);
        self.answer_later(page, method, &ask["args"]);
        if self.happens("reload", self.chances.reload) {
            self.reload();
        } else if self.happens("cut", self.chances.cut) {
            for session in self.sessions.drain(..) {
                let _ = session.send(None);
            }
        }
    }

    fn answer_later(&mut self, page: &Arc<Mutex<Page>>, method: String, args: &Value) {
        if self.happens("never", self.chances.never) {
            return;
        }
        let longest = match self.happens("late", self.chances.late) {
            true => self.chances.longest,
            false => 2,
        };
        let after = Duration::from_millis(self.random.u64(0..=longest));
        let echo = args[args
            .as_array()
            .map_or(0, |all| all.len().min(2))
            .saturating_sub(1)]
        .clone();
        let said = match method.as_str() {
            "getContactInfo" => json!({ "ContactInfo": [{ "name": "Echo", "value": args[0] }] }),
            _ => {
                json!({ "result": true, "listFieldValueList": [{ "fieldName": "Echo", "value": echo }] })
            }
        };
        let again = self.again();
        let (page, document) = (page.clone(), self.document);
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            page.lock().unwrap().answer(document, &method, &said);
            if let Some(again) = again {
                tokio::time::sleep(again).await;
                page.lock().unwrap().answer(document, &method, &said);
            }
        });
    }

    /// When it answers again. Who answers twice does so at once before it does so late.
    fn again(&mut self) -> Option<Duration> {
        let is_first = !self.tally.contains_key("twice");
        let longest = if is_first { 0 } else { self.chances.longest };
        let twice = self.happens("twice", self.chances.twice);
        twice.then(|| Duration::from_millis(self.random.u64(0..=longest)))
    }

    /// The toolbar answers. A page that was loaded again has another connection to it.
    fn answer(&mut self, document: u64, method: &str, said: &Value) {
        if document != self.document {
            return;
        }
        let asked = self.callbacks.remove(method);
        let awaited = self.awaited.insert(method.into(), 0).unwrap_or_default();
        let of_whom = if awaited > 0 { "flow" } else { "nobody" };
        let told = json!({ "answered": method, "ofWhom": of_whom, "data": said.to_string() });
        self.count += 1;
        let told = json!({ "number": self.count, "text": told.to_string() });
        for listener in &mut self.listeners {
            listener.told.push(told.clone());
        }
        // What was told goes along with the answer, to the one who asked.
        if let Some((out, id)) = asked {
            self.unanswered.remove(method);
            let mut listeners = self.listeners.iter_mut();
            let own = listeners.find(|one| one.out.same_channel(&out));
            let told = own.map_or(Vec::new(), |own| std::mem::take(&mut own.told));
            let said = json!({ "value": said.to_string(), "told": told, "until": self.count });
            let _ = out.send(Some(json!({ "id": id, "result": value(said) })));
        }
        for listener in &mut self.listeners {
            listener.give();
        }
    }

    fn reload(&mut self) {
        self.document += 1;
        self.count = 0;
        self.loading = self.random.u8(0..2);
        self.unanswered.clear();
        self.awaited.clear();
        let error = json!({ "code": -32000, "message": "Inspected target navigated or closed" });
        for (_, (out, id)) in self.callbacks.drain() {
            let _ = out.send(Some(json!({ "id": id, "error": error })));
        }
        for listener in self.listeners.drain(..) {
            if let Some(id) = listener.asked {
                let _ = listener.out.send(Some(json!({ "id": id, "error": error })));
            }
        }
    }
}
