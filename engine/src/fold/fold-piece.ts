/**
 * What commits change of states, as pieces of the journal: the names of the tables, then for each state the number of
 * its table, its key, and its bytes; none when it was removed.
 */
import { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { HeldState } from './held-rows.ts';
import type { StateCodec } from './state-codec.ts';
import type { StoredTable } from './stored-table.ts';

/** A longer piece goes on in the next: LMDB looks for as much room in a row. */
const PIECE_BYTES = 256 * 1024;

/** The states of one table that a commit writes. */
export interface TableChanges {
  readonly table: StoredTable<unknown>;
  readonly held: readonly HeldState[];
}

/**
 * The pieces of one commit, made one by one in the same memory: each is good until the next is asked for. None when nothing has
 * changed. `between` is called after each state.
 */
export function* piecesOf(changes: readonly TableChanges[], codec: StateCodec, between: () => void): Generator<Buffer> {
  const { writer } = codec;
  const headerBytes = writeTables(changes, writer);
  for (const [number, { table, held }] of changes.entries()) {
    for (const { row, state } of held) {
      writer.count(number);
      writer.text(row.key);
      const size = writer.skipSize();
      if (state !== undefined) codec.write(state, table.site);
      writer.setSize(size, state !== undefined);
      between();
      if (writer.length < PIECE_BYTES) continue;
      yield writer.view();
      writeTables(changes, writer);
    }
  }
  if (writer.length > headerBytes) yield writer.view();
}

/** Begins a piece. @returns how long that is. */
function writeTables(changes: readonly TableChanges[], writer: ByteWriter): number {
  writer.length = 0;
  writer.count(changes.length);
  for (const { table } of changes) writer.text(table.name);
  return writer.length;
}

/** What a piece says of one state. */
export interface PieceEntry {
  readonly table: string;
  readonly key: string;
  /** Undefined when it was removed. */
  readonly bytes: Uint8Array | undefined;
}

/** In the order in which they were written. */
export function* entriesOf(piece: Uint8Array): Generator<PieceEntry> {
  const reader = new ByteReader(piece);
  const tables = Array.from({ length: reader.count() }, () => reader.text());
  while (!reader.isAtEnd) {
    const table = tables[reader.count()] ?? '';
    const key = reader.text();
    yield { table, key, bytes: reader.sized() };
  }
}
