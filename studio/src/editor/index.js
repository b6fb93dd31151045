// What pages with an editor share.

export { AfterTyping, afterPaint } from "./after-typing.js";
export { createEditor, goToLine, setHere, setup } from "./editor.js";
export { FindingsList, findings, summary } from "./findings.js";
export { GraphPane } from "./graph.js";
export { contactflow, contactflowLanguage } from "./language.js";
export { serverFindings } from "./server-findings.js";
