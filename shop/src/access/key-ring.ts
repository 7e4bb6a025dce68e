/**
 * The keys that the server knows, each with what it opens and whose it is. They are kept as SHA-256 only, and a key that is
 * presented is compared with every one of them, so that the time taken says nothing about which one fits.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type AccessClass, mayCall, READ_KEY_ROLES, type Rights, type Role } from './roles.ts';

export interface KeySettings {
  /** As they are. */
  readonly writeKeys: readonly string[];
  /** `[role:[name:]]key`; a plain key is an analyst's. */
  readonly readKeys: readonly string[];
  /** `[name:]key` */
  readonly adminKeys: readonly string[];
}

export interface KnownKey extends Rights {
  /** What it is called in the configuration. */
  readonly name: string | null;
  readonly digest: Buffer;
}

const FEWEST_KEY_CHARACTERS = 16;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,59}$/u;

type Entry = Rights & { readonly name: string | null; readonly key: string };

export class KeyRing {
  /** Whether machines need a key to send, and people one to read: admins' keys alone close neither. */
  readonly hasWriteKeys: boolean;
  readonly hasReadKeys: boolean;
  readonly #keys: readonly KnownKey[];

  /** @throws MillraceError KEY_TOO_SHORT, KEY_NOT_UNDERSTOOD, KEY_TWICE. */
  constructor({ writeKeys, readKeys, adminKeys }: KeySettings) {
    const entries: readonly Entry[] = [
      ...writeKeys.map((key) => ({ role: null, mayWrite: true, name: null, key })),
      ...readKeys.map(readEntry),
      ...adminKeys.map(adminEntry),
    ];
    if (entries.some(({ key }) => key.length < FEWEST_KEY_CHARACTERS)) throw KEY_TOO_SHORT;
    const known = new Map<string, KnownKey>();
    for (const { key, ...rights } of entries) {
      const digest = digestOf(key);
      const id = digest.toString('hex');
      known.set(id, merged(known.get(id), { ...rights, digest }));
    }
    this.#keys = [...known.values()];
    this.hasWriteKeys = writeKeys.length > 0;
    this.hasReadKeys = readKeys.length > 0;
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** Whether any key opens one of these classes. */
  opens(classes: readonly AccessClass[]): boolean {
    return this.#keys.some((key) => mayCall(key, classes));
  }

  find(key: string): KnownKey | undefined {
    return this.withDigest(digestOf(key));
  }

  withDigest(digest: Buffer): KnownKey | undefined {
    let found: KnownKey | undefined;
    for (const known of this.#keys) found = timingSafeEqual(digest, known.digest) ? known : found;
    return found;
  }

  [Symbol.iterator](): Iterator<KnownKey> {
    return this.#keys[Symbol.iterator]();
  }
}

/** By which digits the audit trail knows a key: the first of its SHA-256. */
export function shortDigest({ digest }: KnownKey): string {
  return digest.toString('hex').slice(0, 8);
}

/** `fraud:Eva:3f9c…`, `viewer:3f9c…` or `3f9c…` */
function readEntry(entry: string): Entry {
  const parts = entry.split(':');
  const [role = '', name = null, key = ''] =
    parts.length === 1 ? ['analyst', null, entry] : parts.length === 2 ? [parts[0], null, parts[1]] : parts;
  if (!isReadKeyRole(role) || parts.length > 3) throw notUnderstood('read', '[role:[name:]]key', ROLE_HINT);
  return { role, mayWrite: false, name: checkedName('read', name), key };
}

function adminEntry(entry: string): Entry {
  const parts = entry.split(':');
  const [name = null, key = ''] = parts.length === 1 ? [null, entry] : parts;
  if (parts.length > 2) throw notUnderstood('admin', '[name:]key', 'A key and its name have no colon in them.');
  return { role: 'admin', mayWrite: false, name: checkedName('admin', name), key };
}

function checkedName(kind: string, name: string | null): string | null {
  if (name === null || NAME.test(name)) return name;
  const hint = 'A name has up to 60 letters, digits, spaces and . _ @ -, and begins with a letter or a digit.';
  throw notUnderstood(kind, 'name', hint);
}

/** One key may stand among write keys and read keys: it opens what both open. */
function merged(before: KnownKey | undefined, next: KnownKey): KnownKey {
  if (!before) return next;
  const roles = new Set<Role | null>([before.role, next.role]);
  roles.delete(null);
  if (roles.size > 1 && !roles.has('admin')) throw keyTwice(roles);
  const role = roles.has('admin') ? 'admin' : (before.role ?? next.role);
  const mayWrite = before.mayWrite || next.mayWrite;
  return { role, mayWrite, name: next.name ?? before.name, digest: next.digest };
}

function isReadKeyRole(text: string): text is (typeof READ_KEY_ROLES)[number] {
  return READ_KEY_ROLES.some((role) => role === text);
}

function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

const ROLE_HINT = `Roles are ${READ_KEY_ROLES.join(', ')}; a key and its name have no colon in them.`;

/** The entry itself is not told: it holds a key. */
function notUnderstood(kind: string, shape: string, hint: string): MillraceError {
  return new MillraceError(`one of the ${kind} keys is not of the form ${shape}`, {
    code: 'KEY_NOT_UNDERSTOOD',
    domain: 'user',
    retry: 'never',
    hint,
  });
}

function keyTwice(roles: ReadonlySet<Role | null>): MillraceError {
  return new MillraceError(`one key is given the roles ${[...roles].join(' and ')}`, {
    code: 'KEY_TWICE',
    domain: 'user',
    retry: 'never',
    hint: 'Make a key for each role.',
  });
}

const KEY_TOO_SHORT = new MillraceError(`a key has at least ${FEWEST_KEY_CHARACTERS} characters`, {
  code: 'KEY_TOO_SHORT',
  domain: 'user',
  retry: 'never',
  hint: 'Make one with: openssl rand -hex 24',
});
