/**
 * Running aggregates that several queries read are pruned alike, so that they are equal and computed once: each query keeps
 * there what any of them reads. Without this, a view of which every query reads other columns is computed anew for each.
 *
 * C1. Two nodes are pruned alike when they are the same by text, and when the same running aggregates below them are
 *     left by pruning: what a query drops decides which rows are late for it, and so stays dropped.
 * C2. Nothing else changes: a column that is kept for others is made, and not read.
 */
import type { LogicalNode, LogicalOver } from '../bind/logical-plan.ts';
import { inputsOfLogical, mapInputs } from './map-inputs.ts';
import { pruneAll, union } from './prune.ts';

/** The plans, pruned. */
export function pruneTogether(plans: readonly LogicalNode[]): readonly LogicalNode[] {
  const alone = plans.map(pruneAll);
  const kept = keptColumns(alone);
  if (kept.size === 0) return alone;
  return plans.map((plan) => pruneAll(withKept(plan, kept)));
}

type Needed = ReadonlySet<number>;

/** What is to be kept of nodes before pruning, where that is more than their own query asks for. */
function keptColumns(pruned: readonly LogicalNode[]): ReadonlyMap<LogicalNode, Needed> {
  const texts = new Texts();
  const groups = new Map<string, NonNullable<LogicalOver['pruned']>[]>();
  for (const root of pruned) {
    for (const { from, needed, left } of prunedOvers(root)) {
      const key = JSON.stringify([from, ...left].map((node) => texts.numberOf(node)));
      groups.set(key, [...(groups.get(key) ?? []), { from, needed }]);
    }
  }
  const kept = new Map<LogicalNode, Needed>();
  for (const group of groups.values()) {
    const all = group.map(({ needed }) => needed).reduce(union);
    for (const { from, needed } of group) if (needed.size < all.size) kept.set(from, all);
  }
  return kept;
}

interface PrunedOver {
  readonly from: LogicalOver;
  readonly needed: Needed;
  /** The running aggregates below it that are left, as they were. */
  readonly left: readonly LogicalOver[];
}

function prunedOvers(node: LogicalNode): readonly PrunedOver[] {
  const below = inputsOfLogical(node).flatMap(prunedOvers);
  if (node.kind !== 'over' || node.pruned === undefined) return below;
  return [{ ...node.pruned, left: below.map(({ from }) => from) }, ...below];
}

function withKept(node: LogicalNode, kept: ReadonlyMap<LogicalNode, Needed>): LogicalNode {
  const changed = mapInputs(node, (input) => withKept(input, kept));
  const columns = kept.get(node);
  return columns && changed.kind === 'over' ? { ...changed, keptFor: columns } : changed;
}

/** Numbers for nodes that say the same of the same inputs, wherever they were written. */
class Texts {
  readonly #numbers = new Map<LogicalNode, number>();
  readonly #numberOfText = new Map<string, number>();

  numberOf(node: LogicalNode): number {
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    const inputs = inputsOfLogical(node);
    const text = JSON.stringify(node, (name, value: unknown) => {
      if (name === 'span') return undefined;
      if (node.kind === 'scan' && value === node.table) return node.table.name;
      const input = inputs.find((each) => each === value);
      if (input !== undefined) return `#${this.numberOf(input)}`;
      return typeof value === 'bigint' ? `${value}n` : value instanceof Map ? [...value] : value;
    });
    const number = this.#numberOfText.get(text) ?? this.#numberOfText.size;
    this.#numberOfText.set(text, number);
    this.#numbers.set(node, number);
    return number;
  }
}
