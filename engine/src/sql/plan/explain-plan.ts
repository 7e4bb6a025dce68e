/**
 * EXPLAIN: a plan as a tree in 80 columns. Each query shows its operators from the sink down, what each computes, and
 * what it remembers; a scan that several queries share is shown once, first, other shared parts where they first stand.
 */

import type { Schema } from '../../row/data-type.ts';
import { formatType } from '../../row/type-format.ts';
import type { SortKey } from '../bind/expression.ts';
import { aggregateText, expressionText, nameText } from '../bind/expression-text.ts';
import { changelogOf } from './changelog.ts';
import { durationText } from './duration-text.ts';
import { describeChanges, describeEnforcement } from './explain-changes.ts';
import { describeGroups, describeJoin, describeOver } from './explain-join.ts';
import { describeMatch } from './explain-match.ts';
import { describeState } from './explain-state.ts';
import { describeWindow } from './explain-window.ts';
import type { PhysicalPlan, PlanNode, SinkNode } from './physical-plan.ts';
import { inputsOf } from './plan-inputs.ts';
import { nodesWithUpdateBefore } from './update-before.ts';

const WIDTH = 80;

/** Lines of text, without a line end at the end. */
export function explainPlan(plan: PhysicalPlan): string {
  const shared = sharedSources(plan);
  const site = { shared, withUpdateBefore: nodesWithUpdateBefore(plan), shown: new Set<PlanNode>() };
  const blocks = [
    ...[...shared].map((node) => ['shared:', ...tree(node, site, true)]),
    ...plan.queries.map((query) => [`query: ${query.name}`, ...tree(query.root, site, false)]),
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}

/** The topmost source nodes that more than one place reads. */
function sharedSources(plan: PhysicalPlan): ReadonlySet<PlanNode> {
  const readers = new Map<PlanNode, number>();
  const visit = (node: PlanNode): void => {
    if (isSource(node)) readers.set(node, (readers.get(node) ?? 0) + 1);
    else for (const input of inputsOf(node)) visit(input);
  };
  for (const query of plan.queries) visit(query.root);
  return new Set([...readers].flatMap(([node, count]) => (count > 1 ? [node] : [])));
}

/** Source nodes are named after their table: `events/scan`. */
function isSource(node: PlanNode): boolean {
  return node.id.includes('/');
}

interface ExplainedPlan {
  readonly shared: ReadonlySet<PlanNode>;
  readonly withUpdateBefore: ReadonlySet<PlanNode>;
  /** What has been shown already. */
  readonly shown: Set<PlanNode>;
}

function tree(node: PlanNode, plan: ExplainedPlan, open: boolean, depth = 1): readonly string[] {
  const indent = '  '.repeat(depth);
  if (plan.shared.has(node) && !open) return [`${indent}${node.id} (shared)`];
  if (plan.shown.has(node)) return [`${indent}${node.id} (as above)`];
  plan.shown.add(node);
  const changes = describeChanges(node, plan.withUpdateBefore);
  const details = [...describeNode(node), ...changes, ...describeState(node).map((state) => `state: ${state}`)];
  return [
    `${indent}${node.id}`,
    ...details.flatMap((line) => wrapped(line, `${indent}  `)),
    ...inputsOf(node).flatMap((input) => tree(input, plan, false, depth + 1)),
  ];
}

/** What a node does, a line an idea. */
export function describeNode(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'scan':
      return [
        `table ${node.table.name} (${node.table.options.connector ?? '?'})`,
        `columns: ${schemaText(node.schema)}`,
      ];
    case 'values':
      return node.rows.map((row) => `row: ${row.map((cell) => expressionText(cell)).join(', ')}`);
    case 'calc': {
      const where = node.condition === undefined ? [] : [`where: ${expressionText(node.condition)}`];
      return [
        ...where,
        `select: ${node.projections.map((each, index) => aliased(expressionText(each), node.schema[index]?.name)).join(', ')}`,
      ];
    }
    case 'watermark':
      return [describeWatermark(node)];
    case 'window-function':
      return [describeWindow(node.window, node.input.schema)];
    case 'window-aggregate':
      return [
        describeWindow(node.window, node.input.schema),
        ...(node.keys.length === 0 ? [] : [`keys: ${columnNames(node.keys, node.input.schema)}`]),
        ...node.aggregates.map((call, index) =>
          aliased(aggregateText(call), node.schema[node.keys.length + index]?.name),
        ),
      ];
    case 'window-rank':
      return [
        describeWindow(node.window, node.input.schema),
        `${ranksText(node)}${keyList(', by ', node.partitionKeys, node.input.schema)}`,
      ];
    case 'deduplicate':
      return [
        `keep ${node.keep} by ${columnNames([node.order.column], node.input.schema)} of each (${columnNames(node.keys, node.input.schema)})`,
      ];
    case 'lookup-join':
      return describeLookup(node);
    case 'group-aggregate':
      return describeGroups(node);
    case 'top-n':
      return [`${ranksText(node)}${keyList(', by ', node.partitionKeys, node.input.schema)}`];
    case 'temporal-sort':
      return [`in order of ${orderList(node)}`];
    case 'over-aggregate':
      return describeOver(node);
    case 'match':
      return describeMatch(node);
    case 'join':
    case 'interval-join':
    case 'window-join':
    case 'temporal-join':
      return describeJoin(node);
    case 'unnest':
      return [`${node.join} join with the elements of ${expressionText(node.collection)}`];
    case 'expand':
      return [`each row for the sets ${setsText(node)}`];
    case 'set-operation':
      return [`${node.operator}${node.all ? ' ALL' : ''} of whole rows`];
    case 'union':
      return [`all rows of ${node.inputs.length} inputs`];
    case 'sink':
      return describeSink(node);
  }
}

