/** What stands in DEFINE and MEASURES beside plain expressions: variables, navigation, aggregates, MATCH_ROWTIME(). */
import type { DataType } from '../../row/data-type.ts';
import { isTimestamp, withNullable, withoutAttribute } from '../functions/type-build.ts';
import type { CallNode, ExpressionNode, MatchSemantics } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import type { ColumnExpression, Expression } from './expression.ts';
import type { CallBinder, ExpressionContext } from './expression-context.ts';
import { sameExpression } from './expression-tree.ts';
import { ArgumentScope, checkSingleVariable, MatchScope, type MatchSite } from './match-scope.ts';
import type { MatchExpression, MatchedRows, MatchOperand } from './match-specification.ts';
import { refuse } from './refuse.ts';
import { bindAggregateCall } from './select-calls.ts';

interface Navigation {
  readonly from: 'first' | 'last';
  readonly offset: number;
}

const LAST_ROW: Navigation = { from: 'last', offset: 0 };
const NAVIGATIONS = ['FIRST', 'LAST', 'PREV', 'NEXT'];

/** One for each expression: gathers its operands. `own` is the variable that a DEFINE defines. */
export class MatchCalls implements CallBinder {
  readonly operands: MatchOperand[] = [];
  readonly #site: MatchSite;
  readonly #own: number | undefined;

  constructor(site: MatchSite, own?: number) {
    this.#site = site;
    this.#own = own;
  }

  get context(): ExpressionContext {
    return { scope: this.#scope(LAST_ROW), clause: this.#clause, calls: this };
  }

  /** The expression with the operands that it has asked for. */
  with(expression: Expression): MatchExpression {
    return { expression, operands: this.operands };
  }

  /** FIRST, LAST, PREV, NEXT, MATCH_ROWTIME …; undefined for functions that are no business of a match. */
  navigation(node: CallNode): Expression | undefined {
    const name = node.name.parts.length === 1 ? (node.name.parts[0]?.name.toUpperCase() ?? '') : '';
    if (name === 'MATCH_ROWTIME' || name === 'MATCH_PROCTIME') return this.#time(node, name);
    if (name === 'CLASSIFIER' || name === 'MATCH_NUMBER') {
      const hint = 'a measure such as COUNT(A.id) tells whether a variable has rows';
      return refuse('SQL_UNSUPPORTED', node.span, `${name}() is not supported`, hint);
    }
    return NAVIGATIONS.includes(name) ? this.#navigate(node, name) : undefined;
  }

  semantics(node: MatchSemantics, context: ExpressionContext): Expression {
    if (this.#own !== undefined) {
      return refuse('SQL_INVALID_QUERY', node.span, `${node.mode} belongs into MEASURES`, 'leave it out');
    }
    if (node.mode === 'RUNNING') {
      const hint = 'ONE ROW PER MATCH gives final values: leave it out';
      return refuse('SQL_UNSUPPORTED', node.span, 'RUNNING is not supported', hint);
    }
    if (node.operand.kind === 'call') return bindExpression(node.operand, context);
    const hint = 'leave it out: measures are final anyway';
    return refuse('SQL_INVALID_QUERY', node.span, 'FINAL stands before a function', hint);
  }

  aggregate(node: CallNode): Expression {
    checkAggregate(node);
    const scope = new ArgumentScope(this.#site);
    const bound = bindAggregateCall(node, { scope, clause: 'an aggregate', calls: new NoCalls('an aggregate') });
    const rows = node.star ? 'all' : scope.only(node);
    const neverNull = bound.function === 'COUNT' || bound.function === 'SUM0';
    const call = neverNull ? bound : { ...bound, type: withNullable(bound.type, true) };
    const known = this.operands.findIndex(
      (operand) =>
        operand.kind === 'aggregate' &&
        operand.rows === rows &&
        operand.call.function === call.function &&
        operand.call.args.length === call.args.length &&
        operand.call.args.every((arg, index) => sameExpression(arg, call.args[index] ?? arg)),
    );
    const index = known === -1 ? this.operands.push({ kind: 'aggregate', rows, call }) - 1 : known;
    return { kind: 'column', index, name: call.name, type: call.type, span: node.span };
  }

  over(node: CallNode): Expression {
    return refuse('SQL_INVALID_QUERY', node.span, `OVER cannot stand in ${this.#clause}`, 'compute it below the match');
  }

  windowProperty(node: CallNode): Expression {
    return refuse('SQL_INVALID_QUERY', node.span, `a property of a window cannot stand in ${this.#clause}`);
  }

  grouping(node: CallNode): Expression {
    return refuse('SQL_INVALID_QUERY', node.span, `a match has no groups: ${this.#clause} knows none`);
  }

  get #clause(): string {
    return this.#own === undefined ? 'MEASURES' : 'DEFINE';
  }

  #scope(navigation: Navigation): MatchScope {
    return new MatchScope(this.#site, (rows, column) => this.#column(rows, navigation, column));
  }

  #column(rows: MatchedRows, { from, offset }: Navigation, column: ColumnExpression): ColumnExpression {
    const isCurrent = this.#own !== undefined && (rows === this.#own || rows === 'all') && from === 'last';
    const plain = withoutAttribute(column.type);
    const type = isCurrent && offset === 0 ? plain : withNullable(plain, true);
    const operand: MatchOperand = { kind: 'column', rows, from, offset, column: column.index };
    return { ...column, index: this.operands.push(operand) - 1, type };
  }

