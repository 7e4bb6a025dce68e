/**
 * Decodes pgoutput, protocol version 1, as far as changes of rows go: only the columns that the mapping names are read,
 * the others are stepped over.
 *
 * The parser of `pg-logical-replication` is not used: it makes a Date of a timestamp, which cuts its microseconds, reads
 * every column, and cannot tell a TOASTed value that did not change from one that is not there.
 */
import type { CellValue, RowImage } from '../change-event.ts';
import { type TextReader, textReaderOf } from './column-text.ts';
import { readLsn } from './lsn.ts';

export interface Relation {
  readonly oid: number;
  /** `public.orders` */
  readonly table: string;
  readonly schema: string;
  readonly name: string;
  /** Every column, in order. */
  readonly columns: readonly { readonly name: string; readonly typeOid: number }[];
  /** Undefined for a table that is not mapped. */
  readonly readers: readonly (ColumnReader | undefined)[] | undefined;
}

interface ColumnReader {
  readonly name: string;
  readonly read: TextReader;
}

export interface RowChange {
  readonly kind: 'insert' | 'update' | 'delete';
  readonly relation: Relation;
  readonly before: RowImage | null;
  readonly after: RowImage | null;
}

export type ReplicationMessage =
  | { readonly kind: 'begin'; readonly finalLsn: number; readonly commitMs: number; readonly xid: number }
  | { readonly kind: 'commit'; readonly endLsn: number }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'truncate'; readonly relations: readonly Relation[] }
  | { readonly kind: 'other' }
  /** A row of a table that is not mapped: only counted. */
  | { readonly kind: 'unmapped' }
  | RowChange;

/** The columns of a table that are wanted; undefined for a table that is not mapped. */
export type WantedColumns = (table: string) => ReadonlySet<string> | undefined;

const UNMAPPED = { kind: 'unmapped' } as const;
const OTHER = { kind: 'other' } as const;
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const [TEXT, NULL, UNCHANGED] = [0x74, 0x6e, 0x75];
const [NEW, KEY] = [0x4e, 0x4b];

export class PgoutputDecoder {
  readonly #wanted: WantedColumns;
  readonly #relations = new Map<number, Relation>();
  readonly #ownArrays = new Set<number>();
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(wanted: WantedColumns) {
    this.#wanted = wanted;
  }

  decode(bytes: Buffer): ReplicationMessage {
    this.#bytes = bytes;
    this.#at = 1;
    switch (String.fromCharCode(bytes[0] ?? 0)) {
      case 'I':
        return this.#insert();
      case 'U':
        return this.#update();
      case 'D':
        return this.#delete();
      case 'B':
        return this.#begin();
      case 'C':
        return { kind: 'commit', endLsn: readLsn(bytes, 10) };
      case 'R':
        return this.#relation();
      case 'Y':
        return this.#type();
      case 'T':
        return this.#truncate();
      default:
        return OTHER;
    }
  }

  #begin(): ReplicationMessage {
    const bytes = this.#bytes;
    const micros = Number(bytes.readBigInt64BE(9));
    return {
      kind: 'begin',
      finalLsn: readLsn(bytes, 1),
      commitMs: Math.floor(micros / 1000) + POSTGRES_EPOCH_MS,
      xid: bytes.readUInt32BE(17),
    };
  }

  #insert(): ReplicationMessage {
    const relation = this.#known(this.#uint32());
    if (!relation.readers) return UNMAPPED;
    this.#at++;
    return { kind: 'insert', relation, before: null, after: this.#tuple(relation.readers) };
  }

  #update(): ReplicationMessage {
    const relation = this.#known(this.#uint32());
    const { readers } = relation;
    if (!readers) return UNMAPPED;
    const first = this.#byte();
    if (first === NEW) return { kind: 'update', relation, before: null, after: this.#tuple(readers) };
    const before = first === KEY ? withoutNulls(this.#tuple(readers)) : this.#tuple(readers);
    this.#at++;
    const after = this.#tuple(readers);
    // What the change left as it was, the old row has.
    return { kind: 'update', relation, before, after: { ...before, ...after } };
  }

  #delete(): ReplicationMessage {
    const relation = this.#known(this.#uint32());
    if (!relation.readers) return UNMAPPED;
    const isKey = this.#byte() === KEY;
    const before = this.#tuple(relation.readers);
    return { kind: 'delete', relation, before: isKey ? withoutNulls(before) : before, after: null };
  }

  #truncate(): ReplicationMessage {
    const count = this.#uint32();
    this.#at++;
    return { kind: 'truncate', relations: Array.from({ length: count }, () => this.#known(this.#uint32())) };
  }

  /** A type of the database's own; arrays of them are named with a line before. */
  #type(): ReplicationMessage {
    const oid = this.#uint32();
    this.#string();
    if (this.#string().startsWith('_')) this.#ownArrays.add(oid);
    return OTHER;
  }

  #relation(): ReplicationMessage {
    const oid = this.#uint32();
    const schema = this.#string();
    const name = this.#string();
    this.#at++;
    const columns = Array.from({ length: this.#uint16() }, () => {
      this.#at++;
      const column = { name: this.#string(), typeOid: this.#uint32() };
      this.#at += 4;
      return column;
    });
    const table = `${schema}.${name}`;
    const wanted = this.#wanted(table);
    const readers = wanted && columns.map((column) => this.#readerOf(column, wanted));
    const relation: Relation = { oid, table, schema, name, columns, readers };
    this.#relations.set(oid, relation);
    return { kind: 'relation', relation };
  }

  #readerOf({ name, typeOid }: { name: string; typeOid: number }, wanted: ReadonlySet<string>) {
    if (!wanted.has(name)) return undefined;
    return { name, read: textReaderOf(typeOid, this.#ownArrays.has(typeOid)) };
  }

  #tuple(readers: readonly (ColumnReader | undefined)[]): RowImage {
    const bytes = this.#bytes;
    const row: Record<string, CellValue> = {};
    const count = this.#uint16();
    for (let index = 0; index < count; index++) {
      const reader = readers[index];
      const kind = this.#byte();
      if (kind === NULL) {
        if (reader) row[reader.name] = null;
      } else if (kind !== UNCHANGED) {
        const start = this.#at + 4;
        const end = start + bytes.readUInt32BE(this.#at);
        if (reader && kind === TEXT) row[reader.name] = reader.read(bytes.toString('utf8', start, end));
        this.#at = end;
      }
    }
    return row;
  }

  /** The server tells of a relation before its first row, on every connection. */
  #known(oid: number): Relation {
    const relation = this.#relations.get(oid);
    if (relation) return relation;
    throw new Error(`a change of a relation (${oid}) that was not described before`);
  }

  #byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  #uint16(): number {
    this.#at += 2;
    return this.#bytes.readUInt16BE(this.#at - 2);
  }

  #uint32(): number {
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  #string(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }
}

/** In a tuple of the key alone, columns that are not part of it stand as NULL. */
function withoutNulls(row: RowImage): RowImage {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
