/**
 * Texts by code points, as Flink counts them. Most texts have no surrogates, so UTF-16 units and code points are the
 * same: that is tested first, and costs one pass of a compiled regular expression.
 */
const SURROGATE = /[\ud800-\udfff]/;

/** Whether units and code points differ. */
export function hasSurrogates(text: string): boolean {
  return SURROGATE.test(text);
}

export function codePointLength(text: string): number {
  return hasSurrogates(text) ? Array.from(text).length : text.length;
}

/** The first `length` code points. */
export function codePointPrefix(text: string, length: number): string {
  return codePointSlice(text, 0, length);
}

/** Code points `[start, end)`, counted from 0. */
export function codePointSlice(text: string, start: number, end: number): string {
  if (!hasSurrogates(text)) return text.slice(start, end);
  return Array.from(text).slice(start, end).join('');
}

/** The code point position of a UTF-16 position. */
export function codePointIndex(text: string, unitIndex: number): number {
  return unitIndex <= 0 ? unitIndex : codePointLength(text.slice(0, unitIndex));
}

/** The UTF-16 position of a code point position. */
export function unitIndex(text: string, codePoint: number): number {
  if (!hasSurrogates(text)) return codePoint;
  return Array.from(text).slice(0, codePoint).join('').length;
}
