/**
 * Who may call: on loopback everyone on this machine, elsewhere only holders of keys.
 *
 * Keys are kept as SHA-256 and compared in constant time. A key comes as `Authorization: Bearer <key>`, or as the user
 * name of Basic authentication, which is what existing trackers and browsers send.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../sources/http/problem.ts';

/**
 * What a route asks for: a write key, a read key (the default), an admin key, or nothing. An admin key opens everything.
 * Without admin keys admin routes are open only where everything is: on loopback without keys of any kind.
 */
export type Access = 'write' | 'read' | 'admin' | 'open';
type KeyKind = Exclude<Access, 'open'>;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** The key may also come as `?writeKey=`: beacons carry no headers. */
    keyInQuery?: boolean;
    /** The key may also stand in the body: then the route itself asks `checkBody`. */
    keyInBody?: boolean;
  }
}

export interface AccessOptions {
  readonly host: string;
  readonly writeKeys: readonly string[];
  readonly readKeys: readonly string[];
  readonly adminKeys: readonly string[];
}

const FEWEST_KEY_CHARACTERS = 16;

export class AccessControl {
  readonly #digests: Readonly<Record<KeyKind, readonly Buffer[]>>;
  readonly #loopbackOnly: boolean;

  /** @throws MillraceError KEYS_REQUIRED, KEY_TOO_SHORT when the server would be open to others. */
  constructor({ host, writeKeys, readKeys, adminKeys }: AccessOptions) {
    this.#loopbackOnly = isLoopback(host);
    if (!this.#loopbackOnly && (writeKeys.length === 0 || readKeys.length === 0)) throw keysRequired(host);
    if ([...writeKeys, ...readKeys, ...adminKeys].some((key) => key.length < FEWEST_KEY_CHARACTERS))
      throw KEY_TOO_SHORT;
    const admin = adminKeys.map(digest);
    this.#digests = { write: writeKeys.map(digest), read: readKeys.map(digest), admin };
  }

  /**
   * @throws Problem 401 without a fitting key, 403 for a page that reaches loopback under another name, and for admin
   * routes of a server that has no admin key.
   */
  check(request: FastifyRequest): void {
    const access = request.routeOptions.config.access ?? 'read';
    if (this.#loopbackOnly && this.#isWithoutKeys() && !isLoopback(request.hostname)) throw FOREIGN_NAME;
    if (access === 'open' || this.#isOpen(access)) return;
    if (access === 'admin' && this.#digests.admin.length === 0) throw NO_ADMIN_KEY;
    const key = keyOf(request);
    if (key === undefined && request.routeOptions.config.keyInBody === true) return;
    if (key === undefined || !this.#holds(access, key)) throw unauthorized(access);
  }

  /** For routes with `keyInBody`, once the body is read. @throws Problem 401 when no key came before and this one does not fit. */
  checkBody(request: FastifyRequest, key: string | undefined): void {
    if (this.#isOpen('write') || keyOf(request) !== undefined) return;
    if (key === undefined || !this.#holds('write', key)) throw unauthorized('write');
  }

  /** Whether the request may do what admin routes do. */
  isAdmin(request: FastifyRequest): boolean {
    if (this.#isOpen('admin')) return true;
    const key = presentedKey(request.headers.authorization);
    return key !== undefined && this.#holds('admin', key);
  }

  /** By which name the audit trail knows the request's key: the first digits of its SHA-256; null for none of ours. */
  keyName(request: FastifyRequest): string | null {
    const key = keyOf(request);
    const isKnown = key !== undefined && (['write', 'read', 'admin'] as const).some((kind) => this.#holds(kind, key));
    return isKnown ? digest(key).toString('hex').slice(0, 8) : null;
  }

  #isOpen(access: KeyKind): boolean {
    if (access !== 'admin') return this.#digests[access].length === 0;
    return this.#loopbackOnly && Object.values(this.#digests).every((digests) => digests.length === 0);
  }

  #isWithoutKeys(): boolean {
    return this.#digests.read.length === 0;
  }

  /** Looks at every key, so that the time taken says nothing about which one fits. */
  #holds(access: KeyKind, key: string): boolean {
    const presented = digest(key);
    let fits = false;
    for (const known of [...this.#digests[access], ...this.#digests.admin])
      fits = timingSafeEqual(presented, known) || fits;
    return fits;
  }
}

/** Whether nobody but this machine can connect to the host name. IPv6 may stand in brackets, as in URLs. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

function digest(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/** A header's key stands before that of the query, which only collecting routes look at. */
function keyOf({ headers, query, routeOptions }: FastifyRequest): string | undefined {
  const key = presentedKey(headers.authorization);
  if (key !== undefined || routeOptions.config.keyInQuery !== true) return key;
  const isNamed = typeof query === 'object' && query !== null && 'writeKey' in query;
  return isNamed && typeof query.writeKey === 'string' ? query.writeKey : undefined;
}

function presentedKey(authorization: string | undefined): string | undefined {
  const [scheme = '', value = ''] = authorization?.split(' ') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const [user = ''] = Buffer.from(value, 'base64').toString().split(':');
  return user;
}

function unauthorized(access: Access): Problem {
  const detail = `A ${access} key is needed: Authorization: Bearer <key>, or the key as the user name of Basic.`;
  const headers = { 'www-authenticate': 'Basic realm="millrace", charset="UTF-8"' };
  return new Problem({ status: 401, code: 'UNAUTHORIZED', detail, headers });
}

/** A page whose name was made to point at this machine would otherwise read everything, as if it were ours. */
const FOREIGN_NAME = new Problem({
  status: 403,
  code: 'FOREIGN_HOST_NAME',
  detail: 'Without keys the server answers only to localhost and loopback addresses in the Host header.',
});

const NO_ADMIN_KEY = new Problem({
  status: 403,
  code: 'NO_ADMIN_KEY',
  detail: 'This needs an admin key, and the server has none: start it with --admin-keys.',
});

function keysRequired(host: string): MillraceError {
  return new MillraceError(`listening on ${host} would open the shop's data to others`, {
    code: 'KEYS_REQUIRED',
    domain: 'user',
    retry: 'never',
    hint: 'Set MILLRACE_WRITE_KEYS and MILLRACE_READ_KEYS (comma-separated), or listen on 127.0.0.1.',
  });
}

const KEY_TOO_SHORT = new MillraceError(`a key has at least ${FEWEST_KEY_CHARACTERS} characters`, {
  code: 'KEY_TOO_SHORT',
  domain: 'user',
  retry: 'never',
  hint: 'Make one with: openssl rand -hex 24',
});
