/**
 * Sessions of people who sign in to pages that several processes serve. All sign with one secret, which follows from the keys: who
 * could make it knows every key already, and other keys end all sessions. That one was ended is known only to the process
 * that was told; the browser has forgotten it then.
 */
import { hkdfSync } from 'node:crypto';
import type { KeyRing } from '@millrace/shop/access/key-ring.ts';
import { Sessions } from '@millrace/shop/access/sessions.ts';

const SECRET_BYTES = 32;

/** @param texts the keys as they are configured. */
export function servingSessions(keys: KeyRing, texts: readonly string[]): Sessions {
  const secret = Buffer.from(hkdfSync('sha256', texts.join('\n'), 'millrace', 'sessions', SECRET_BYTES));
  const ended = { entries: () => [], put: async () => undefined, remove: async () => undefined };
  return new Sessions({ keys, secret, ended, now: Date.now });
}
