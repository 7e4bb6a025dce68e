/** An id as the key of an item. */
import { createHash } from 'node:crypto';

/** What a key of DynamoDB can hold, whatever an id is like. */
const LONGEST_KEY = 1_000;

export function keyText(id: unknown): string {
  const text = String(id);
  if (text !== '' && Buffer.byteLength(text) <= LONGEST_KEY) return text;
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
