/**
 * What a browser holds of a session: which key signed in, which session it is and until when it holds, signed. The server
 * keeps nothing of it. It says nothing of the key's role: that is asked of the configuration each time.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { KnownKey } from './key-ring.ts';

export interface Session {
  /** Of the key; means nothing without the secret. */
  readonly keyId: string;
  /** Stays the same when the token is renewed. */
  readonly sessionId: string;
  readonly expiresMs: number;
  /** Whether the page was loaded by https: the cookie then travels by https only. */
  readonly isSecure: boolean;
}

const ID_BYTES = 16;
const EXPIRY_BYTES = 6;
const FLAG_AT = 2 * ID_BYTES + EXPIRY_BYTES;
const PAYLOAD_BYTES = FLAG_AT + 1;
const SIGNATURE_BYTES = 32;

export class SessionTokens {
  readonly #signing: Buffer;
  readonly #naming: Buffer;
  /** Servers on one host name share a browser's cookies, whatever their ports: each has a name of its own for it. */
  readonly cookieName: string;

  constructor(secret: Buffer) {
    this.#signing = derived(secret, 'session tokens');
    this.#naming = derived(secret, 'names of keys');
    this.cookieName = `millrace_${derived(secret, 'name of the cookie').toString('hex').slice(0, 8)}`;
  }

  /** The digest itself is not told: who stole a cookie could try keys on it. */
  keyId({ digest }: KnownKey): string {
    return createHmac('sha256', this.#naming)
      .update(digest)
      .digest('hex')
      .slice(0, 2 * ID_BYTES);
  }

  issue({ keyId, sessionId, expiresMs, isSecure }: Session): string {
    const payload = Buffer.alloc(PAYLOAD_BYTES);
    payload.write(keyId, 0, 'hex');
    payload.write(sessionId, ID_BYTES, 'hex');
    payload.writeUIntBE(expiresMs, 2 * ID_BYTES, EXPIRY_BYTES);
    payload.writeUInt8(isSecure ? 1 : 0, FLAG_AT);
    return Buffer.concat([payload, this.#signature(payload)]).toString('base64url');
  }

  /** Undefined for what was not issued here. Whether it still holds is the caller's to see. */
  read(token: string): Session | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== PAYLOAD_BYTES + SIGNATURE_BYTES) return undefined;
    const payload = bytes.subarray(0, PAYLOAD_BYTES);
    if (!timingSafeEqual(this.#signature(payload), bytes.subarray(PAYLOAD_BYTES))) return undefined;
    return {
      keyId: payload.toString('hex', 0, ID_BYTES),
      sessionId: payload.toString('hex', ID_BYTES, 2 * ID_BYTES),
      expiresMs: payload.readUIntBE(2 * ID_BYTES, EXPIRY_BYTES),
      isSecure: payload.readUInt8(FLAG_AT) === 1,
    };
  }

  #signature(payload: Buffer): Buffer {
    return createHmac('sha256', this.#signing).update(payload).digest();
  }
}

function derived(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `millrace ${purpose}`, SIGNATURE_BYTES));
}
