/** The escapes of U&'…' strings, and the quoting of text. */

/**
 * `\00e9` is é, `\+01F600` an emoji, `\\` a backslash; `mark` is the character that begins them. Undefined when an
 * escape is malformed.
 */
export function unicodeLiteralText(text: string, mark = '\\'): string | undefined {
  let malformed = false;
  const escaped = mark.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&');
  const pattern = new RegExp(`${escaped}(?:(${escaped})|([0-9a-f]{4})|\\+([0-9a-f]{6}))?`, 'gi');
  const decoded = text.replace(pattern, (_, doubled, short, long) => {
    if (doubled !== undefined) return mark;
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
