/** Java's notion of space around a text, which is not JavaScript's: everything up to U+0020, and nothing beyond. */

/** The text without characters up to U+0020 at its ends, as Java's String.trim. */
export function trimJava(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}
