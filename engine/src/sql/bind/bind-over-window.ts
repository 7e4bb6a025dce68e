/** The window of an OVER call: PARTITION BY, ORDER BY and the frame, put together from the WINDOW clause. */
import { nameHint } from '../../errors/closest-name.ts';
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { FrameBound, Identifier, NamedWindow, OrderItem, WindowFrame, WindowSpecification } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import type { Expression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { sameExpression } from './expression-tree.ts';
import type { OverFrame } from './logical-plan.ts';
import { refuse } from './refuse.ts';

export interface OverOrder {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

export interface OverWindow {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OverOrder[];
  /** Undefined where none is written. */
  readonly frame: OverFrame | undefined;
  readonly span: SourceSpan;
}

/** @throws SqlError for an unknown name, for what a base window has already, and for frames that streams do not have. */
export function bindOverWindow(
  over: WindowSpecification | Identifier,
  windows: readonly NamedWindow[],
  context: ExpressionContext,
): OverWindow {
  if (over.kind === 'identifier') return bindOverWindow(named(over, windows), windows, context);
  const base = over.base === undefined ? undefined : bindOverWindow(named(over.base, windows), windows, context);
  if (base !== undefined) checkExtends(base, over);
  const ownPartition = over.partitionBy.map((key) => bindExpression(key, context));
  const ownOrder = over.orderBy.map((item) => bindOrderItem(item, context));
  const ownFrame = over.frame === undefined ? undefined : bindFrame(over.frame, context);
  return {
    partitionBy: base?.partitionBy ?? ownPartition,
    orderBy: base !== undefined && ownOrder.length === 0 ? base.orderBy : ownOrder,
    frame: base?.frame ?? ownFrame,
    span: over.span,
  };
}

/** Whether two windows are one, however they are written. */
export function sameWindow(a: OverWindow, b: OverWindow): boolean {
  return (
    a.partitionBy.length === b.partitionBy.length &&
    a.partitionBy.every((key) => b.partitionBy.some((other) => sameExpression(key, other))) &&
    a.orderBy.length === b.orderBy.length &&
    a.orderBy.every((key, index) => {
      const other = b.orderBy[index];
      return (
        other !== undefined && key.descending === other.descending && sameExpression(key.expression, other.expression)
      );
    }) &&
    a.frame?.unit === b.frame?.unit &&
    a.frame?.preceding === b.frame?.preceding
  );
}

function named(name: Identifier, windows: readonly NamedWindow[]): WindowSpecification {
  const found = windows.find((window) => window.name.name === name.name);
  if (found !== undefined) return found.specification;
  const hint =
    nameHint(
      name.name,
      windows.map((window) => window.name.name),
    ) ?? `add WINDOW ${name.name} AS (…)`;
  return refuse('SQL_INVALID_QUERY', name.span, `unknown window ${name.name}`, hint);
}

function checkExtends(base: OverWindow, over: WindowSpecification): void {
  if (over.frame !== undefined) {
    // Flink takes the frame and forgets its bound.
    refuse('SQL_UNSUPPORTED', over.frame.span, 'a named window is given no frame', 'write the frame into the window');
  }
  const again =
    over.partitionBy.length > 0
      ? 'PARTITION BY'
      : over.orderBy.length > 0 && base.orderBy.length > 0
        ? 'ORDER BY'
        : base.frame !== undefined
          ? 'a frame'
          : undefined;
  if (again === undefined) return;
  const reason = `the window ${over.base?.name} cannot be extended: ${again} stands in it or in what extends it`;
  refuse('SQL_INVALID_QUERY', over.span, reason, 'write the whole window');
}

/** NULL is the lowest value in Flink's order: first ascending, last descending. */
function bindOrderItem(item: OrderItem, context: ExpressionContext): OverOrder {
  const nullsLast = item.nulls === undefined ? item.descending : item.nulls === 'LAST';
  return { expression: bindExpression(item.expression, context), descending: item.descending, nullsLast };
}

function bindFrame(frame: WindowFrame, context: ExpressionContext): OverFrame {
  const unit = frame.unit === 'ROWS' ? 'rows' : 'range';
  if (frame.end.kind !== 'current-row' || frame.start.kind === 'current-row') {
    const hint = `${frame.unit} BETWEEN … PRECEDING AND CURRENT ROW`;
    return refuse(
      'SQL_UNSUPPORTED',
      frame.span,
      'a frame of a stream ends with CURRENT ROW and begins before it',
      hint,
    );
  }
  if (frame.start.kind === 'unbounded-preceding') return { unit, preceding: 'unbounded' };
  return { unit, preceding: preceding(frame.start, unit, context) };
}

/** Rows or milliseconds. */
function preceding(bound: FrameBound, unit: OverFrame['unit'], context: ExpressionContext): number {
  if (bound.kind !== 'preceding') {
    return refuse('SQL_UNSUPPORTED', bound.span, 'a frame of a stream begins before CURRENT ROW', 'write … PRECEDING');
  }
  const offset = bindExpression(bound.offset, context);
  const kind = unit === 'rows' ? 'INT' : 'INTERVAL_DAY';
  const value = offset.kind === 'literal' && offset.type.kind === kind ? offset.value : undefined;
  if (typeof value === 'number' && value >= 0) return value;
  const reason = unit === 'rows' ? 'ROWS takes a whole number' : 'RANGE takes an interval of days or less';
  const hint =
    unit === 'rows'
      ? 'ROWS BETWEEN 10 PRECEDING AND CURRENT ROW'
      : "RANGE BETWEEN INTERVAL '5' MINUTE PRECEDING AND CURRENT ROW";
  return refuse('SQL_INVALID_WINDOW', bound.span, reason, hint);
}
