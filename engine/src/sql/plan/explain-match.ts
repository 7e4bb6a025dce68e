/** MATCH_RECOGNIZE in words, for EXPLAIN: close to how it is written. */
import type { Schema } from '../../row/data-type.ts';
import { aggregateText, expressionText, nameText } from '../bind/expression-text.ts';
import { mapColumns } from '../bind/expression-tree.ts';
import type {
  MatchExpression,
  MatchedRows,
  MatchOperand,
  MatchSpecification,
  PatternStep,
} from '../bind/match-specification.ts';
import { durationText } from './duration-text.ts';
import type { MatchNode } from './physical-plan.ts';

export function describeMatch(node: MatchNode): readonly string[] {
  const { match } = node;
  const schema = node.input.schema;
  const name = (column: number): string => nameText(schema[column]?.name ?? '?');
  const order = node.orderBy.map(({ column, descending }) => `${name(column)}${descending ? ' DESC' : ''}`);
  const keys = node.partitionKeys.map(name);
  const pattern = match.steps.map((step, index) => `${nameText(match.variables[index] ?? '?')}${stepText(step)}`);
  const within = match.withinMs === 0 ? '' : ` within ${durationText(match.withinMs)}`;
  return [
    `pattern: ${pattern.join(' ')}${within}, then ${afterText(match)}`,
    `rows in order of ${order.join(', ')}${keys.length === 0 ? '' : `, by ${keys.join(', ')}`}`,
    ...match.conditions.flatMap((condition, index) =>
      condition === undefined
        ? []
        : [`define: ${nameText(match.variables[index] ?? '?')} AS ${matchText(condition, match, schema)}`],
    ),
    ...match.measures.map((measure, index) => {
      const field = node.schema[node.partitionKeys.length + index];
      return `measure: ${matchText(measure, match, schema)} AS ${nameText(field?.name ?? '?')}`;
    }),
  ];
}

function stepText({ minimum, maximum, greedy }: PatternStep): string {
  if (minimum === 1 && maximum === 1) return '';
  const reluctant = greedy || minimum === maximum || (minimum === 0 && maximum === 1) ? '' : '?';
  if (maximum === undefined && minimum < 2) return `${minimum === 0 ? '*' : '+'}${reluctant}`;
  if (minimum === 0 && maximum === 1) return '?';
  return `{${minimum === maximum ? minimum : `${minimum},${maximum ?? ''}`}}${reluctant}`;
}

function afterText({ afterMatch, variables }: MatchSpecification): string {
  if (!('variable' in afterMatch)) {
    return afterMatch.to === 'past-last-row' ? 'on after its last row' : 'on at its second row';
  }
  return `on at its ${afterMatch.to} ${nameText(variables[afterMatch.variable] ?? '?')}`;
}

function matchText({ expression, operands }: MatchExpression, match: MatchSpecification, schema: Schema): string {
  const numbered = mapColumns(expression, (column) => ({ ...column, name: `$${column.index}$` }));
  return expressionText(numbered).replace(/\$(\d+)\$/g, (_, index: string) => {
    const operand = operands[Number(index)];
    return operand === undefined ? '?' : operandText(operand, match, schema);
  });
}

function operandText(operand: MatchOperand, { variables }: MatchSpecification, schema: Schema): string {
  if (!('rows' in operand)) return `MATCH_${operand.kind.toUpperCase()}()`;
  const qualifier = qualifierText(operand.rows, variables);
  if (operand.kind === 'aggregate') {
    const args = operand.call.args.map((argument) =>
      mapColumns(argument, (column) => ({ ...column, name: schema[column.index]?.name ?? column.name })),
    );
    return `${aggregateText({ ...operand.call, args })}${qualifier === '' ? '' : ` of ${qualifier.slice(0, -1)}`}`;
  }
  const column = `${qualifier}${nameText(schema[operand.column]?.name ?? '?')}`;
  if (operand.from === 'last' && operand.offset === 0) return column;
  return `${operand.from.toUpperCase()}(${column}${operand.offset === 0 ? '' : `, ${operand.offset}`})`;
}

function qualifierText(rows: MatchedRows, variables: readonly string[]): string {
  return rows === 'all' ? '' : `${nameText(variables[rows] ?? '?')}.`;
}