  #navigate(node: CallNode, name: string): Expression {
    const [argument, second, ...others] = node.args;
    if (argument === undefined || others.length > 0 || node.star) {
      return refuse('SQL_WRONG_ARGUMENTS', node.span, `${name} takes 1 to 2 arguments`, `write ${name}(A.price[, 1])`);
    }
    const offset = second === undefined ? (name === 'PREV' || name === 'NEXT' ? 1 : 0) : offsetOf(second);
    if (name === 'PREV' || name === 'NEXT') return this.#physical(node, { name, argument, offset });
    const variables = new Set<MatchedRows>();
    const navigation: Navigation = { from: name === 'FIRST' ? 'first' : 'last', offset };
    const scope = new MatchScope(this.#site, (rows, column) => {
      variables.add(rows);
      return this.#column(rows, navigation, column);
    });
    const bound = bindExpression(argument, { scope, clause: name, calls: new NoCalls(name) });
    checkSingleVariable(node, name, variables);
    return bound;
  }

  /** As far as Flink goes: PREV of a variable's own rows is refused, of others it is LAST. */
  #physical(node: CallNode, { name, argument, offset }: PhysicalNavigation): Expression {
    if (this.#own === undefined) {
      return refuse('SQL_INVALID_QUERY', node.span, `${name} cannot stand in MEASURES`, 'LAST(A.price, 1) can');
    }
    const hint = 'LAST(price, 1) is the row before in the match, LAST(A.price, 1) the row of A before';
    if (argument.kind !== 'column-reference') {
      return refuse('SQL_UNSUPPORTED', node.span, `${name} takes a column alone`, hint);
    }
    const scope = new MatchScope(this.#site, (rows, column) => {
      const isOwn = rows === this.#own || name === 'NEXT';
      if (offset === 0) return this.#column(rows, LAST_ROW, column);
      if (isOwn) return refuse('SQL_UNSUPPORTED', node.span, `${name} by rows of the table is not supported`, hint);
      return this.#column(rows, { from: 'last', offset }, column);
    });
    return bindExpression(argument, { scope, clause: name, calls: new NoCalls(name) });
  }

  #time(node: CallNode, name: 'MATCH_ROWTIME' | 'MATCH_PROCTIME'): Expression {
    const { time } = this.#site;
    const kind = name === 'MATCH_ROWTIME' ? 'rowtime' : 'proctime';
    if (kind === 'rowtime' && time === 'proctime') {
      return refuse(
        'SQL_INVALID_WINDOW',
        node.span,
        `${name} needs ORDER BY an event time`,
        'MATCH_PROCTIME() is there',
      );
    }
    const type: DataType = {
      kind: kind === 'rowtime' ? this.#rowtimeKind(node) : 'TIMESTAMP_LTZ',
      precision: 3,
      nullable: false,
      attribute: kind,
    };
    return { kind: 'column', index: this.operands.push({ kind }) - 1, name, type, span: node.span };
  }

  /** MATCH_ROWTIME(ts) has the type of the column that it names, MATCH_ROWTIME() is a TIMESTAMP. */
  #rowtimeKind(node: CallNode): 'TIMESTAMP' | 'TIMESTAMP_LTZ' {
    const [argument, ...others] = node.args;
    if (argument === undefined) return 'TIMESTAMP';
    const column =
      argument.kind === 'column-reference' ? new ArgumentScope(this.#site).resolve(argument).column : undefined;
    if (others.length === 0 && column !== undefined && isTimestamp(column.type) && column.type.attribute === 'rowtime')
      return column.type.kind;
    const hint = 'write MATCH_ROWTIME() or MATCH_ROWTIME(ts), where ts is the column of WATERMARK FOR';
    return refuse('SQL_WRONG_ARGUMENTS', node.span, 'MATCH_ROWTIME takes the event time of the input alone', hint);
  }
}

