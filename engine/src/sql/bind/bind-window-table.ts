/** TUMBLE, HOP, CUMULATE and SESSION: as functions in FROM, and in the older form in GROUP BY. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Field, TimeType } from '../../row/data-type.ts';
import { formatType } from '../../row/type-format.ts';
import { isTimestamp, withoutAttribute } from '../functions/type-build.ts';
import type { ExpressionNode, WindowTable } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import type { ColumnExpression, Expression } from './expression.ts';
import type { LogicalNode, LogicalWindow } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import type { Relation } from './relation.ts';
import { Scope } from './scope.ts';
import type { WindowSpec } from './window-spec.ts';

/** @throws SqlError SQL_INVALID_WINDOW when the time column is no time attribute or the sizes do not fit each other. */
export function bindWindowTable(node: WindowTable, input: Relation): Relation {
  const time = resolveTimeColumn(node, input.scope);
  const partition = node.partitionBy.map((key) => bindExpression(key, { scope: input.scope, clause: 'PARTITION BY' }));
  const computed = partition.find((key) => key.kind !== 'column');
  if (computed !== undefined) {
    refuse(
      'SQL_INVALID_WINDOW',
      computed.span,
      'PARTITION BY of SESSION takes columns',
      'compute the key in a view or subquery',
    );
  }
  const keys = partition.flatMap((key) => (key.kind === 'column' ? [key.index] : []));
  const window = windowNode(input.node, time, bindSpec(node, keys), node.span);
  const names = input.scope.columns.map((column) => column.name);
  const renamed = window.schema.map((field, index) => ({ ...field, name: names[index] ?? field.name }));
  return { node: window, scope: Scope.of(node.alias?.name.name, aliased(node, renamed)) };
}

function aliased(node: WindowTable, schema: readonly Field[]): readonly Field[] {
  const columns = node.alias?.columns ?? [];
  if (columns.length === 0) return schema;
  if (columns.length !== schema.length) {
    refuse('SQL_INVALID_QUERY', node.span, `the alias names ${columns.length} columns, but there are ${schema.length}`);
  }
  return schema.map((field, index) => ({ ...field, name: columns[index]?.name ?? field.name }));
}

function resolveTimeColumn(node: WindowTable, scope: Scope): ColumnExpression {
  const { timeColumn } = node;
  return scope.resolve({ kind: 'column-reference', parts: [timeColumn], span: timeColumn.span }).column;
}

/** The window over its input. The original time column is a plain timestamp from here on, as in Flink. */
export function windowNode(
  input: LogicalNode,
  time: ColumnExpression,
  spec: WindowSpec,
  span: SourceSpan,
): LogicalWindow {
  const attribute = isTimestamp(time.type) ? time.type.attribute : undefined;
  if (!isTimestamp(time.type) || attribute === undefined) {
    const reason = `${time.name} is ${formatType(time.type)}, not a time attribute`;
    const hint = 'windows run on the column that WATERMARK FOR names, unchanged by functions, or on PROCTIME()';
    return refuse('SQL_INVALID_WINDOW', time.span, reason, hint);
  }
  const bound: TimeType = { kind: 'TIMESTAMP', precision: 3, nullable: false };
  const windowTime: TimeType = { kind: time.type.kind, precision: 3, nullable: false, attribute };
  const plain = input.schema.map((field, index) =>
    index === time.index ? { ...field, type: withoutAttribute(field.type) } : field,
  );
  const schema = [
    ...plain,
    { name: 'window_start', type: bound },
    { name: 'window_end', type: bound },
    { name: 'window_time', type: windowTime },
  ];
  return { kind: 'window', input, timeColumn: time.index, time: attribute, spec, schema, span };
}

function bindSpec(node: WindowTable, partitionKeys: readonly number[]): WindowSpec {
  switch (node.function) {
    case 'TUMBLE':
      return { kind: 'tumble', sizeMs: positive(node.size, 'size'), offsetMs: offsetOf(node.offset) };
    case 'HOP': {
      const [sizeMs, slideMs] = [positive(node.size, 'size'), positive(node.slide, 'slide')];
      checkMultiple('HOP', [sizeMs, slideMs], 'slide', node.size.span);
      return { kind: 'hop', sizeMs, slideMs, offsetMs: offsetOf(node.offset) };
    }
    case 'CUMULATE': {
      const [sizeMs, stepMs] = [positive(node.size, 'size'), positive(node.step, 'step')];
      checkMultiple('CUMULATE', [sizeMs, stepMs], 'step', node.size.span);
      return { kind: 'cumulate', sizeMs, stepMs, offsetMs: offsetOf(node.offset) };
    }
    case 'SESSION':
      return { kind: 'session', gapMs: positive(node.gap, 'gap'), partitionKeys };
  }
}

function checkMultiple(
  window: string,
  [sizeMs, stepMs]: readonly [number, number],
  step: string,
  span: SourceSpan,
): void {
  if (sizeMs % stepMs === 0) return;
  const reason = `the size of ${window} (${sizeMs} ms) must be a multiple of its ${step} (${stepMs} ms)`;
  refuse('SQL_INVALID_WINDOW', span, reason, `${window} takes the ${step} first, then the size`);
}

function offsetOf(node: ExpressionNode | undefined): number {
  return node === undefined ? 0 : intervalMs(node, 'offset');
}

function positive(node: ExpressionNode, what: string): number {
  const value = intervalMs(node, what);
  return value > 0 ? value : refuse('SQL_INVALID_WINDOW', node.span, `the ${what} of a window must be above zero`);
}

/** A constant interval in milliseconds. */
export function intervalMs(node: ExpressionNode, what: string): number {
  const interval: Expression = bindExpression(node, { scope: new Scope([]), clause: `the ${what} of a window` });
  if (interval.kind === 'literal' && interval.type.kind === 'INTERVAL_DAY') return Number(interval.value);
  const reason = `the ${what} of a window must be an interval of days to seconds, not ${formatType(interval.type)}`;
  return refuse('SQL_INVALID_WINDOW', node.span, reason, "such as INTERVAL '5' MINUTES");
}
