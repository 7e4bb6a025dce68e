/**
 * Hands on what decisions and alerts give out: decisions to their table, rows of other views to the results, all rows to
 * the lake, notifications to the topic. Everything can come again, and the topic's receivers know it by its id; so it
 * comes last, and only the lake, where a repeat costs a line, comes after.
 */
import type { ViewOutput } from '@millrace/shop/functions/view-output.ts';
import { eachInTurns } from '../../results/each-in-turns.ts';
import type { ResultRow, ResultsTable } from '../../results/results-table.ts';
import type { StreamOutput } from '../../state/bucket-function.ts';
import type { AlertTopic } from './alert-topic.ts';
import type { DecisionAges } from './decision-ages.ts';
import type { DecisionOutput } from './decision-output.ts';
import type { DecisionTables } from './decision-tables.ts';
import { outputRow } from './output-row.ts';

export interface DecisionTargets {
  readonly tables: Pick<DecisionTables, 'decided' | 'labelled' | 'remembered' | 'noted'>;
  readonly results: Pick<ResultsTable, 'put'>;
  /** Undefined where nobody is told. */
  readonly topic: Pick<AlertTopic, 'publish'> | undefined;
  /** Puts rows into the lake; does nothing where there is none. */
  readonly toLake: (rows: readonly ResultRow[]) => Promise<void>;
  readonly ages: Pick<DecisionAges, 'note'>;
}

const AT_ONCE = 32;

type Output = StreamOutput<DecisionOutput>;

export function decisionDelivery({ tables, results, topic, toLake, ages }: DecisionTargets) {
  const write = ({ id, value }: Output): Promise<void> => {
    switch (value.kind) {
      case 'profile':
        return tables.remembered(value.visitor, value.profile, id);
      case 'audit':
        return tables.noted(value.entry, id);
      case 'view':
        return writeRow(tables, value.output, id);
    }
  };
  return async (outputs: readonly Output[]): Promise<void> => {
    const rows = outputs.flatMap(({ id, value }) => (value.kind === 'view' ? [outputRow(value.output, id)] : []));
    await Promise.all([eachInTurns(lastOfEach(outputs), AT_ONCE, write), results.put(rows)]);
    ages.note(outputs, Date.now());
    for (const notification of outputs.flatMap(notificationOf)) await topic?.publish(notification);
    await toLake(rows);
  };
}

/** Rows of other views are the results'. */
async function writeRow(
  tables: Pick<DecisionTables, 'decided' | 'labelled'>,
  { view, row }: ViewOutput,
  id: string,
): Promise<void> {
  if (row === null) return;
  if (view === 'decisions') await tables.decided(row, id);
  if (view === 'order_labels') await tables.labelled(row, id);
}

/** Of what is written to one place only the last, so that writes can go beside each other. */
function lastOfEach(outputs: readonly Output[]): readonly Output[] {
  return [...new Map(outputs.map((output) => [placeOf(output), output])).values()];
}

function placeOf({ id, value }: Output): string {
  if (value.kind === 'profile') return `profile ${value.visitor}`;
  return value.kind === 'audit' ? `audit ${id}` : `${value.output.view} ${JSON.stringify(value.output.key)}`;
}

function notificationOf({
  value,
}: Output): readonly { readonly key: ViewOutput['key']; readonly row: NonNullable<ViewOutput['row']> }[] {
  if (value.kind !== 'view' || value.output.view !== 'alert_notifications' || value.output.row === null) return [];
  return [{ key: value.output.key, row: value.output.row }];
}
