/** Runs the fold of the decisions over inputs, in memory, and the same inputs through the functions of one process. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import type { ViewOutput } from '@millrace/shop/functions/view-output.ts';
import { START_MS } from '../../../../shop/test/functions/make-event.ts';
import type { DecisionOutput } from '../../../src/lambdas/insights/decision-output.ts';
import { type DecisionInput, DecisionsFold } from '../../../src/lambdas/insights/decisions-fold.ts';

export interface DecisionRun {
  readonly outputs: readonly DecisionOutput[];
  /** Of each input, how far time had come after it. */
  readonly times: readonly number[];
  readonly tables: JsonTables;
}

/** @param savedEvery after so many inputs the state goes through JSON text. */
export function runDecisions(inputs: readonly DecisionInput[], savedEvery = Number.POSITIVE_INFINITY): DecisionRun {
  const outputs: DecisionOutput[] = [];
  const emit = (output: DecisionOutput) => void outputs.push(structuredClone(output));
  let tables = new JsonTables();
  let fold = new DecisionsFold(tables, emit);
  const times = inputs.map((input, index) => {
    fold.apply(input);
    if ((index + 1) % savedEvery === 0) {
      tables = JsonTables.load(JSON.parse(JSON.stringify(tables.save())));
      fold = new DecisionsFold(tables, emit);
    }
    return tables.table<{ timeMs: number }>('decisions.clock').get('clock')?.timeMs ?? 0;
  });
  return { outputs, times, tables };
}

let made = 0;

/** As if each event came from a bucket of its own, whatever order they are put in. */
export function eventInput(enriched: EnrichedEvent): Extract<DecisionInput, { kind: 'event' }> {
  return { kind: 'event', enriched, bucket: made++, at: '1', arrivedMs: enriched.event.receivedMs };
}

/** The rows that the outputs leave for views. */
export function viewOutputs({ outputs }: Pick<DecisionRun, 'outputs'>): readonly ViewOutput[] {
  return outputs.flatMap((output) => (output.kind === 'view' ? [output.output] : []));
}

/** A measurement. @param afterMs when the stream has taken it. */
export function rowInput(row: ViewRow, afterMs = 0): DecisionInput {
  return { kind: 'row', view: 'fraud_scores', row, arrivedMs: START_MS + afterMs };
}

export function decisionRows(run: Pick<DecisionRun, 'outputs'>) {
  return viewOutputs(run).filter(({ view }) => view === 'decisions');
}

export function decided(run: Pick<DecisionRun, 'outputs'>): readonly unknown[] {
  return decisionRows(run).map(({ row }) => row?.orderId);
}

/** Tables of which the first look at each state fails, as where states must be fetched first. */
export class ForgetfulTables implements FoldTables {
  readonly #tables: JsonTables;
  readonly #fetched = new Set<string>();
  missed = 0;

  constructor(tables: JsonTables) {
    this.#tables = tables;
  }

  table<State>(name: string): FoldTable<State> {
    const table = this.#tables.table<State>(name);
    const fetch = (key: string) => {
      const place = `${name} ${key}`;
      if (this.#fetched.has(place)) return;
      this.#fetched.add(place);
      this.missed++;
      throw new Error('the state is not at hand');
    };
    const get = (key: string) => {
      fetch(key);
      return table.get(key);
    };
    return { ...table, get };
  }

  /** Everything must be fetched again. */
  forget(): void {
    this.#fetched.clear();
  }
}
