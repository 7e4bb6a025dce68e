/**
 * Texts that were read lately, each kept once. A million sessions name a few thousand products: read through this, they
 * share them, and nothing is made for a text that is known. A slot keeps the last text that hashed to it.
 */

// Teaches the types of Buffer what Node has.
import type {} from '../formats/buffer-views.ts';

const SLOTS = 16_384;

export class RecentTexts {
  readonly #texts = new Array<string>(SLOTS).fill('');

  /** The text of the Latin-1 bytes `[start, end)`. */
  read(bytes: Buffer, start: number, end: number): string {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#texts[slot] ?? '';
    if (isText(known, bytes, start, end)) return known;
    const text = bytes.latin1Slice(start, end);
    this.#texts[slot] = text;
    return text;
  }
}

function isText(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start, index = 0; at < end; at++, index++) if (text.charCodeAt(index) !== bytes[at]) return false;
  return true;
}
