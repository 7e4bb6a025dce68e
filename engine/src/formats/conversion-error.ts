/** Thrown within this folder when a text or JSON value is not of its column's type; a decoder turns it into a failure. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
}

/** A value as it may stand in a message: short, on one line. */
export function excerpt(text: string, maxLength = 80): string {
  const flat = JSON.stringify(text.length > maxLength ? `${text.slice(0, maxLength)}…` : text);
  return flat.slice(1, -1).replaceAll('\\"', '"');
}
