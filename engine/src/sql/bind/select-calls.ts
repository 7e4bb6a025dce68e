/**
 * Takes aggregates, OVER calls and group-window properties out of the expressions of one SELECT. Each is replaced by a
 * placeholder column that lies beyond all real ones, until the SELECT knows where the value ends up.
 */
import { aggregateFunctions, findAggregateFunction } from '../functions/find-function.ts';
import { withNullable } from '../functions/type-build.ts';
import type { CallNode, NamedWindow } from '../parse/ast.ts';
import { bindCondition, bindExpression } from './bind-expression.ts';
import { argumentInfo, checkArgumentCount, refuseTypes } from './build-call.ts';
import { textLiteral } from './build-literal.ts';
import { coerce } from './coerce.ts';
import { expandVariance } from './expand-variance.ts';
import type { AggregateCall, ColumnExpression, Expression } from './expression.ts';
import type { CallBinder, ExpressionContext } from './expression-context.ts';
import { sameExpression } from './expression-tree.ts';
import { OverCalls, overRows } from './over-calls.ts';
import { refuse } from './refuse.ts';
import { WINDOW_PROPERTIES } from './window-names.ts';

export const AGGREGATE_BASE = 1_000_000;
export const PROPERTY_BASE = 3_000_000;
const PROPERTY_ORDER = ['window_start', 'window_end', 'window_time'] as const;

/** Column types of window_start, window_end and window_time, when the SELECT groups by a window. */
export interface GroupWindowProperties {
  readonly function: string;
  readonly columns: readonly ColumnExpression[];
}

/** One for each SELECT; it is used up once the placeholders have been put in their places. */
export class SelectCalls implements CallBinder {
  readonly aggregates: AggregateCall[] = [];
  readonly overCalls: OverCalls;
  readonly #groupWindow: GroupWindowProperties | undefined;

  readonly #keyed: boolean;

  /** `keyed`: the SELECT has GROUP BY with keys, so that no group is empty. */
  constructor(windows: readonly NamedWindow[], groupWindow: GroupWindowProperties | undefined, keyed: boolean) {
    this.overCalls = new OverCalls(windows, { bind: bindOverAggregate, isSame: sameAggregate });
    this.#groupWindow = groupWindow;
    this.#keyed = keyed;
  }

