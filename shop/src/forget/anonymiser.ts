/**
 * Takes a user out of records and rows. Names become pseudonyms that nobody can lead back, for the key that they are made
 * with is thrown away afterwards; what could name the user otherwise goes. What a shop's figures are made of stays: which
 * kind of event, when, which product, at which price, in which country, in which order.
 */
import { createHash } from 'node:crypto';
import type { PlainValue } from '@millrace/engine/storage/plain-value.ts';
import type { ViewEntry, ViewRow, ViewValue } from '@millrace/engine/views/view-store.ts';

export interface Names {
  /** Each name of the user with its pseudonym. */
  readonly names: readonly (readonly [name: string, pseudonym: string])[];
  /** Sessions and addresses get their pseudonyms by it. */
  readonly secret: string;
}

/** Fields of a user's own records and rows that go whole: free text, and what tells devices apart. */
const GONE: ReadonlySet<string> = new Set(['query', 'properties', 'deviceId']);
export const FORGOTTEN_SESSION = 'forgotten-session-';

export class Anonymiser {
  readonly #names: ReadonlyMap<string, string>;
  readonly #needles: readonly Buffer[];
  readonly #secret: string;

  constructor({ names, secret }: Names) {
    this.#names = new Map(names);
    this.#needles = names.flatMap(([name]) => [
      Buffer.from(name),
      Buffer.from(name, 'latin1'),
      Buffer.from(name, 'utf16le'),
    ]);
    this.#secret = secret;
  }

  /** Whether one of the names may be in these bytes, however they were written. */
  mayHold(bytes: Uint8Array): boolean {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.#needles.some((needle) => buffer.includes(needle));
  }

  /** A record of the log in its new form; undefined when it says nothing of the user. */
  record(text: string): string | undefined {
    if (!this.mayHold(Buffer.from(text))) return undefined;
    const record: Record<string, unknown> = JSON.parse(text);
    const isOwn = this.#isName(record.userId) || this.#isName(record.anonymousId);
    if (!isOwn) return this.#mention(record);
    const kept = Object.entries(record).filter(([field]) => !GONE.has(field));
    return JSON.stringify(Object.fromEntries(kept.map(([field, value]) => [field, this.#own(field, value)])));
  }

  /** A row of a view, with the key that it then has; undefined when it says nothing of the user. */
  entry(entry: ViewEntry): ViewEntry | undefined {
    const isOwn = Object.values(entry.row).some((value) => this.#isName(value));
    const row: ViewRow = Object.fromEntries(
      Object.entries(entry.row).map(([field, value]) => [
        field,
        isOwn ? this.#ownValue(field, value) : this.#value(value),
      ]),
    );
    const key = entry.key.map((part) => (typeof part === 'string' ? this.#text(part) : part));
    if (JSON.stringify([key, row]) === JSON.stringify([entry.key, entry.row])) return undefined;
    return { ...entry, key, row };
  }

  /**
   * Something that an operator remembers. Keys of several columns are texts that hold the name behind its length. Columns
   * have no names here: beside the name of a user a text that is a JSON object is what was told of the user.
   */
  state(value: PlainValue): PlainValue {
    if (typeof value === 'string') return this.#keyText(this.#names.get(value) ?? value);
    if (Array.isArray(value)) {
      const isOwn = value.some((item) => this.#isName(item));
      return value.map((item: PlainValue) => (isOwn && isObjectText(item) ? null : this.state(item)));
    }
    if (value === null || typeof value !== 'object' || value instanceof Uint8Array || value instanceof Set)
      return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.state(item)]));
  }

  /** A row beside the log, as JSON: a quarantined event, a line of the audit trail. */
  streamRow(text: string): string {
    const row: Record<string, unknown> = JSON.parse(text);
    const original = typeof row.original === 'string' ? { original: '{"forgotten":true}' } : {};
    return JSON.stringify(this.#words({ ...row, ...original }));
  }

  /** By one and the same way in every place, so that a log that is gone through again gives the same. */
  session(sessionId: string): string {
    return `${FORGOTTEN_SESSION}${this.#digest(sessionId).slice(0, 16)}`;
  }

  /** An address that is nobody's: IPv6 has a range for documentation. */
  address(ip: string): string {
    const [, ...groups] = /^(.{4})(.{4})(.{4})(.{4})/.exec(this.#digest(ip)) ?? [];
    return `2001:db8:0:0:${groups.join(':')}`;
  }

  #digest(text: string): string {
    return createHash('md5').update(`${this.#secret}${text}`).digest('hex');
  }

  #isName(value: unknown): boolean {
    return typeof value === 'string' && this.#names.has(value);
  }

  #own(field: string, value: unknown): unknown {
    if (typeof value !== 'string') return value;
    if (field === 'sessionId') return this.session(value);
    if (field === 'ip') return this.address(value);
    return field === 'userId' || field === 'anonymousId' ? (this.#names.get(value) ?? value) : value;
  }

  #ownValue(field: string, value: ViewValue): ViewValue {
    if (GONE.has(field)) return null;
    if (typeof value === 'string' && (field === 'ip' || field === 'sessionId')) return String(this.#own(field, value));
    return this.#value(value);
  }

  /** Names in what others, or the shop, have said: a list of blocked users, this very forgetting. */
  #mention(record: Record<string, unknown>): string | undefined {
    const properties = this.#words(record.properties);
    if (JSON.stringify(properties) === JSON.stringify(record.properties)) return undefined;
    return JSON.stringify({ ...record, properties });
  }

  #value(value: ViewValue): ViewValue {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return value.map((item: ViewValue) => this.#value(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#value(item)]));
  }

  /** A name, or JSON text with names in it. */
  #text(text: string): string {
    const whole = this.#names.get(text);
    if (whole !== undefined) return whole;
    let changed = text;
    for (const [name, pseudonym] of this.#names)
      changed = changed.replaceAll(JSON.stringify(name), JSON.stringify(pseudonym));
    return changed;
  }

  #keyText(text: string): string {
    let changed = text;
    for (const [name, pseudonym] of this.#names)
      changed = changed.replaceAll(`${name.length}:${name}`, `${pseudonym.length}:${pseudonym}`);
    return changed;
  }

  /** Names wherever they stand as words: in a path, in a message. */
  #words(value: unknown): unknown {
    if (typeof value === 'string') return this.#word(value);
    if (Array.isArray(value)) return value.map((item) => this.#words(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#words(item)]));
  }

  #word(text: string): string {
    let changed = text;
    for (const [name, pseudonym] of this.#names) {
      for (const form of new Set([name, encodeURIComponent(name)])) {
        changed = changed.replaceAll(wordPattern(form), pseudonym);
      }
    }
    return changed;
  }
}

function isObjectText(value: PlainValue): boolean {
  return typeof value === 'string' && value.startsWith('{"') && value.endsWith('}');
}

function wordPattern(name: string): RegExp {
  const literal = name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}
