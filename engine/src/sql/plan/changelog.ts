/**
 * Which parts of a plan take rows back. A stream is either of rows that stay (`append`), or of rows that later ones
 * update and delete (`updating`): then each row is an INSERT, an UPDATE_BEFORE with the row that goes followed by an
 * UPDATE_AFTER with the row that comes in its place, or a DELETE.
 */
import { refuse } from '../bind/refuse.ts';
import type { PlanNode } from './physical-plan.ts';
import { inputsOf } from './plan-inputs.ts';

export type Changelog = 'append' | 'updating';

/** What a stream has beside rows that come. The words are Flink's: what it says of a node, this says. */
export interface Changes {
  readonly updates: boolean;
  readonly deletes: boolean;
}

const NONE: Changes = { updates: false, deletes: false };
const ALL: Changes = { updates: true, deletes: true };

/** Formats in which a table tells how its rows change. */
const CHANGELOG_FORMATS: readonly string[] = ['debezium-json'];

const known = new WeakMap<PlanNode, Changes>();

/** What a node gives. */
export function changelogOf(node: PlanNode): Changelog {
  const { updates, deletes } = changesOf(node);
  return updates || deletes ? 'updating' : 'append';
}

export function changesOf(node: PlanNode): Changes {
  const found = known.get(node);
  if (found !== undefined) return found;
  const changes = changesFrom(node, inputsOf(node).map(changesOf));
  known.set(node, changes);
  return changes;
}

function changesFrom(node: PlanNode, inputs: readonly Changes[]): Changes {
  switch (node.kind) {
    case 'scan':
      return CHANGELOG_FORMATS.includes(node.table.options.format ?? '') ? ALL : NONE;
    case 'group-aggregate':
      return { updates: true, deletes: hasAny(inputs) };
    case 'top-n':
      // LIMIT without an order lets the first rows through, and they stay.
      return node.orderBy.length > 0 || hasAny(inputs) ? ALL : NONE;
    case 'set-operation':
      return { updates: true, deletes: node.operator === 'EXCEPT' || hasAny(inputs) };
    case 'deduplicate':
      return node.keep === 'last' || hasAny(inputs) ? ALL : NONE;
    case 'join':
      return node.join === 'inner' || node.join === 'semi' ? together(inputs) : ALL;
    case 'window-aggregate':
      // What has been taken back before the window fires is not in its result.
      return NONE;
    case 'temporal-join':
      // Versions end each other without taking a result back.
      return inputs[0] ?? NONE;
    case 'values':
    case 'calc':
    case 'watermark':
    case 'window-function':
    case 'window-rank':
    case 'temporal-sort':
    case 'over-aggregate':
    case 'match':
    case 'interval-join':
    case 'window-join':
    case 'lookup-join':
    case 'unnest':
    case 'expand':
    case 'union':
    case 'sink':
      return together(inputs);
  }
}

function hasAny(inputs: readonly Changes[]): boolean {
  return inputs.some(({ updates, deletes }) => updates || deletes);
}

function together(inputs: readonly Changes[]): Changes {
  return { updates: inputs.some(({ updates }) => updates), deletes: inputs.some(({ deletes }) => deletes) };
}

/** Operators that hold what they have given for final: a row that is taken back would come too late. */
const APPEND_ONLY: Readonly<Partial<Record<PlanNode['kind'], string>>> = {
  'window-rank': 'a window',
  'over-aggregate': 'OVER (…)',
  match: 'MATCH_RECOGNIZE',
  'temporal-sort': 'ORDER BY',
  'interval-join': 'a join bounded in time',
  'window-join': 'a window join',
};

/**
 * Refuses the nodes below and with `node` that would have to take back what they hold for final.
 * @throws SqlError SQL_UPDATES_NOT_ALLOWED
 */
export function checkChangelog(node: PlanNode): void {
  for (const input of inputsOf(node)) checkChangelog(input);
  const name = APPEND_ONLY[node.kind];
  if (name === undefined) return;
  const updating = inputsOf(node).find((input) => changelogOf(input) === 'updating');
  if (updating === undefined) return;
  const reason = `${name} reads rows that stay, but its input takes rows back (${updating.id})`;
  refuse('SQL_UPDATES_NOT_ALLOWED', node.span, reason, 'aggregate within windows below it, whose results are final');
}
