/**
 * The id of a list of recommendations: `<kind>.<time>.<salt>.<check>`, in base 36. It says itself which kind of list it
 * names and when it was made, so nothing has to be remembered of lists that nobody looked at; the check keeps ids that
 * were made up or cut off from being counted. It is no signature: who reads this file can make one.
 */

export const LIST_KINDS = ['personal', 'session', 'similar', 'bought-together', 'trending'] as const;

export type ListKind = (typeof LIST_KINDS)[number];

export interface ListName {
  readonly kind: ListKind;
  readonly madeMs: number;
}

const MOST_LENGTH = 60;
const SALT = /^[0-9a-z]{1,13}$/;

/** @param salt keeps lists of one millisecond apart: digits and small letters, 13 at most. */
export function listId(kind: ListKind, madeMs: number, salt: string): string {
  const body = `${kind}.${madeMs.toString(36)}.${salt}`;
  return `${body}.${checkOf(body)}`;
}

/** What the id says; undefined when `listId` cannot have made it. */
export function readListId(id: string): ListName | undefined {
  if (id.length > MOST_LENGTH) return undefined;
  const [kindText, time = '', salt = '', check, ...more] = id.split('.');
  const kind = LIST_KINDS.find((name) => name === kindText);
  if (kind === undefined || more.length > 0 || !SALT.test(salt)) return undefined;
  const madeMs = Number.parseInt(time, 36);
  if (!Number.isSafeInteger(madeMs) || madeMs.toString(36) !== time) return undefined;
  return checkOf(`${kind}.${time}.${salt}`) === check ? { kind, madeMs } : undefined;
}

/** FNV-1a over the text, twice with different beginnings. */
function checkOf(text: string): string {
  return hashFrom(text, 0x811c9dc5).toString(36) + hashFrom(text, 0x5f356495).toString(36);
}

function hashFrom(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
