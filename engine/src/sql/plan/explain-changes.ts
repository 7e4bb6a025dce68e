/** What a node gives beside new rows, in the words of Flink's EXPLAIN CHANGELOG_MODE: `I,UB,UA,D`. */
import { nameText } from '../bind/expression-text.ts';
import { changesOf } from './changelog.ts';
import type { PlanNode, SinkNode } from './physical-plan.ts';

/** No line for a node whose rows stay; `withUpdateBefore`: where someone asks what an update replaces. */
export function describeChanges(node: PlanNode, withUpdateBefore: ReadonlySet<PlanNode>): readonly string[] {
  if (node.kind === 'sink') return [];
  const { updates, deletes } = changesOf(node);
  if (!updates && !deletes) return [];
  const kinds = ['I', updates && withUpdateBefore.has(node) ? 'UB' : '', updates ? 'UA' : '', deletes ? 'D' : ''];
  return [`changes: ${kinds.filter((kind) => kind !== '').join(',')}`];
}

/** What stands before a sink, a line for each. */
export function describeEnforcement({ table, input, notNull, materialize }: SinkNode): readonly string[] {
  const columns = (notNull?.columns ?? []).map((column) => nameText(table.schema[column]?.name ?? '?'));
  const otherwise = notNull?.otherwise === 'DROP' ? 'rows with NULL are left out' : 'NULL is an error';
  const rowKey = materialize?.rowKey.map((column) => nameText(input.schema[column]?.name ?? '?')) ?? [];
  return [
    ...(columns.length === 0 ? [] : [`not null: ${columns.join(', ')}; ${otherwise}`]),
    ...(materialize === undefined
      ? []
      : [`of rows with one key the last shows; rows are told apart by ${rowKey.join(', ') || 'nothing'}`]),
  ];
}
