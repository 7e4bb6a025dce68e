/** Cursors: the key of the last row seen, as opaque text. Rows that come or go elsewhere do not move it. */
import type { KeyPart, ViewKey } from '@millrace/engine/views/view-store.ts';
import { badRequest } from './bad-request.ts';

export function encodeCursor(key: ViewKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws Problem 400 when `text` is no cursor of a view whose key has `parts` columns. */
export function decodeCursor(text: string, parts: number): ViewKey {
  const key = parseJson(Buffer.from(text, 'base64url').toString());
  if (Array.isArray(key) && key.length === parts && key.every(isKeyPart)) return key;
  throw badRequest([
    {
      where: 'query.cursor',
      what: 'it is not a cursor of this list',
      mend: 'Pass nextCursor of the page before unchanged, or leave cursor out to begin at the start.',
    },
  ]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKeyPart(value: unknown): value is KeyPart {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