interface PhysicalNavigation {
  readonly name: 'PREV' | 'NEXT';
  readonly argument: ExpressionNode;
  readonly offset: number;
}

const NESTED = 'give each a measure of its own';

/** What may not stand inside FIRST and LAST. */
class NoCalls implements CallBinder {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  navigation(node: CallNode): Expression | undefined {
    const name = node.name.parts.at(-1)?.name.toUpperCase() ?? '';
    if (!NAVIGATIONS.includes(name)) return undefined;
    return refuse('SQL_INVALID_QUERY', node.span, `${name} cannot stand inside ${this.#name}`, NESTED);
  }

  aggregate(node: CallNode): Expression {
    return refuse('SQL_INVALID_QUERY', node.span, `an aggregate cannot stand inside ${this.#name}`, NESTED);
  }

  over(node: CallNode): Expression {
    return this.aggregate(node);
  }

  windowProperty(node: CallNode): Expression {
    return this.aggregate(node);
  }

  grouping(node: CallNode): Expression {
    return this.aggregate(node);
  }
}

function checkAggregate(node: CallNode): void {
  const name = node.name.parts.at(-1)?.name.toUpperCase() ?? '';
  if (/^JSON_(OBJECT|ARRAY)AGG$/.test(name)) {
    refuse(
      'SQL_UNSUPPORTED',
      node.span,
      `${name} does not run in MATCH_RECOGNIZE, in Flink neither`,
      'use ARRAY_AGG or LISTAGG',
    );
  }
  if (node.distinct) {
    const hint = 'deduplicate the rows below the match';
    refuse('SQL_UNSUPPORTED', node.span, `${name}(DISTINCT …) is not supported in MATCH_RECOGNIZE`, hint);
  }
  if (node.filter !== undefined) {
    const hint = `put the condition into a CASE: ${name}(CASE WHEN … THEN … END)`;
    refuse('SQL_UNSUPPORTED', node.span, 'FILTER is not supported in MATCH_RECOGNIZE', hint);
  }
  if (node.args.length > 1 && name === 'COUNT') {
    refuse('SQL_WRONG_ARGUMENTS', node.span, 'COUNT takes one value of one variable', 'write COUNT(A.id) or COUNT(*)');
  }
}

function offsetOf(node: ExpressionNode): number {
  const value = node.kind === 'number-literal' ? Number(node.text) : Number.NaN;
  if (Number.isInteger(value) && value >= 0) return value;
  return refuse('SQL_INVALID_QUERY', node.span, 'the offset is a whole number as it is written down', 'such as 1');
}
