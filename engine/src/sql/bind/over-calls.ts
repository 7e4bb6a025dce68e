/**
 * The OVER calls of one SELECT. All share one window, as in Flink. Each is replaced by a placeholder column beyond all
 * real ones; bind-over.ts puts the node beneath and the columns in their places.
 */
import { isOverFunctionName, overFunctions } from '../functions/over-functions.ts';
import { withNullable } from '../functions/type-build.ts';
import type { CallNode, NamedWindow } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import { bindOverWindow, type OverWindow, sameWindow } from './bind-over-window.ts';
import { argumentInfo, checkArgumentCount, refuseTypes } from './build-call.ts';
import { coerce } from './coerce.ts';
import { expandSpread } from './expand-spread.ts';
import type { AggregateCall, ColumnExpression, Expression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { OverFrame } from './logical-plan.ts';
import { refuse } from './refuse.ts';

export const OVER_BASE = 2_000_000;

/** Functions over the rows of a batch, which a stream does not have; the last, because the row it asks for comes later. */
const BATCH_ONLY = ['NTILE', 'PERCENT_RANK', 'CUME_DIST', 'LEAD'];
const RUNNING_RANGE: OverFrame = { unit: 'range', preceding: 'unbounded' };
const RUNNING_ROWS: OverFrame = { unit: 'rows', preceding: 'unbounded' };

/** Binds an aggregate as in GROUP BY, and tells whether another call is the same. */
export interface AggregateBinder {
  bind(node: CallNode, context: ExpressionContext): AggregateCall;
  isSame(a: AggregateCall, b: AggregateCall): boolean;
}

export class OverCalls {
  readonly calls: AggregateCall[] = [];
  readonly #windows: readonly NamedWindow[];
  readonly #aggregates: AggregateBinder;
  #window: OverWindow | undefined;

  constructor(windows: readonly NamedWindow[], aggregates: AggregateBinder) {
    this.#windows = windows;
    this.#aggregates = aggregates;
  }

  /** Of all calls; undefined when there are none. */
  get window(): OverWindow | undefined {
    return this.#window;
  }

  /** `context` is that of what stands inside OVER (…) and of the arguments. */
  bind(node: CallNode, context: ExpressionContext): Expression {
    const name = node.name.parts.at(-1)?.name.toUpperCase() ?? '';
    checkClauses(node, name);
    this.#join(this.#windowOf(node, name, context), node);
    if (isOverFunctionName(name)) return this.#place(bindOverFunction(node, name, context));
    const call = this.#aggregates.bind(node, context);
    return expandSpread(call, (part) => this.#place(part)) ?? this.#place(call);
  }

  #windowOf(node: CallNode, name: string, context: ExpressionContext): OverWindow {
    const { over } = node;
    if (over === undefined) return refuse('SQL_INVALID_QUERY', node.span, `${name} needs OVER (…)`);
    const window = bindOverWindow(over, this.#windows, context);
    if (window.orderBy.length === 0) {
      return refuse(
        'SQL_INVALID_WINDOW',
        window.span,
        `${name} OVER (…) needs ORDER BY`,
        'ORDER BY the time of the rows',
      );
    }
    if (!isOverFunctionName(name)) return { ...window, frame: window.frame ?? RUNNING_RANGE };
    if (window.frame !== undefined) {
      const hint = `leave the frame out, or give ${name} a window of its own in a nested query`;
      return refuse('SQL_INVALID_WINDOW', window.span, `${name} takes no frame`, hint);
    }
    return { ...window, frame: name === 'ROW_NUMBER' ? RUNNING_ROWS : RUNNING_RANGE };
  }

  #join(window: OverWindow, node: CallNode): void {
    this.#window ??= window;
    if (sameWindow(this.#window, window)) return;
    const hint = 'nest the query: SELECT …, b OVER w2 FROM (SELECT …, a OVER w1 FROM t)';
    refuse('SQL_UNSUPPORTED', node.span, 'all OVER calls of a SELECT take the same window and frame', hint);
  }

  #place(call: AggregateCall): ColumnExpression {
    const known = this.calls.findIndex((other) => this.#aggregates.isSame(other, call));
    const position = known === -1 ? this.calls.push({ ...call, name: this.#freshName(call.name) }) - 1 : known;
    return { kind: 'column', index: OVER_BASE + position, name: call.name, type: call.type, span: call.span };
  }

  #freshName(name: string): string {
    const count = this.calls.filter((call) => call.name.replace(/_\d+$/, '') === name).length;
    return count === 0 ? name : `${name}_${count + 1}`;
  }
}

function checkClauses(node: CallNode, name: string): void {
  if (BATCH_ONLY.includes(name)) {
    const hint = name === 'LEAD' ? 'LAG looks back' : 'ROW_NUMBER, RANK and DENSE_RANK number the rows of a stream';
    refuse('SQL_UNSUPPORTED', node.span, `${name} OVER (…) asks for rows that a stream has not seen yet`, hint);
  }
  if (node.filter !== undefined) {
    const hint = `${name}(CASE WHEN condition THEN value END) OVER (…)`;
    refuse('SQL_UNSUPPORTED', node.filter.span, 'FILTER and OVER do not go together', hint);
  }
  if (node.nullTreatment !== undefined) {
    refuse('SQL_UNSUPPORTED', node.span, `${name} … ${node.nullTreatment} OVER (…) is not supported`, 'leave it out');
  }
}

function bindOverFunction(node: CallNode, name: keyof typeof overFunctions, context: ExpressionContext): AggregateCall {
  const signature = overFunctions[name];
  if (node.distinct || node.star) return refuse('SQL_WRONG_ARGUMENTS', node.span, `write ${signature.usage}`);
  const args = node.args.map((argument) => bindExpression(argument, context));
  checkArgumentCount(signature, args.length, node.span);
  const resolution = signature.resolve(args.map(argumentInfo));
  if (resolution === undefined) return refuseTypes(signature.usage, args, node.span);
  return {
    function: name,
    args: args.map((argument, index) => coerce(argument, resolution.argumentTypes[index] ?? argument.type)),
    distinct: false,
    type: resolution.type,
    name: name.toLowerCase(),
    span: node.span,
  };
}

/** An aggregate of a frame is NULL when no row of it has a value. */
export function overRows(call: AggregateCall): AggregateCall {
  if (call.function === 'COUNT' || call.function === 'SUM0' || call.function === 'COLLECT') return call;
  return { ...call, type: withNullable(call.type, true) };
}
