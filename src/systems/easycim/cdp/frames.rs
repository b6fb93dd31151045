//! The frame of a page in which the toolbar's library is, where it is one of another origin that runs
//! with the page.

use super::channel::Event;
use super::session::Session;
use crate::systems::easycim::pattern::Pattern;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use tokio::sync::mpsc::Receiver;

/// The scripts' own contexts of the frames, by the frame's id.
#[derive(Debug, Default)]
pub(super) struct Contexts(HashMap<String, u64>);

impl Contexts {
    /// Asks the browser to tell of them, and takes in those that are there.
    pub async fn begin(session: &Session, events: &mut Receiver<Event>) -> Self {
        let mut contexts = Self::default();
        drop(session.ask("Runtime.enable", &json!({})).await);
        // Those that are there were told of before the answer.
        while let Ok(event) = events.try_recv() {
            contexts.heard(&event);
        }
        contexts
    }

    /// Takes in an event. Whether what is known of them is another.
    pub fn heard(&mut self, event: &Event) -> bool {
        let params = &event.params;
        match event.method.as_str() {
            "Runtime.executionContextCreated" => {
                let context = &params["context"];
                let of = &context["auxData"];
                // An extension's context in the same frame is no default one.
                let id = context["id"].as_u64().filter(|_| of["isDefault"] == true);
                let Some((frame, id)) = of["frameId"].as_str().zip(id) else {
                    return false;
                };
                self.0.insert(frame.to_owned(), id) != Some(id)
            }
            "Runtime.executionContextDestroyed" => {
                let id = params["executionContextId"].as_u64();
                let before = self.0.len();
                self.0.retain(|_, known| Some(*known) != id);
                self.0.len() < before
            }
            "Runtime.executionContextsCleared" => {
                self.0.clear();
                true
            }
            _ => false,
        }
    }

    /// The context of the one frame whose address fits. `Err` says why there is none.
    pub async fn of(&self, session: &Session, pattern: &Pattern) -> Result<u64, String> {
        let said = session.ask("Page.getFrameTree", &json!({})).await;
        let said = said.map_err(|_| "the page does not answer".to_owned())?;
        let mut fitting = Vec::new();
        collect(&said["frameTree"], pattern, &mut fitting);
        match fitting.as_slice() {
            [one] => {
                let context = self.0.get(one).copied();
                context.ok_or_else(|| "the page's frame is being loaded".to_owned())
            }
            [] => Err(format!("no frame of the page matches `{pattern}`")),
            _ => Err(format!(
                "more than one frame of the page matches `{pattern}`"
            )),
        }
    }
}

/// The frames below the page whose addresses fit.
fn collect(tree: &Json, pattern: &Pattern, fitting: &mut Vec<String>) {
    for child in tree["childFrames"].as_array().into_iter().flatten() {
        let frame = &child["frame"];
        let (id, url) = (frame["id"].as_str(), frame["url"].as_str());
        if let (Some(id), Some(url)) = (id, url)
            && pattern.fits(url)
        {
            fitting.push(id.to_owned());
        }
        collect(child, pattern, fitting);
    }
}
