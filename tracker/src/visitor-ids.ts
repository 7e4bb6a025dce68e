/**
 * Who the visitor is: an anonymous id, the user's once signed in, and the visit. All tabs share them, so they are read
 * anew for each event and never kept in variables.
 */
import type { Store } from './store.ts';

/** As long a silence ends a visit in the server's sessions. */
const SESSION_GAP_MS = 30 * 60_000;

export const ANONYMOUS_ID = 'a';
const USER_ID = 'u';
const SESSION = 's';

export interface VisitorStamp {
  readonly anonymousId: string;
  readonly userId: string | undefined;
  readonly sessionId: string;
}

export interface VisitorIds {
  /** For the next event, which goes on with the visit or begins one. */
  stamp(nowMs: number): VisitorStamp;
  userId(): string | null;
  anonymousId(): string | null;
  signIn(userId: string): void;
  signOut(): void;
}

export function visitorIds(store: Store): VisitorIds {
  const begin = () => {
    const id = newId();
    store.set(ANONYMOUS_ID, id);
    return id;
  };
  const sessionId = (nowMs: number) => {
    const [id = '', lastMs] = store.get(SESSION)?.split(' ') ?? [];
    const goesOn = Math.abs(nowMs - Number(lastMs)) <= SESSION_GAP_MS;
    const present = goesOn ? id : newId();
    store.set(SESSION, `${present} ${nowMs}`);
    return present;
  };
  const signOut = () => {
    store.remove(USER_ID);
    store.remove(SESSION);
    begin();
  };
  return {
    stamp: (nowMs) => ({
      anonymousId: store.get(ANONYMOUS_ID) ?? begin(),
      userId: store.get(USER_ID) ?? undefined,
      sessionId: sessionId(nowMs),
    }),
    userId: () => store.get(USER_ID),
    anonymousId: () => store.get(ANONYMOUS_ID),
    signIn: (userId) => {
      // Without this what one user did would be joined to the other's past.
      if ((store.get(USER_ID) ?? userId) !== userId) signOut();
      store.set(USER_ID, userId);
    },
    signOut,
  };
}

/** A random UUID, also on pages without TLS, where browsers have no randomUUID. */
export function newId(): string {
  return (
    crypto.randomUUID?.() ??
    '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
      (Number(digit) ^ (byte() & (15 >> (Number(digit) / 4)))).toString(16),
    )
  );
}

function byte(): number {
  return crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
}
