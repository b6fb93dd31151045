// The words of the language, as `src/syntax/words.rs` has them: a test compares the two.

/** Words that begin a statement or a clause. */
export const FIRST = new Set(
  (
    "let log if else for repeat try always within wait await run emit use input every everywhere when step test given expect " +
    "on with giving next leave restart return finish fail"
  ).split(" "),
);

/** Words that say what a handler does. */
export const REACTIONS = new Set(
  (
    "retry ignore then"
  ).split(" "),
);

/** Words that are written inside of statements. */
export const INNER = new Set(
  (
    "accepted after and answers any arrives as at backing before by called cancelled day each emitted ends fails false " +
    "finishes flow from has in is it left list logged missed most never not nothing now of off once one or other passed " +
    "running seed signal simulator steps the this times to today tomorrow trace true until weekday where zone"
  ).split(" "),
);
