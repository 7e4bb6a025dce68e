/** The escapes of U&'…' strings, and the quoting of text. */

/** `\00e9` is é, `\+01F600` an emoji, `\\` a backslash. Undefined when an escape is malformed. */
export function unicodeLiteralText(text: string): string | undefined {
  let malformed = false;
  const decoded = text.replace(/\\(?:(\\)|([0-9a-f]{4})|\+([0-9a-f]{6}))?/gi, (_, slash, short, long) => {
    if (slash !== undefined) return '\\';
    const code = Number.parseInt(short ?? long ?? '', 16);
    if (Number.isNaN(code) || code > 0x10ffff) {
      malformed = true;
      return '';
    }
    return String.fromCodePoint(code);
  });
  return malformed ? undefined : decoded;
}

/** `it's` becomes `'it''s'`. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
