/**
 * Who may call: on loopback without keys everyone on this machine, elsewhere only holders of keys.
 *
 * A key comes as `Authorization: Bearer <key>`, or as the user name of Basic authentication, which is what existing
 * trackers send. People sign in with one, and are known by the cookie of their session after that.
 */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../sources/http/problem.ts';
import { type Caller, callerWith, senderWith } from './caller.ts';
import { KeyRing, type KeySettings, type KnownKey } from './key-ring.ts';
import { isLoopback } from './loopback.ts';
import { comesFromOwnPage, isBrowser } from './own-page.ts';
import { type AccessClass, CLASS_ROLES, classesOf, mayCall, rolesOf } from './roles.ts';
import type { Sessions } from './sessions.ts';

export interface AccessParts {
  readonly host: string;
  readonly keys: KeyRing;
  readonly sessions: Sessions;
}

/** Where there are no keys at all, who calls is the one who started the server. */
const OWNER: Caller = { role: 'admin', mayWrite: true, name: null, key: null };
const NOBODY = { mayWrite: false, name: null, key: null } as const;

/** @throws MillraceError KEYS_REQUIRED when the server would be open to others, and as KeyRing does. */
export function checkedKeys(host: string, settings: KeySettings): KeyRing {
  const { writeKeys, readKeys } = settings;
  if (!isLoopback(host) && (writeKeys.length === 0 || readKeys.length === 0)) throw keysRequired(host);
  return new KeyRing(settings);
}

export class AccessControl {
  readonly sessions: Sessions;
  readonly #keys: KeyRing;
  readonly #loopbackOnly: boolean;

  constructor({ host, keys, sessions }: AccessParts) {
    this.#loopbackOnly = isLoopback(host);
    this.#keys = keys;
    this.sessions = sessions;
  }

  /** Whether everyone who can connect may do everything. */
  get isOpen(): boolean {
    return this.#loopbackOnly && this.#keys.isEmpty;
  }

  /** Whether reading is open to everyone who can connect: on loopback only. */
  get isOpenToRead(): boolean {
    return !this.#keys.hasReadKeys;
  }

  /**
   * Notes who calls in the request.
   * @throws Problem 401 without a key of ours, 403 for one that may not, for a page that reaches loopback under another
   * name, and for routes that no key of this server opens.
   */
  check(request: FastifyRequest, reply: FastifyReply): void {
    if (this.#loopbackOnly && this.isOpenToRead && !isCalledByLoopbackName(request)) throw FOREIGN_NAME;
    const { config } = request.routeOptions;
    const classes = classesOf(config.access);
    if (classes.length === 0) return;
    this.recognise(request, reply);
    if (request.caller !== null && mayCall(request.caller, classes)) {
      this.#holdStream(request, reply);
      return;
    }
    if (this.#letsInAnyone(classes, config.audited === true)) {
      request.caller = { ...NOBODY, ...request.caller, role: request.caller?.role ?? 'analyst' };
      return;
    }
    if (request.caller === null && config.keyInBody === true && presentedKey(request) === undefined) return;
    throw this.#refusal(request, classes);
  }

  /** For routes with `keyInBody`, once the body is read. @throws Problem 401 when no key came before and this one does not fit. */
  checkBody(request: FastifyRequest, key: string | undefined): void {
    if (request.caller !== null || presentedKey(request) !== undefined || !this.#keys.hasWriteKeys) return;
    const known = key === undefined ? undefined : this.#keys.find(key);
    const sender = known === undefined ? null : senderWith(known);
    if (sender === null) throw this.#refusal(request, ['write']);
    request.caller = sender;
  }

  /** Notes who calls, if it can be told: by a key, or by the session of one. A session in use is renewed by the answer. */
  recognise(request: FastifyRequest, reply: FastifyReply): void {
    request.caller = this.isOpen ? OWNER : this.#callerOf(request);
    if (request.caller === null && presentedKey(request) === undefined) this.#findSession(request, reply);
  }

  find(key: string): KnownKey | undefined {
    return this.#keys.find(key);
  }

  #callerOf(request: FastifyRequest): Caller | null {
    const key = presentedKey(request);
    if (key !== undefined) return this.#callerWith(key, callerWith);
    const keyInQuery = queryKey(request);
    return keyInQuery === undefined ? null : this.#callerWith(keyInQuery, senderWith);
  }

  #callerWith(key: string, callerOf: (known: KnownKey) => Caller | null): Caller | null {
    const known = this.#keys.find(key);
    return known === undefined ? null : callerOf(known);
  }

