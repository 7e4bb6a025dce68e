/**
 * Rows that came after their window had closed: counted and kept, query by query, in the view `<query>.late`, so that
 * nothing is lost silently. They are written in the pipeline's commit, like results.
 */
import { toViewRow } from '../connectors/view-value.ts';
import type { LateOutput } from '../operators/operator.ts';
import type { Schema } from '../row/data-type.ts';
import { rowToValues } from '../row/row-class.ts';
import type { Environment } from '../storage/environment.ts';
import { openViewWriter } from '../views/environment-view.ts';
import type { ViewRow, ViewWriter } from '../views/view-store.ts';
import type { CommitParticipant } from './pipeline.ts';

/** Late rows of one query that are kept; their count goes on. */
const KEPT_ROWS = 10_000;
const LATE_SCHEMA: Schema = [{ name: 'place', type: { kind: 'BIGINT', nullable: false } }];

export class LateRows implements CommitParticipant {
  readonly #environment: Environment;
  readonly #queries = new Map<string, LateView>();

  /** @param environment the state store's: late rows are part of its transactions. */
  constructor(environment: Environment) {
    this.#environment = environment;
  }

  output(query: string, operator: string, schema: Schema): LateOutput {
    const view = this.#queries.get(query) ?? new LateView(this.#environment, `${query}.late`);
    this.#queries.set(query, view);
    return (row) => view.add({ operator, ...toViewRow(rowToValues(row), schema) });
  }

  commit(): void {
    for (const view of this.#queries.values()) view.commit();
  }
}

class LateView {
  readonly #view: ViewWriter;
  #pending: ViewRow[] = [];

  constructor(environment: Environment, name: string) {
    const definition = { name, schema: LATE_SCHEMA, primaryKey: ['place'], feedLength: KEPT_ROWS };
    this.#view = openViewWriter(environment, definition);
  }

  add(row: ViewRow): void {
    this.#pending.push(row);
  }

  /**
   * The feed's numbers count the late rows, since it has one change for each; the rows lie in a ring of KEPT_ROWS
   * places. Both go on from what is stored, so that a batch that is read again after a crash is counted once.
   */
  commit(): void {
    let count = this.#view.lastChange();
    for (const row of this.#pending) {
      this.#view.put({ key: [count % KEPT_ROWS], row, final: true });
      count += 1;
    }
    this.#pending = [];
  }
}
