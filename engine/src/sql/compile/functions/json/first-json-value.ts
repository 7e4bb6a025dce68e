/**
 * The first value of a text that begins as JSON and goes on with something else. Flink's functions read that value and
 * look no further: `{"a": 1} and more` is an object to them.
 */

/** A number ends at white space; the words end at anything that is not part of a name. */
const SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[ \t\r\n])|(?:true|false|null)(?![\w$]))/;
const STRING = /^"(?:[^"\\]|\\.)*"/s;
const STRING_OR_BRACKET = /"(?:[^"\\]|\\.)*"|[[\]{}]/gs;

/** The text of the first value, or undefined when there is none, or when nothing follows it. */
export function firstJsonValue(text: string): string | undefined {
  const trimmed = text.replace(/^[ \t\r\n]+/, '');
  const first = /^[[{]/.test(trimmed) ? firstBracketed(trimmed) : (STRING.exec(trimmed) ?? SCALAR.exec(trimmed))?.[0];
  return first === trimmed ? undefined : first;
}

/** Up to the bracket that closes the first one. Whether it is well-formed inside is the parser's business. */
function firstBracketed(text: string): string | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(STRING_OR_BRACKET)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth === 0) return text.slice(0, index + token.length);
  }
  return undefined;
}