function describeSink(node: SinkNode): readonly string[] {
  const { table, schema, input } = node;
  const unkeyed = changelogOf(input) === 'append' ? 'append only' : 'all changes';
  const key = table.primaryKey.length === 0 ? unkeyed : `key (${table.primaryKey.map(nameText).join(', ')})`;
  return [
    `table ${table.name} (${table.options.connector ?? '?'}), ${key}`,
    `columns: ${schemaText(schema)}`,
    ...describeEnforcement(node),
  ];
}

function describeWatermark(node: PlanNode & { readonly kind: 'watermark' }): string {
  const idle = node.idleTimeoutMs === 0 ? '' : `, idle after ${durationText(node.idleTimeoutMs)}`;
  const rowtime = nameText(node.schema[node.rowtime]?.name ?? '?');
  return `watermark: ${rowtime} AS ${expressionText(node.watermark)}, ${node.emit}${idle}`;
}

function ranksText(node: PlanNode & { readonly kind: 'window-rank' | 'top-n' }): string {
  const last = typeof node.last === 'number' ? String(node.last) : columnNames([node.last.column], node.input.schema);
  const order = node.orderBy.length === 0 ? 'arrival' : orderList(node);
  return `ranks ${node.first} to ${last} in order of ${order}`;
}

function orderList(node: PlanNode & { readonly kind: 'window-rank' | 'top-n' | 'temporal-sort' }): string {
  return node.orderBy.map((key) => `${columnNames([key.column], node.input.schema)}${orderText(key)}`).join(', ');
}

/** `(country, city), (country), ()`, of the keys that are not in every set. */
function setsText({ keys, sets, input }: PlanNode & { readonly kind: 'expand' }): string {
  return sets
    .map(
      ({ members }) =>
        `(${columnNames(
          keys.filter((_, index) => members[index]),
          input.schema,
        )})`,
    )
    .join(', ');
}

function keyList(before: string, keys: readonly number[], schema: Schema): string {
  return keys.length === 0 ? '' : `${before}${columnNames(keys, schema)}`;
}

/** Says where NULLs go only when it is not where Flink puts them. */
function orderText(key: SortKey): string {
  const nulls = key.nullsLast === key.descending ? '' : key.nullsLast ? ' NULLS LAST' : ' NULLS FIRST';
  return `${key.descending ? ' DESC' : ''}${nulls}`;
}

function describeLookup(node: PlanNode & { readonly kind: 'lookup-join' }): readonly string[] {
  const { schema } = node.table;
  const keys = node.keys.map((key) => `${nameText(schema[key.column]?.name ?? '?')} = ${expressionText(key.value)}`);
  const rest = node.condition === undefined ? [] : [`and: ${expressionText(node.condition)}`];
  return [
    `${node.join} join with ${node.table.name} (${node.table.options.connector ?? '?'}) on ${keys.join(' AND ')}`,
    `columns: ${columnNames(node.columns, schema) || 'none'}`,
    ...rest,
  ];
}

function columnNames(columns: readonly number[], schema: Schema): string {
  return columns.map((column) => nameText(schema[column]?.name ?? '?')).join(', ');
}

function aliased(text: string, name: string | undefined): string {
  return name === undefined || nameText(name) === text ? text : `${text} AS ${nameText(name)}`;
}

function schemaText(schema: Schema): string {
  return schema.map((field) => `${nameText(field.name)} ${formatType(field.type)}`).join(', ') || 'none';
}

/** Breaks a line at spaces; what goes on is indented by two more. */
function wrapped(line: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let current = indent;
  for (const word of line.split(' ')) {
    const candidate = current.trim() === '' ? current + word : `${current} ${word}`;
    if (candidate.length <= WIDTH || current.trim() === '') current = candidate;
    else {
      lines.push(current);
      current = `${indent}  ${word}`;
    }
  }
  return [...lines, current];
}
