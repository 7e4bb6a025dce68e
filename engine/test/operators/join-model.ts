/** Random changes on both sides of a join, and the batch join that the results must add up to. */
import fc from 'fast-check';
import type { Operator, Output } from '../../src/operators/operator.ts';
import { Change, type Row, type Value } from '../../src/row/row.ts';
import type { JoinNode, JoinType } from '../../src/sql/plan/physical-plan.ts';
import { MemoryTable, rowOf, valuesOf } from './harness.ts';

/** What happens: a row comes or goes on a side, or the operator is stopped and restored. */
export type JoinStep =
  | { readonly kind: 'row'; readonly side: 0 | 1; readonly row: Row; readonly change: Change }
  | { readonly kind: 'restart' };

type Cells = readonly [key: number | null, number: number];

interface Wish {
  readonly side: 0 | 1;
  readonly cells: Cells;
  readonly remove: boolean;
  readonly restart: boolean;
}

const wishes = (keys: number): fc.Arbitrary<Wish[]> => {
  const cells = fc.tuple(fc.option(fc.nat(keys), { freq: 6 }), fc.nat(3));
  const side = fc.constantFrom(0 as const, 1 as const);
  const wish = fc.record({ side, cells, remove: fc.boolean(), restart: fc.nat(20).map((n) => n === 0) });
  return fc.array(wish, { maxLength: 120 });
};

/** Only rows that are there go; sides of which `isFinal` says so lose none. */
export function arbitraryChanges(keys: number, isFinal: readonly [boolean, boolean]): fc.Arbitrary<JoinStep[]> {
  return wishes(keys).map((list) => {
    const present: [Cells[], Cells[]] = [[], []];
    return list.flatMap(({ side, cells, remove, restart }): JoinStep[] => {
      const going = remove && !isFinal[side] ? present[side].shift() : undefined;
      if (going === undefined) present[side].push(cells);
      const change = going === undefined ? Change.INSERT : Change.DELETE;
      const step: JoinStep = { kind: 'row', side, row: rowOf(...(going ?? cells)), change };
      return restart ? [step, { kind: 'restart' }] : [step];
    });
  });
}

/** The rows given and not taken back, sorted. */
export function resultOf(make: (output: Output) => Operator, steps: readonly JoinStep[]): readonly string[] {
  const content = new Map<string, number>();
  const output: Output = {
    onRow: (row, change) => count(content, valuesOf(row), change),
    onWatermark: () => {},
    onProcessingTime: () => {},
    onBatchEnd: () => {},
  };
  const table = new MemoryTable();
  let operator = make(output);
  for (const step of steps) {
    if (step.kind === 'row') operator.inputs[step.side]?.onRow(step.row, step.change);
    else {
      operator.snapshot(table);
      operator = make(output);
      operator.restore(table);
    }
  }
  return listed(content);
}

/** The batch join of what is there in the end. */
export function batchJoin(node: JoinNode, accepts: (left: Row, right: Row) => boolean, steps: readonly JoinStep[]) {
  const [left, right] = [remaining(steps, 0), remaining(steps, 1)];
  const content = new Map<string, number>();
  const add = (...values: readonly Value[]) => count(content, values, Change.INSERT);
  const nulls = [null, null];
  for (const own of left) {
    const partners = right.filter((other) => accepts(own, other));
    if (isPairing(node.join)) for (const other of partners) add(...valuesOf(own), ...valuesOf(other));
    if (partners.length === 0 && (node.join === 'left' || node.join === 'full')) add(...valuesOf(own), ...nulls);
    if (node.join === (partners.length === 0 ? 'anti' : 'semi')) add(...valuesOf(own));
    if (node.join === 'mark') add(...valuesOf(own), partners.length > 0);
  }
  if (node.join === 'right' || node.join === 'full') {
    for (const own of right) if (!left.some((other) => accepts(other, own))) add(...nulls, ...valuesOf(own));
  }
  return listed(content);
}

function isPairing(join: JoinType): boolean {
  return join !== 'semi' && join !== 'anti' && join !== 'mark';
}

function remaining(steps: readonly JoinStep[], side: 0 | 1): readonly Row[] {
  const rows: Row[] = [];
  for (const step of steps) {
    if (step.kind !== 'row' || step.side !== side) continue;
    const text = valuesOf(step.row).join();
    if (step.change === Change.INSERT) rows.push(step.row);
    else
      rows.splice(
        rows.findIndex((row) => valuesOf(row).join() === text),
        1,
      );
  }
  return rows;
}

function count(content: Map<string, number>, values: readonly Value[], change: Change): void {
  const text = JSON.stringify(values);
  const by = change === Change.INSERT || change === Change.UPDATE_AFTER ? 1 : -1;
  content.set(text, (content.get(text) ?? 0) + by);
}

function listed(content: ReadonlyMap<string, number>): readonly string[] {
  return Array.from(content)
    .filter(([, times]) => times !== 0)
    .map(([text, times]) => `${times} × ${text}`)
    .sort();
}
