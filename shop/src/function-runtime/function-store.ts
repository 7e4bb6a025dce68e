/** What the functions keep on disk: their tables, how far they have read, and the views that they write. */
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import {
  READABLE_TABLES_VERSIONS,
  STORED_TABLES_VERSION,
  StoredTables,
  tablesOfStates,
} from '@millrace/engine/fold/stored-tables.ts';
import type { DataType, Field } from '@millrace/engine/row/data-type.ts';
import type { Environment, Table } from '@millrace/engine/storage/environment.ts';
import { LmdbEnvironment } from '@millrace/engine/storage/lmdb-environment.ts';
import { clearViews, openViewWriter } from '@millrace/engine/views/environment-view.ts';
import type { ViewDefinition, ViewWriter } from '@millrace/engine/views/view-store.ts';
import type { FunctionSet } from '../functions/event-functions.ts';
import type { ColumnType, FunctionView, ViewOutput } from '../functions/view-output.ts';

/** The environment of a data folder's functions; what it holds can be computed again from the log. */
export function openFunctionsEnvironment(dataFolder: string): Environment {
  return LmdbEnvironment.open({ folder: join(dataFolder, 'functions'), durability: 'consistent' });
}

const VERSIONS = 'versions';

/** What a commit holds beside the tables. */
export interface CommitContents {
  readonly outputs: readonly ViewOutput[];
  /** How far each input has been read: a number, or text where a place in it is more than that. */
  readonly positions: ReadonlyMap<string, number | string>;
}

export class FunctionStore {
  readonly tables: StoredTables;
  readonly #environment: Environment;
  readonly #positions: Table;
  readonly #views: ReadonlyMap<string, ViewWriter>;

  readonly #between: () => void;

  /**
   * @param between is called again and again while a commit is put together: tables may be read then.
   * @throws MillraceError PIPELINE_CHANGED when the state belongs to other functions.
   */
  constructor(
    environment: Environment,
    { views, stateVersions }: Pick<FunctionSet, 'views' | 'stateVersions'>,
    between: () => void = () => undefined,
  ) {
    this.#environment = environment;
    this.#between = between;
    this.#positions = environment.table('fold-positions');
    this.#checkVersions(stateVersions);
    this.tables = new StoredTables(environment);
    this.#views = new Map(views.map((view) => [view.name, openView(environment, view)]));
  }

  /** How far an input was read at the last commit; undefined before the first. */
  position(input: string): number | undefined {
    const text = this.positionText(input);
    return text === undefined ? undefined : Number(text);
  }

  /** The same, of an input whose place is a text. */
  positionText(input: string): string | undefined {
    const bytes = this.#positions.get(Buffer.from(input));
    return bytes && Buffer.from(bytes).toString();
  }

  /** State, outputs and positions change together, or not at all. */
  commit(take: () => CommitContents): void {
    try {
      this.#environment.transaction(() => this.#writeAll(take()));
    } catch (failure) {
      this.tables.failed();
      throw failure;
    }
    this.tables.committed();
  }

  /** The same, with the disk's part of it off this thread. What goes in is taken when the transaction begins. */
  async commitAsync(take: () => CommitContents): Promise<void> {
    try {
      await this.#environment.transactionAsync(() => this.#writeAll(take()));
    } catch (failure) {
      this.tables.failed();
      throw failure;
    }
    this.tables.committed();
  }

  close(): Promise<void> {
    return this.#environment.close();
  }

  #writeAll({ outputs, positions }: CommitContents): void {
    this.tables.write(this.#between);
    for (const output of outputs) {
      this.#write(output);
      this.#between();
    }
    for (const [input, position] of positions) this.#positions.put(Buffer.from(input), Buffer.from(String(position)));
  }

  #write({ view, key, row }: ViewOutput): void {
    const writer = this.#views.get(view);
    if (!writer) throw new TypeError(`no function declares the view ${view}`);
    if (row === null) writer.remove(key);
    else writer.put({ key, row, final: true });
  }

  #checkVersions(stateVersions: string): void {
    const own = `${STORED_TABLES_VERSION} ${stateVersions}`;
    const stored = this.positionText(VERSIONS);
    if (stored === own) return;
    if (stored === undefined || READABLE_TABLES_VERSIONS.some((each) => stored === `${each} ${stateVersions}`)) {
      this.#environment.transaction(() => this.#positions.put(Buffer.from(VERSIONS), Buffer.from(own)));
    } else {
      throw new MillraceError('the functions have changed since their state was written', {
        code: 'PIPELINE_CHANGED',
        domain: 'user',
        retry: 'never',
        hint: "'millrace replay' makes state and results anew from the log; it keeps what the log keeps (7 days)",
      });
    }
  }
}

/** Forgets state, results and positions, for a rebuild. */
export function clearFunctions(environment: Environment): void {
  const tables = [...tablesOfStates(environment), environment.table('fold-positions')];
  environment.transaction(() => {
    for (const table of tables) for (const key of table.keys({}, Number.MAX_SAFE_INTEGER)) table.remove(key);
  });
  clearViews(environment);
}

const COLUMN_TYPES: Readonly<Record<ColumnType, DataType>> = {
  STRING: { kind: 'VARCHAR', length: 2_147_483_647, nullable: true },
  INT: { kind: 'INT', nullable: true },
  BIGINT: { kind: 'BIGINT', nullable: true },
  DOUBLE: { kind: 'DOUBLE', nullable: true },
  BOOLEAN: { kind: 'BOOLEAN', nullable: true },
  TIMESTAMP: { kind: 'TIMESTAMP', precision: 3, nullable: true },
  DECIMAL: { kind: 'DECIMAL', precision: 38, scale: 4, nullable: true },
};

function openView(environment: Environment, view: FunctionView): ViewWriter {
  const { retentionMs } = view;
  return openViewWriter(environment, viewDefinition(view), retentionMs === undefined ? {} : { retentionMs });
}

function viewDefinition({ name, columns, key, feedLength }: FunctionView): ViewDefinition {
  const schema = Object.entries(columns).map(([column, type]): Field => ({ name: column, type: COLUMN_TYPES[type] }));
  return { name, schema, primaryKey: key, feedLength };
}
