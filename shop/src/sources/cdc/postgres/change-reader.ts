/**
 * Puts the messages of a replication stream together into changes: each with its id, its transaction's time and its place.
 *
 * Ids are made of the commit's place and the change's number within the transaction, mapped or not, so that the same
 * change has the same id whenever the server tells it again. What is on the log already is passed over.
 */
import type { ChangeOperation, RowImage } from '../change-event.ts';
import type { ChangeMapper } from '../map-change.ts';
import { IdKind, transactionIds } from './change-id.ts';
import type { ChangeQueue } from './change-queue.ts';
import type { Relation, ReplicationMessage, RowChange } from './pgoutput-decoder.ts';
import type { SnapshotFilter } from './snapshot-filter.ts';
import type { SourceProgress } from './source-progress.ts';

export interface ChangeReaderParts {
  readonly name: string;
  readonly database: string;
  readonly queue: ChangeQueue;
  readonly progress: SourceProgress;
  readonly filter: SnapshotFilter;
  /** Of mapped tables, by full name. */
  readonly mappers: ReadonlyMap<string, ChangeMapper>;
  readonly onRelation: (relation: Relation) => void;
}

interface Transaction {
  readonly finalLsn: number;
  readonly commitMs: number;
  readonly xid: number;
  readonly idOf: (row: number, kind: number) => string;
  rows: number;
  /** Changes up to this number are on the log. */
  readonly known: number;
}

export class ChangeReader {
  readonly #parts: ChangeReaderParts;
  #transaction: Transaction | undefined;

  constructor(parts: ChangeReaderParts) {
    this.#parts = parts;
  }

  onMessage(message: ReplicationMessage): void {
    switch (message.kind) {
      case 'begin':
        this.#begin(message);
        break;
      case 'commit':
        this.#commit(message.endLsn);
        break;
      case 'relation':
        this.#parts.onRelation(message.relation);
        break;
      case 'truncate':
        this.#truncate(message.relations);
        break;
      case 'unmapped':
        if (this.#transaction) this.#transaction.rows++;
        break;
      case 'other':
        break;
      default:
        this.#row(message);
    }
  }

  /** Only between transactions does it mean that everything before has come. */
  onKeepalive(lsn: number): void {
    if (this.#transaction === undefined) this.#parts.queue.commit(lsn);
  }

  #begin({ finalLsn, commitMs, xid }: { finalLsn: number; commitMs: number; xid: number }): void {
    const { lsn, partial } = this.#parts.progress;
    const inPart = partial?.finalLsn === finalLsn ? partial.rows : 0;
    const known = finalLsn < lsn ? Number.POSITIVE_INFINITY : inPart;
    const idOf = transactionIds(this.#parts.name, finalLsn);
    this.#transaction = { finalLsn, commitMs, xid, idOf, rows: 0, known };
  }

  #commit(endLsn: number): void {
    this.#parts.queue.commit(endLsn, this.#transaction?.commitMs);
    this.#transaction = undefined;
  }

  #truncate(relations: readonly Relation[]): void {
    const transaction = this.#transaction;
    if (!transaction) return;
    transaction.rows++;
    if (transaction.rows <= transaction.known) return;
    for (const [index, relation] of relations.entries()) {
      this.#push(transaction, { relation, op: 't', before: null, after: null, kind: IdKind.truncated + index });
    }
  }

  #row(row: RowChange): void {
    const transaction = this.#transaction;
    if (!transaction) return;
    transaction.rows++;
    if (transaction.rows <= transaction.known) return;
    const { relation, before, after } = row;
    if (row.kind === 'update' && this.#hasNewKey(row)) {
      // The row goes under its old key and comes under its new one.
      this.#push(transaction, { relation, op: 'd', before, after: null, kind: IdKind.gone });
      this.#push(transaction, { relation, op: 'c', before: null, after, kind: IdKind.come });
      return;
    }
    this.#push(transaction, { relation, op: OPERATIONS[row.kind], before, after, kind: IdKind.only });
  }

  #hasNewKey({ relation, before, after }: RowChange): boolean {
    if (!before || !after) return false;
    const key = this.#parts.mappers.get(relation.table)?.key ?? [];
    return key.some((column) => before[column] !== undefined && before[column] !== after[column]);
  }

  #push({ finalLsn, commitMs, xid, idOf, rows }: Transaction, told: ToldChange): void {
    const { queue, filter, mappers, name, database } = this.#parts;
    const { op, before, after, relation, kind } = told;
    const mapper = mappers.get(relation.table);
    if (!mapper) return;
    const verdict = filter.judge(relation.table, xid, finalLsn);
    if (verdict === 'told') return;
    const change = {
      id: idOf(rows, kind),
      op,
      before,
      after,
      source: {
        connector: 'postgresql',
        name,
        db: database,
        schema: relation.schema,
        table: relation.name,
        lsn: finalLsn,
        txId: xid,
        ts_ms: commitMs,
      },
      ts_ms: Date.now(),
    };
    queue.push({ change, mapper, finalLsn, rows, ...(verdict === 'ask' ? { undecidedXid: xid } : {}) });
  }
}

interface ToldChange {
  readonly relation: Relation;
  readonly op: ChangeOperation;
  readonly before: RowImage | null;
  readonly after: RowImage | null;
  readonly kind: number;
}

const OPERATIONS = { insert: 'c', update: 'u', delete: 'd' } as const;
