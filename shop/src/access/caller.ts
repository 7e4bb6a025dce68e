/** Who a request comes from, as far as its key says. */
import type { FastifyRequest } from 'fastify';
import type { NewAuditEntry } from '../audit/audit-trail.ts';
import { type KnownKey, shortDigest } from './key-ring.ts';
import type { Access, Rights } from './roles.ts';
import type { Session } from './session-tokens.ts';

export interface Caller extends Rights {
  /** What the key is called in the configuration. */
  readonly name: string | null;
  /** The first digits of the key's SHA-256; null for who needs none. */
  readonly key: string | null;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `staff` for a route that does not say: see roles.ts. */
    access?: Access;
    /** The key may also come as `?writeKey=`: beacons carry no headers. */
    keyInQuery?: boolean;
    /** The key may also stand in the body: then the route itself asks `checkBody`. */
    keyInBody?: boolean;
    /** The answer goes on as long as the session does by which it was asked for, and no longer. */
    endsWithSession?: boolean;
  }
  interface FastifyRequest {
    /** Null before the request was looked at, for routes that are open, and for keys that are none of ours. */
    caller: Caller | null;
    /** By which the caller has signed in; null for a key of its own. */
    session: Session | null;
  }
}

export function callerWith(known: KnownKey): Caller {
  return { role: known.role, mayWrite: known.mayWrite, name: known.name, key: shortDigest(known) };
}

/** A key that travels where others may see it, as in an address, is good for sending events and for nothing else. */
export function senderWith(known: KnownKey): Caller | null {
  return known.mayWrite || known.role === 'admin' ? { ...callerWith(known), role: null, mayWrite: true } : null;
}

/** What the audit trail says of a request's key. */
export function keyInAudit({ caller }: Pick<FastifyRequest, 'caller'>): Pick<NewAuditEntry, 'key' | 'keyName'> {
  if (caller === null) return { key: null };
  return { key: caller.key, ...(caller.name === null ? {} : { keyName: caller.name }) };
}
