// Colours, brackets and indentation of `.flow` files. What is an action is a matter of the catalogue, which only the
// checker knows: here, the lower-case words at the beginning of a line that are no words of the language.

import { StreamLanguage, LanguageSupport, foldService } from "@codemirror/language";
import { FIRST, INNER, REACTIONS } from "./words.js";

const NUMBER =
  /^(?:\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?|\d{2}:\d{2}|\d+(?:\.\d+|ms|[smhd])?)(?![\w-])/;
const NAME = /^[A-Z][A-Za-z0-9_]*/;
const WORD = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*/;

const isWord = (text) => FIRST.has(text) || REACTIONS.has(text) || INNER.has(text);

/** The places of a line, as far as colours care. */
const START = "start";
const ACTION = "action";
const OUTCOMES = "outcomes";
const REST = "rest";

function inString(stream, state) {
  if (stream.eat("\\")) {
    stream.next();
    return "string";
  }
  if (stream.eat("{")) {
    state.inside = true;
    return "brace";
  }
  if (stream.eat('"')) {
    state.text = false;
    return "string";
  }
  stream.next();
  stream.eatWhile(/[^"\\{]/);
  return "string";
}

function inside(stream, state) {
  if (stream.eat("}")) {
    state.inside = false;
    return "brace";
  }
  // a text ends with its line, and what is in braces with its text
  if (stream.peek() === '"') {
    state.inside = false;
    return inString(stream, state);
  }
  if (stream.match(NUMBER)) return "number";
  if (stream.match(NAME)) return "variableName";
  stream.next();
  return null;
}

function word(text, stream, state) {
  const at = state.at;
  if (at === START && FIRST.has(text)) {
    state.at = text === "on" ? OUTCOMES : REST;
    return "keyword";
  }
  if (at === START) {
    state.at = ACTION;
    return stream.match(/^:\s/, false) ? "namespace" : "variableName.function";
  }
  if (at === ACTION) {
    if (text === "with" || text === "giving" || text === "on") {
      state.at = text === "on" ? OUTCOMES : REST;
      return "keyword";
    }
    return "variableName.function";
  }
  if (stream.peek() === "(" && !isWord(text)) return "variableName.standard";
  if (text === "on") state.at = OUTCOMES;
  if (isWord(text)) return "keyword";
  return null;
}

function bracket(stream, state) {
  const sign = stream.next();
  if (sign === "{") state.at = START;
  return sign === "{" || sign === "}" ? "brace" : "bracket";
}

function token(stream, state) {
  if (stream.sol()) {
    state.at = START;
    state.text = false;
    state.inside = false;
  }
  if (state.inside) return inside(stream, state);
  if (state.text) return inString(stream, state);
  if (stream.eatSpace()) return null;
  if (stream.peek() === "#") {
    stream.skipToEnd();
    return "comment";
  }
  if (stream.eat('"')) {
    state.text = true;
    return "string";
  }
  if (stream.match("->")) {
    state.at = REST;
    return "operator";
  }
  if (stream.match(/^<[A-Z][A-Za-z0-9_]*>/)) return "variableName.special";
  if (stream.match(NUMBER)) return "number";
  const name = stream.match(NAME);
  if (name) {
    if (state.at === OUTCOMES) return "typeName";
    if (state.at === START) {
      if (stream.match(/^:\s/, false)) return "namespace";
      state.at = REST;
    }
    return stream.match(/^\s*:/, false) ? "propertyName" : "variableName";
  }
  const plain = stream.match(WORD);
  if (plain) return word(plain[0], stream, state);
  if (/[{}()[\]]/.test(stream.peek())) return bracket(stream, state);
  stream.next();
  return "punctuation";
}

const parser = {
  name: "contactflow",
  startState: () => ({ at: START, text: false, inside: false }),
  token,
  indent(_, after, context) {
    const line = context.lineAt(context.pos, -1);
    const code = line.text.replace(/"(?:\\.|[^"\\])*"?/g, '""').replace(/#.*$/, "");
    let indent = context.lineIndent(context.pos, -1);
    if (/[{([]\s*$/.test(code)) indent += context.unit;
    if (/^\s*[})\]]/.test(after)) indent -= context.unit;
    return Math.max(0, indent);
  },
  languageData: {
    commentTokens: { line: "#" },
    closeBrackets: { brackets: ["{", "[", "(", "<", '"'] },
    indentOnInput: /^\s*[})\]]$/,
  },
};

export const contactflowLanguage = StreamLanguage.define(parser);

/** A block of more than one line can be folded at the line that opens it. */
const folding = foldService.of((state, from) => {
  const line = state.doc.lineAt(from);
  if (!/[{([]\s*(?:#.*)?$/.test(line.text)) return null;
  const indent = /^\s*/.exec(line.text)[0].length;
  for (let number = line.number + 1; number <= state.doc.lines; number++) {
    const next = state.doc.line(number);
    if (next.text.trim() === "") continue;
    const own = /^\s*/.exec(next.text)[0].length;
    if (own <= indent) {
      return number > line.number + 1 ? { from: line.to, to: state.doc.line(number - 1).to } : null;
    }
  }
  return null;
});

export function contactflow() {
  return new LanguageSupport(contactflowLanguage, [folding]);
}
