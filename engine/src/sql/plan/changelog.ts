/**
 * Which parts of a plan take rows back. A stream is either of rows that stay (`append`), or of rows that later ones
 * update and delete (`updating`): then each row is an INSERT, an UPDATE_BEFORE with the row that goes followed by an
 * UPDATE_AFTER with the row that comes in its place, or a DELETE.
 */
import { refuse } from '../bind/refuse.ts';
import type { PlanNode } from './physical-plan.ts';
import { inputsOf } from './plan-inputs.ts';

export type Changelog = 'append' | 'updating';

const known = new WeakMap<PlanNode, Changelog>();

/** What a node gives. */
export function changelogOf(node: PlanNode): Changelog {
  const found = known.get(node);
  if (found !== undefined) return found;
  const changelog = changelogFrom(node, inputsOf(node).map(changelogOf));
  known.set(node, changelog);
  return changelog;
}

function changelogFrom(node: PlanNode, inputs: readonly Changelog[]): Changelog {
  switch (node.kind) {
    case 'group-aggregate':
    case 'top-n':
    case 'set-operation':
      return 'updating';
    case 'deduplicate':
      return node.keep === 'last' || inputs.includes('updating') ? 'updating' : 'append';
    case 'join': {
      const isOuter = node.join !== 'inner' && node.join !== 'semi';
      return isOuter || inputs.includes('updating') ? 'updating' : 'append';
    }
    case 'temporal-join':
      // Versions end each other without taking a result back.
      return inputs[0] ?? 'append';
    case 'scan':
    case 'values':
    case 'calc':
    case 'watermark':
    case 'window-function':
    case 'window-aggregate':
    case 'window-rank':
    case 'over-aggregate':
    case 'match':
    case 'interval-join':
    case 'window-join':
    case 'lookup-join':
    case 'unnest':
    case 'expand':
    case 'union':
    case 'sink':
      return inputs.includes('updating') ? 'updating' : 'append';
  }
}

/** Operators that hold what they have given for final: a row that is taken back would come too late. */
const APPEND_ONLY: Readonly<Partial<Record<PlanNode['kind'], string>>> = {
  watermark: 'a watermark',
  'window-function': 'a window',
  'window-aggregate': 'a window',
  'window-rank': 'a window',
  'over-aggregate': 'OVER (…)',
  match: 'MATCH_RECOGNIZE',
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
