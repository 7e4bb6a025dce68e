/** Where views lie in the state environment: the keys and values of their rows, feeds and definitions. */
import assert from 'node:assert/strict';
import type { Environment, KeyRange, Table } from '../storage/environment.ts';
import { numberKey, numberOfKey } from '../storage/number-key.ts';
import { afterPrefix, orderedKey } from '../storage/ordered-key.ts';
import { decodePlainValue, encodePlainValue } from '../storage/plain-value.ts';
import type { KeyPart, ViewChange, ViewDefinition, ViewEntry, ViewKey, ViewRow } from './view-store.ts';

export interface ViewTables {
  /** Rows by view name and key. */
  readonly rows: Table;
  /** Changes by view name and number. */
  readonly feed: Table;
  /** The keys of rows by view name, time and key: only of views with a retention. */
  readonly times: Table;
  /** Definitions, as JSON, by view name. */
  readonly definitions: Table;
}

/** Opens the four tables; they are made on first use. */
export function viewTables(environment: Environment): ViewTables {
  return {
    rows: environment.table('view-rows'),
    feed: environment.table('view-feeds'),
    times: environment.table('view-times'),
    definitions: environment.table('view-definitions'),
  };
}

/** The key is stored again with its row: an ordered key cannot be turned back into its parts. */
export function encodeEntry({ key, row, final }: ViewEntry): Uint8Array {
  return encodePlainValue([key, row, final]);
}

export function decodeEntry(bytes: Uint8Array): ViewEntry {
  const entry = decodePlainValue(bytes);
  assert(Array.isArray(entry));
  return asEntry(entry);
}

/** As an entry; the number is the key under which the change lies. */
export function encodeChange({ key, row, final, deleted }: Omit<ViewChange, 'number'>): Uint8Array {
  return encodePlainValue([key, row, final, deleted]);
}

export function decodeChange(number: number, bytes: Uint8Array): ViewChange {
  const change = decodePlainValue(bytes);
  assert(Array.isArray(change));
  return { number, ...asEntry(change), deleted: change[3] === true };
}

function asEntry(entry: readonly unknown[]): ViewEntry {
  const [key, row, final] = entry;
  assert(isKey(key) && isRow(row), 'a view holds entries only');
  return { key, row, final: final === true };
}

function isKey(value: unknown): value is ViewKey {
  return Array.isArray(value);
}

function isRow(value: unknown): value is ViewRow {
  return typeof value === 'object' && value !== null;
}

/** A change's place: the view's prefix, then its number. */
export function feedKey(prefix: Uint8Array, number: number): Uint8Array {
  const key = new Uint8Array(prefix.length + 8);
  key.set(prefix);
  key.set(numberKey(number), prefix.length);
  return key;
}

/** The inverse of feedKey. */
export function numberOfFeedKey(prefix: Uint8Array, key: Uint8Array): number {
  return numberOfKey(key.subarray(prefix.length));
}

/** Every key that begins with the prefix. */
export function withPrefix(prefix: Uint8Array): KeyRange & { readonly to: Uint8Array } {
  return { from: prefix, to: afterPrefix(prefix) };
}

/** The least key that is greater. */
export function justAfter(key: Uint8Array): Uint8Array {
  return Buffer.concat([key, Uint8Array.of(0)]);
}

/** Where a row of the view lies: sorted by the name first, so that each view is one range of keys. */
export function viewKey(name: string, parts: readonly KeyPart[]): Uint8Array {
  return orderedKey([name, ...parts]);
}

/**
 * Keeps the definition for readers in other processes. Every start calls this, so an unchanged one costs no transaction.
 */
export function storeDefinition(environment: Environment, definition: ViewDefinition): void {
  const { definitions } = viewTables(environment);
  const key = orderedKey([definition.name]);
  const bytes = Buffer.from(JSON.stringify(definition));
  const stored = definitions.get(key);
  if (stored && bytes.equals(stored)) return;
  environment.transaction(() => definitions.put(key, bytes));
}

/** The definitions of all views that were ever opened for writing, by name. */
export function storedDefinitions(environment: Environment): readonly ViewDefinition[] {
  const entries = viewTables(environment).definitions.scan({}, Number.MAX_SAFE_INTEGER);
  return entries.map(([, bytes]) => JSON.parse(Buffer.from(bytes).toString()));
}
