/**
 * Generates the conditions and the measures of a MATCH_RECOGNIZE. The rows of a match follow one another, so that each
 * row that an expression names is found by its number: see MatchBounds.
 */
import type { StreamClock } from '../../../operators/calc.ts';
import type { KeptRow, MatchCondition, MatchFunctions } from '../../../operators/match/match-functions.ts';
import { CodeWriter } from '../../../row/code-writer.ts';
import type { Row, Value } from '../../../row/row.ts';
import { rowClass } from '../../../row/row-class.ts';
import type { MatchExpression, MatchedRows, MatchOperand } from '../../bind/match-specification.ts';
import type { MatchNode } from '../../plan/physical-plan.ts';
import type { Accumulator } from '../aggregates/accumulator.ts';
import { compileAccumulator } from '../aggregates/compile-accumulator.ts';
import { scopeWithClock } from '../calc.ts';
import { compileCondition, compileExpression, type ExpressionScope } from '../expression.ts';

export function matchFunctions(node: MatchNode, clock: StreamClock): MatchFunctions {
  return {
    conditions: node.match.conditions.map(
      (condition, variable) => condition && matchCondition(node, { condition, variable }, clock),
    ),
    measure: measureFunction(node, clock),
  };
}

interface Definition {
  readonly condition: MatchExpression;
  readonly variable: number;
}

function matchCondition(node: MatchNode, { condition, variable }: Definition, clock: StreamClock): MatchCondition {
  const writer = new CodeWriter(`define-${node.id}-${node.match.variables[variable] ?? ''}`);
  writer.block('return (current, time, kept, bounds) =>', () => {
    writer.line('const { rows, base } = kept;');
    const scope = new OperandCode(node, { condition, variable }, scopeWithClock(writer, clock)).scope();
    writer.line(`return ${compileCondition(condition.expression, scope)};`);
  });
  const ofRowAlone = condition.operands.every((operand) => isOfCurrentRow(operand, variable));
  return { holds: writer.evaluate<MatchCondition['holds']>(), ofRowAlone };
}

function measureFunction(node: MatchNode, clock: StreamClock): MatchFunctions['measure'] {
  const writer = new CodeWriter(`measures-${node.id}`);
  writer.block('return (kept, bounds, time) =>', () => {
    writer.line('const { rows, base } = kept;');
    const first = 'rows[bounds[0] - base].row';
    const columns = [
      ...node.partitionKeys.map((key) => `${first}.c${key}`),
      ...node.match.measures.map((measure) => {
        const site = { condition: measure, variable: undefined };
        const scope = new OperandCode(node, site, scopeWithClock(writer, clock)).scope();
        return compileExpression(measure.expression, scope).code;
      }),
    ];
    writer.line(`return new ${writer.bind('Result', rowClass(node.schema, node.id))}(${columns.join(', ')});`);
  });
  return writer.evaluate<MatchFunctions['measure']>();
}

/** Whether the operand is the same for every match that the row might extend. */
function isOfCurrentRow(operand: MatchOperand, variable: number): boolean {
  if (operand.kind !== 'column') return operand.kind !== 'aggregate';
  return isCurrent(operand.rows, variable) && operand.from === 'last' && operand.offset === 0;
}

/** Whether the row that a condition is about counts among the rows. */
function isCurrent(rows: MatchedRows, variable: number | undefined): boolean {
  return variable !== undefined && (rows === 'all' || rows === variable);
}

interface OperandSite {
  readonly condition: MatchExpression;
  /** Of a condition: what it defines. */
  readonly variable: number | undefined;
}

/** The code of the operands of one expression. */
class OperandCode {
  readonly #node: MatchNode;
  readonly #site: OperandSite;
  readonly #outer: ExpressionScope;
  /** Names of the variables that hold the results of the aggregates, by the rows that they are over. */
  readonly #results = new Map<MatchedRows, string>();

  constructor(node: MatchNode, site: OperandSite, outer: ExpressionScope) {
    this.#node = node;
    this.#site = site;
    this.#outer = outer;
    for (const operand of site.condition.operands) {
      if (operand.kind !== 'aggregate' || this.#results.has(operand.rows)) continue;
      const results = outer.writer.variable('results');
      outer.writer.line(`let ${results};`);
      this.#results.set(operand.rows, results);
    }
  }

  scope(): ExpressionScope {
    return { ...this.#outer, column: (index) => this.#code(index) };
  }

  #code(index: number): string {
    const operand = this.#site.condition.operands[index];
    if (operand === undefined) throw new RangeError(`${this.#node.id} has no operand ${index}`);
    switch (operand.kind) {
      case 'column':
        return this.#column(operand);
      case 'aggregate':
        return this.#aggregate(operand);
      case 'rowtime':
        return 'time';
      case 'proctime':
        return this.#outer.processingTime ?? 'time';
    }
  }

  #column({ rows, from, offset, column }: Extract<MatchOperand, { kind: 'column' }>): string {
    const hasCurrent = isCurrent(rows, this.#site.variable);
    if (hasCurrent && from === 'last' && offset === 0) return `current.c${column}`;
    const { writer } = this.#outer;
    const { first, end } = this.#range(rows);
    const number = writer.variable('number');
    const value = writer.variable('value');
    const position = from === 'first' ? `${first} + ${offset}` : `${end} - ${hasCurrent ? offset : offset + 1}`;
    const isThere = from === 'first' ? `${number} < ${end}` : `${number} >= ${first}`;
    const otherwise = hasCurrent && from === 'first' ? `${number} === ${end} ? current.c${column} : null` : 'null';
    writer.line(`const ${number} = ${position};`);
    writer.line(`const ${value} = ${isThere} ? rows[${number} - base].row.c${column} : ${otherwise};`);
    return value;
  }

  /** All aggregates over the same rows are computed together, when the first of them is needed. */
  #aggregate(operand: Extract<MatchOperand, { kind: 'aggregate' }>): string {
    const { writer } = this.#outer;
    const calls = this.#site.condition.operands.flatMap((other) =>
      other.kind === 'aggregate' && other.rows === operand.rows ? [other.call] : [],
    );
    const results = this.#results.get(operand.rows) ?? '';
    const { first, end } = this.#range(operand.rows);
    const accumulator = `new ${writer.bind('Accumulator', compileAccumulator(calls, this.#node.input.schema))}()`;
    const current = isCurrent(operand.rows, this.#site.variable) ? 'current' : 'null';
    const slice = `rows.slice(${first} - base, ${end} - base)`;
    const compute = `${writer.bind('aggregate', aggregate)}(${accumulator}, ${slice}, ${current})`;
    writer.line(`if (${results} === undefined) ${results} = ${compute};`);
    const value = writer.variable('aggregated');
    writer.line(`const ${value} = ${results}[${calls.indexOf(operand.call)}];`);
    return value;
  }

  /** Variables that are not in the pattern have no rows. */
  #range(rows: MatchedRows): { readonly first: string; readonly end: string } {
    const last = this.#node.match.steps.length;
    if (rows === 'all') return { first: 'bounds[0]', end: `bounds[${last}]` };
    if (rows >= last) return { first: 'base', end: 'base' };
    return { first: `bounds[${rows}]`, end: `bounds[${rows + 1}]` };
  }
}

function aggregate(accumulator: Accumulator, rows: readonly KeptRow[], current: Row | null): readonly Value[] {
  for (const { row } of rows) accumulator.accumulate(row);
  if (current !== null) accumulator.accumulate(current);
  return accumulator.results();
}
