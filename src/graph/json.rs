//! The picture for programs: what it is made of, and where it stands in the SVG.

use super::flat::flat;
use super::layout::{Box, Picture, Shape};
use super::model::{Graph, Item};
use super::seen::Seen;
use crate::source::Source;
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;

/// The picture for programs.
pub fn json(graph: &Graph, picture: &Picture, source: &Source, seen: Option<&Seen>) -> Json {
    let flat = flat(graph);
    let boxes = picture.shapes.iter().filter_map(|shape| match shape {
        Shape::Box(one) => Some((one.id.as_str(), one)),
        Shape::Line(_) => None,
    });
    let boxes: HashMap<&str, &Box> = boxes.collect();
    let frame = |number: Option<usize>| number.map(|number| flat.frames[number].id);
    let nodes = flat.nodes.iter().map(|node| {
        let mut json = item(node.item, source, seen);
        json["frame"] = frame(node.frame).into();
        json["box"] = place(boxes.get(&*node.item.id).copied());
        json
    });
    let frames = flat.frames.iter().map(|one| {
        let mut json = match one.item {
            Some(of) => item(of, source, seen),
            None => json!({ "id": one.id, "type": "group", "title": [one.title] }),
        };
        json["frame"] = frame(one.parent).into();
        json["box"] = place(boxes.get(one.id).copied());
        json
    });
    let edges = flat
        .edges
        .iter()
        .map(|edge| json!({ "from": edge.from, "to": edge.to, "when": edge.when }));
    json!({
        "flow": &*graph.name,
        "width": picture.width,
        "height": picture.height,
        "nodes": nodes.collect::<Vec<_>>(),
        "frames": frames.collect::<Vec<_>>(),
        "edges": edges.collect::<Vec<_>>(),
    })
}

fn item(item: &Item, source: &Source, seen: Option<&Seen>) -> Json {
    let rows = item.rows.iter().map(|row| {
        let mut json = json!({
            "when": row.when,
            "mark": row.mark.word(),
            "does": row.does,
        });
        if let Some(count) = seen.and_then(|seen| seen.row(item, row)) {
            json["count"] = count.into();
        }
        json
    });
    let mut json = json!({
        "id": item.id,
        "type": item.sort.word(),
        "title": item.title,
        "line": source.line_at_home(item.span.start),
        "rows": rows.collect::<Vec<_>>(),
    });
    let mut more = Map::new();
    if let Some(note) = item.note {
        more.insert("note".into(), note.into());
    }
    if let Some(count) = seen.and_then(|seen| seen.count(item)) {
        more.insert("count".into(), count.into());
    }
    if let Some(runs) = &item.runs {
        more.insert("runs".into(), runs.as_str().into());
    }
    if let Some(json) = json.as_object_mut() {
        json.extend(more);
    }
    json
}

fn place(of: Option<&Box>) -> Json {
    of.map_or(
        Json::Null,
        |one| json!({ "x": one.x, "y": one.y, "width": one.width, "height": one.height }),
    )
}