  /** Pages of others may make a browser send our cookie: to them it is worth nothing. */
  #findSession(request: FastifyRequest, reply: FastifyReply): void {
    const found = this.sessions.find(request.headers.cookie);
    if (found === undefined || !comesFromOwnPage(request)) return;
    const renewed = this.sessions.renewed(found.session);
    if (renewed) reply.header('set-cookie', this.sessions.cookieOf(renewed));
    request.session = renewed ?? found.session;
    request.caller = callerWith(found.known);
  }

  #holdStream(request: FastifyRequest, { raw }: FastifyReply): void {
    if (request.session === null || request.routeOptions.config.endsWithSession !== true) return;
    // What does not read cannot be told goodbye.
    const release = this.sessions.hold(request.session, () => (raw.writableNeedDrain ? raw.destroy() : raw.end()));
    raw.once('close', release);
  }

  /** On loopback a server may have keys of one kind only: then the other side is open, but for what changes something. */
  #letsInAnyone(classes: readonly AccessClass[], isChange: boolean): boolean {
    if (classes.includes('write')) return !this.#keys.hasWriteKeys;
    return !this.#keys.hasReadKeys && !isChange && mayCall({ role: 'analyst', mayWrite: false }, classes);
  }

  #refusal({ caller, headers }: FastifyRequest, classes: readonly AccessClass[]): Problem {
    if (!this.#keys.opens(classes)) return noKeyFor(classes);
    return caller === null ? unauthorized(classes, isBrowser(headers)) : notAllowed(caller, classes);
  }
}

/** Of the headers. */
function presentedKey({ headers: { authorization } }: FastifyRequest): string | undefined {
  const [scheme = '', value = ''] = authorization?.split(' ') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const [user = ''] = Buffer.from(value, 'base64').toString().split(':');
  return user;
}

/** Only collecting routes look there. */
function queryKey({ query, routeOptions }: FastifyRequest): string | undefined {
  if (routeOptions.config.keyInQuery !== true) return undefined;
  const isNamed = typeof query === 'object' && query !== null && 'writeKey' in query;
  return isNamed && typeof query.writeKey === 'string' ? query.writeKey : undefined;
}

/** `a write key, or one of the role analyst or admin` */
function keyFor(classes: readonly AccessClass[]): string {
  const people = rolesOf(classes.filter((name) => name !== 'write'));
  const person =
    people.length === Object.keys(CLASS_ROLES.read).length ? 'a read key' : `a key of the role ${people.join(' or ')}`;
  if (!classes.includes('write')) return person;
  return people.length === 0 ? 'a write key' : `a write key, or ${person}`;
}

/** Asked for Basic, a browser would ask its user by itself; people sign in on our page. */
function unauthorized(classes: readonly AccessClass[], isBrowser: boolean): Problem {
  const detail = `This needs ${keyFor(classes)}: Authorization: Bearer <key>, or the key as the user name of Basic.`;
  const scheme = isBrowser ? 'Bearer realm="millrace"' : 'Basic realm="millrace", charset="UTF-8"';
  return new Problem({ status: 401, code: 'UNAUTHORIZED', detail, headers: { 'www-authenticate': scheme } });
}

function notAllowed({ role }: Caller, classes: readonly AccessClass[]): Problem {
  const detail = `This needs ${keyFor(classes)}; yours is ${role === null ? 'a write key' : `of the role ${role}`}.`;
  return new Problem({ status: 403, code: 'ROLE_NOT_ALLOWED', detail, more: { role, roles: rolesOf(classes) } });
}

function noKeyFor(classes: readonly AccessClass[]): Problem {
  const detail = `This needs ${keyFor(classes)}, and the server has none: start it with --admin-keys.`;
  return new Problem({ status: 403, code: 'NO_ADMIN_KEY', detail });
}

/** By the name that the caller wrote as well as by the one that a trusted proxy passes on: a page can set the latter. */
function isCalledByLoopbackName({ hostname, headers }: FastifyRequest): boolean {
  const written = headers.host?.replace(/:\d*$/, '') ?? hostname;
  return isLoopback(written) && isLoopback(hostname);
}

/** A page whose name was made to point at this machine would otherwise read everything, as if it were ours. */
const FOREIGN_NAME = new Problem({
  status: 403,
  code: 'FOREIGN_HOST_NAME',
  detail: 'Without keys the server answers only to localhost and loopback addresses in the Host header.',
});

function keysRequired(host: string): MillraceError {
  return new MillraceError(`listening on ${host} would open the shop's data to others`, {
    code: 'KEYS_REQUIRED',
    domain: 'user',
    retry: 'never',
    hint: 'Set MILLRACE_WRITE_KEYS and MILLRACE_READ_KEYS (comma-separated), or listen on 127.0.0.1.',
  });
}