  aggregate(node: CallNode, context: ExpressionContext): Expression {
    const bound = bindAggregateCall(node, { ...withoutCalls(context), clause: 'an aggregate' });
    return expandVariance(bound, (name, argument) => this.#partOf(bound, name, argument)) ?? this.#column(bound);
  }

  /** A SUM or COUNT that another aggregate is made of. */
  #partOf(whole: AggregateCall, name: 'SUM' | 'COUNT', argument: Expression): ColumnExpression {
    const resolution = aggregateFunctions[name].resolve([argumentInfo(argument)]);
    if (resolution === undefined) return refuseTypes(`${whole.function}(number)`, [argument], whole.span);
    return this.#column({
      ...whole,
      function: name,
      args: [argument],
      type: resolution.type,
      name: name.toLowerCase(),
    });
  }

  #column(bound: AggregateCall): ColumnExpression {
    const call = overPossiblyNoRows(bound, this.#keyed);
    const known = this.aggregates.findIndex((other) => sameAggregate(other, call));
    const position = known === -1 ? this.aggregates.push({ ...call, name: this.#freshName(call.name) }) - 1 : known;
    return { kind: 'column', index: AGGREGATE_BASE + position, name: call.name, type: call.type, span: call.span };
  }

  /** Aggregates may stand inside, since OVER comes after the grouping; other OVER calls may not. */
  over(node: CallNode, context: ExpressionContext): Expression {
    return this.overCalls.bind(node, { ...context, clause: 'OVER (…)', calls: new NestedCalls(this) });
  }

  windowProperty(node: CallNode): ColumnExpression {
    const name = node.name.parts.at(-1)?.name.toUpperCase() ?? '';
    const property = WINDOW_PROPERTIES[name] ?? 'window_start';
    const position = PROPERTY_ORDER.indexOf(property);
    const column = this.#groupWindow?.columns[position];
    const window = name.slice(0, name.lastIndexOf('_'));
    if (column === undefined || this.#groupWindow?.function !== window) {
      const hint = `GROUP BY ${window}(…), or use window_start and window_end of a windowed table`;
      return refuse('SQL_INVALID_WINDOW', node.span, `${name} needs GROUP BY ${window}(…)`, hint);
    }
    return { ...column, index: PROPERTY_BASE + position, span: node.span };
  }

  /** Stays a call until the grouped plan is there, which alone knows its value. */
  grouping(node: CallNode, context: ExpressionContext): Expression {
    const name = node.name.parts.at(-1)?.name.toUpperCase() ?? '';
    if (!this.#keyed)
      refuse('SQL_INVALID_QUERY', node.span, `${name} needs GROUP BY with keys`, 'GROUP BY ROLLUP (a, b)');
    const args = node.args.map((argument) => bindExpression(argument, withoutCalls(context)));
    if ((args.length === 0) !== (name === 'GROUP_ID')) {
      refuse('SQL_WRONG_ARGUMENTS', node.span, `${name} takes ${name === 'GROUP_ID' ? 'no' : 'one or more'} keys`);
    }
    return { kind: 'call', function: name, args, type: { kind: 'BIGINT', nullable: false }, span: node.span };
  }

  /** `sum`, `sum_2` …: names that EXPLAIN can tell apart. */
  #freshName(name: string): string {
    const count = this.aggregates.filter((call) => call.name.replace(/_\d+$/, '') === name).length;
    return count === 0 ? name : `${name}_${count + 1}`;
  }
}

/** What may stand inside OVER (…). */
class NestedCalls implements CallBinder {
  readonly #outer: SelectCalls;

  constructor(outer: SelectCalls) {
    this.#outer = outer;
  }

  aggregate(node: CallNode, context: ExpressionContext): Expression {
    return this.#outer.aggregate(node, context);
  }

  over(node: CallNode): Expression {
    return refuse('SQL_INVALID_QUERY', node.span, 'OVER cannot stand inside OVER', 'nest the query');
  }

  windowProperty(node: CallNode): Expression {
    return this.#outer.windowProperty(node);
  }

  grouping(node: CallNode, context: ExpressionContext): Expression {
    return this.#outer.grouping(node, context);
  }
}

function withoutCalls(context: ExpressionContext): ExpressionContext {
  const { calls: _calls, subqueries: _subqueries, ...rest } = context;
  return rest;
}

function bindOverAggregate(node: CallNode, context: ExpressionContext): AggregateCall {
  return overRows(bindAggregateCall(node, context));
}

export function bindAggregateCall(node: CallNode, context: ExpressionContext): AggregateCall {
  const signature = findAggregateFunction(node.name.parts.at(-1)?.name ?? '');
  if (signature === undefined) return refuse('SQL_UNKNOWN_FUNCTION', node.name.span, 'unknown aggregate');
  checkAggregateClauses(node, signature.name);
  const args = node.star ? [] : node.args.map((argument) => bindExpression(argument, context));
  checkArgumentCount(signature, args.length, node.span);
  if (signature.name === 'COUNT') checkCounted(node);
  const resolution = signature.resolve(args.map(argumentInfo));
  if (resolution === undefined) return refuseTypes(signature.usage, args, node.span);
  const coerced = args.map((argument, index) => coerce(argument, resolution.argumentTypes[index] ?? argument.type));
  if (node.distinct) checkDistinctTypes(signature.name, coerced);
  const filter = node.filter === undefined ? undefined : bindCondition(node.filter, { ...context, clause: 'FILTER' });
  const separator = signature.name === 'LISTAGG' && coerced.length === 1 ? [textLiteral(',', node.span)] : [];
  return {
    function: signature.name,
    args: [...coerced, ...separator],
    distinct: node.distinct,
    ...(filter === undefined ? {} : { filter }),
    type: resolution.type,
    name: signature.name.toLowerCase(),
    span: node.span,
  };
}

function checkCounted({ star, args, distinct, span }: CallNode): void {
  if (!star && args.length === 0) refuse('SQL_WRONG_ARGUMENTS', span, 'COUNT takes a value', 'write COUNT(*)');
  if (args.length <= 1) return;
  const hint = distinct
    ? 'write COUNT(*) over (SELECT DISTINCT a, b FROM …)'
    : 'write COUNT(CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN 1 END)';
  refuse('SQL_UNSUPPORTED', span, `COUNT counts one value, not ${args.length}`, hint);
}

/** What Flink cannot tell apart by value. */
const NEVER_DISTINCT: ReadonlySet<string> = new Set(['ROW', 'MAP', 'BINARY', 'VARBINARY']);

function checkDistinctTypes(name: string, args: readonly Expression[]): void {
  const wrong = args.find(({ type }) => NEVER_DISTINCT.has(type.kind));
  if (wrong === undefined || name === 'MIN' || name === 'MAX') return;
  const reason = `${name}(DISTINCT …) takes no ${wrong.type.kind}`;
  refuse('SQL_TYPE_MISMATCH', wrong.span, reason, 'CAST it to STRING, or SELECT DISTINCT below');
}

function checkAggregateClauses(node: CallNode, name: string): void {
  if (node.withinGroup.length > 0) {
    refuse('SQL_UNSUPPORTED', node.span, `${name} WITHIN GROUP is not supported`, 'values come in arrival order');
  }
  if (node.star && name !== 'COUNT') refuse('SQL_WRONG_ARGUMENTS', node.span, `${name} takes a value, not *`);
  if (node.nullTreatment === 'RESPECT NULLS') {
    refuse('SQL_UNSUPPORTED', node.span, `${name} RESPECT NULLS is not supported`, 'NULLs are passed over');
  }
}

function sameAggregate(a: AggregateCall, b: AggregateCall): boolean {
  return (
    a.function === b.function &&
    a.distinct === b.distinct &&
    sameOptional(a.filter, b.filter) &&
    a.args.length === b.args.length &&
    a.args.every((argument, index) => sameOptional(argument, b.args[index]))
  );
}

function sameOptional(a: Expression | undefined, b: Expression | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameExpression(a, b);
}

const NEVER_NULL: ReadonlySet<string> = new Set(['COUNT', 'SUM0', 'JSON_OBJECTAGG', 'JSON_ARRAYAGG']);

/** An aggregate is NULL where it sees no row: without keys, or when its FILTER lets none through. */
function overPossiblyNoRows(call: AggregateCall, keyed: boolean): AggregateCall {
  if (NEVER_NULL.has(call.function) || (keyed && call.filter === undefined)) return call;
  return { ...call, type: withNullable(call.type, true) };
}
