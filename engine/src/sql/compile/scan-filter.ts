/**
 * Which rows of a scan nobody reads: where every query over a table asks for some values of one text column, rows with
 * other values need not be decoded at all. Only behind a watermark of arrival times, which moves on without rows.
 */
import { type Field, MAX_LENGTH } from '../../row/data-type.ts';
import type { Expression } from '../bind/expression.ts';
import type { CalcNode, PhysicalPlan, PlanNode, ScanNode } from '../plan/physical-plan.ts';
import { inputsOf } from '../plan/plan-inputs.ts';

type ScanFilter = NonNullable<ScanNode['only']>;

export function scanFilters(plan: PhysicalPlan): ReadonlyMap<ScanNode, ScanFilter> {
  const readers = readersOf(plan);
  const filters = new Map<ScanNode, ScanFilter>();
  for (const [node, reading] of readers) {
    if (node.kind !== 'watermark' || node.emit !== 'on-arrival') continue;
    const below = scanBelow(node.input);
    const calcs = reading.flatMap((reader) => (reader.kind === 'calc' ? [reader] : []));
    if (below === undefined || calcs.length < reading.length || readers.get(node.input)?.length !== 1) continue;
    const filter = commonFilter(calcs, below);
    if (filter !== undefined) filters.set(below.scan, filter);
  }
  return filters;
}

function readersOf(plan: PhysicalPlan): ReadonlyMap<PlanNode, readonly PlanNode[]> {
  const readers = new Map<PlanNode, PlanNode[]>();
  const visited = new Set<PlanNode>();
  const visit = (node: PlanNode): void => {
    if (visited.has(node)) return;
    visited.add(node);
    for (const input of inputsOf(node)) {
      readers.set(input, [...(readers.get(input) ?? []), node]);
      visit(input);
    }
  };
  for (const { root } of plan.queries) visit(root);
  return readers;
}

interface ScanBelow {
  readonly scan: ScanNode;
  /** The scan's column that is handed on as this one, unchanged. */
  readonly columnOf: (index: number) => number | undefined;
}

function scanBelow(node: PlanNode): ScanBelow | undefined {
  if (node.kind === 'scan') return { scan: node, columnOf: (index) => index };
  if (node.kind !== 'calc' || node.condition !== undefined || node.input.kind !== 'scan') return undefined;
  const { input, projections } = node;
  const columnOf = (index: number) => {
    const projection = projections[index];
    return projection?.kind === 'column' ? projection.index : undefined;
  };
  return { scan: input, columnOf };
}

function commonFilter(calcs: readonly CalcNode[], { scan, columnOf }: ScanBelow): ScanFilter | undefined {
  const width = calcs[0]?.input.schema.length ?? 0;
  for (let index = 0; index < width; index += 1) {
    const field = scan.schema[columnOf(index) ?? -1];
    if (field === undefined || !isWholeText(field) || scan.table.metadataKeys?.[field.name] !== undefined) continue;
    const asked = calcs.map(({ condition }) => condition && valuesAskedFor(condition, index));
    const values = union(asked);
    if (values !== undefined) return { column: field.name, values: [...values] };
  }
  return undefined;
}

/** A shorter text is cut, and a nested one is no field of the record. */
function isWholeText({ type, within }: Field): boolean {
  return type.kind === 'VARCHAR' && type.length === MAX_LENGTH && within === undefined;
}

/** The only values of the column with which the condition may be TRUE; undefined where that cannot be told. */
function valuesAskedFor(condition: Expression, column: number): ReadonlySet<string> | undefined {
  if (condition.kind !== 'call') return undefined;
  const { args } = condition;
  switch (condition.function) {
    case 'AND':
      return args.map((arg) => valuesAskedFor(arg, column)).find((values) => values !== undefined);
    case 'OR':
      return union(args.map((arg) => valuesAskedFor(arg, column)));
    case 'EQUALS':
    case 'IN': {
      const [asked, ...literals] = args;
      if (asked?.kind !== 'column' || asked.index !== column) return undefined;
      const values = literals.flatMap((each) =>
        each.kind === 'literal' && typeof each.value === 'string' ? [each.value] : [],
      );
      return values.length === literals.length ? new Set(values) : undefined;
    }
    default:
      return undefined;
  }
}

function union(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const values of sets) {
    if (values === undefined) return undefined;
    for (const value of values) all.add(value);
  }
  return all;
}
