/**
 * The constructs of the SQL that cases show, read off their plans, so that the table cannot claim what no case runs: each
 * kind of operator, and of each what makes a difference to its answer.
 */
import { planScripts } from '../engine/src/runtime/open-pipeline.ts';
import type { AggregateCall } from '../engine/src/sql/bind/expression.ts';
import { changelogOf } from '../engine/src/sql/plan/changelog.ts';
import type { OverFrame, PlanNode, WindowSource } from '../engine/src/sql/plan/physical-plan.ts';
import { inputsOf } from '../engine/src/sql/plan/plan-inputs.ts';
import { type SqlCase, sqlCases } from '../engine/test/sql-cases/sql-case.ts';

/** Each construct with the names of the cases that show it, both in order. */
export function constructs(cases: readonly SqlCase[] = sqlCases()): ReadonlyMap<string, readonly string[]> {
  const shown = new Map<string, Set<string>>();
  for (const { name, text } of cases) {
    for (const construct of constructsOf(name, text)) {
      shown.set(construct, (shown.get(construct) ?? new Set()).add(name));
    }
  }
  const sorted = [...shown].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([construct, names]) => [construct, [...names].sort()]));
}

function constructsOf(name: string, text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<PlanNode>();
  const visit = (node: PlanNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const construct of describe(node)) found.add(construct);
    for (const input of inputsOf(node)) visit(input);
  };
  for (const { root } of planScripts([{ file: `${name}.sql`, text }]).queries) visit(root);
  return found;
}

function describe(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'scan':
      return readText(node.table.options);
    case 'values':
      return ['VALUES'];
    case 'calc':
      return [node.condition === undefined ? 'SELECT list' : 'WHERE'];
    case 'watermark':
      return [`WATERMARK, ${node.emit}`];
    case 'window-function':
      return [`${windowName(node.window)} as a table`];
    case 'window-aggregate':
      return [`${windowName(node.window)} aggregate${over(node)}`, ...callForms(node.aggregates)];
    case 'window-rank':
      return [node.last === 1 ? 'window deduplication' : 'window Top-N'];
    case 'sink':
      return [`INSERT INTO ${node.table.primaryKey.length === 0 ? '' : 'a table with a key, '}${changes(node)}`];
    default:
      return describeStateful(node);
  }
}

type Stateful = Exclude<
  PlanNode,
  {
    readonly kind:
      | 'scan'
      | 'values'
      | 'calc'
      | 'watermark'
      | 'window-function'
      | 'window-aggregate'
      | 'window-rank'
      | 'sink';
  }
>;

function describeStateful(node: Stateful): readonly string[] {
  switch (node.kind) {
    case 'deduplicate':
      return [`deduplication, keep ${node.keep} by ${node.order.time}`];
    case 'group-aggregate':
      return [`GROUP BY without a window${over(node)}`, ...callForms(node.aggregates)];
    case 'top-n':
      return [`Top-N${node.outputRank ? ' with its rank' : ''}${over(node)}`];
    case 'temporal-sort':
      return ['ORDER BY time'];
    case 'over-aggregate':
      return [`OVER, ${frameText(node.frame)}, by ${node.order.time}`, ...callForms(node.calls)];
    case 'match':
      return ['MATCH_RECOGNIZE'];
    case 'lookup-join':
      return [`${node.join} lookup join`];
    case 'join':
      return [`${node.join} join${node.leftKeys.length === 0 ? ' without a key' : ''}${over(node)}`];
    case 'interval-join':
      return [`${node.join} interval join by ${node.time}`];
    case 'window-join':
      return [`${node.join} window join`];
    case 'temporal-join':
      return [`${node.join} temporal join`];
    case 'unnest':
      return [`${node.join} UNNEST${node.withOrdinality ? ' WITH ORDINALITY' : ''}`];
    case 'union':
      return ['UNION ALL'];
    case 'expand':
      return ['GROUPING SETS, ROLLUP, CUBE'];
    case 'set-operation':
      return [`${node.operator}${node.all ? ' ALL' : ''}`];
  }
}

/** Whether rows of the input are taken back. */
function over(node: PlanNode): string {
  return inputsOf(node).some((input) => changelogOf(input) === 'updating') ? ' over changes' : '';
}

function changes(node: PlanNode): string {
  return over(node) === '' ? 'rows that stay' : 'changes';
}

/** Nothing for `timed`, which only cases have. */
function readText({ connector, format }: Readonly<Record<string, string>>): readonly string[] {
  return connector === 'timed' ? [] : [`read ${connector}${format === undefined ? '' : ` ${format}`}`];
}

function windowName(window: WindowSource): string {
  const name = window.from === 'columns' ? 'window of a window' : window.spec.kind.toUpperCase();
  return window.time === 'proctime' ? `${name} by PROCTIME()` : name;
}

function frameText({ unit, preceding }: OverFrame): string {
  return `${unit.toUpperCase()} ${preceding === 'unbounded' ? 'UNBOUNDED' : 'bounded'}`;
}

function callForms(calls: readonly AggregateCall[]): readonly string[] {
  return calls.flatMap((call) => [
    `aggregate ${call.function}${call.distinct ? ' DISTINCT' : ''}`,
    ...(call.filter === undefined ? [] : ['aggregate FILTER']),
  ]);
}
