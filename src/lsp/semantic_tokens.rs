//! Classes of words, for colours.

/// The classes, by their numbers.
pub const LEGEND: [&str; 12] = [
    "keyword",
    "function",
    "parameter",
    "variable",
    "enumMember",
    "class",
    "type",
    "namespace",
    "property",
    "string",
    "number",
    "comment",
];

/// What a word can be besides.
pub const MODIFIERS: [&str; 1] = ["declaration"];
