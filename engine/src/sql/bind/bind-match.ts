/** MATCH_RECOGNIZE becomes a match node: its keys, its order, and a specification of what it looks for. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Field } from '../../row/data-type.ts';
import { formatType } from '../../row/type-format.ts';
import { isTimestamp } from '../functions/type-build.ts';
import type { ExpressionNode, MatchRecognizeTable, Measure, PatternDefinition } from '../parse/ast.ts';
import { bindCondition, bindExpression } from './bind-expression.ts';
import { bindAfterMatch, bindPattern, bindWithin } from './bind-match-pattern.ts';
import type { ColumnExpression, SortKey } from './expression.ts';
import type { LogicalMatch } from './logical-plan.ts';
import { MatchCalls } from './match-calls.ts';
import type { MatchSite } from './match-scope.ts';
import type { MatchExpression } from './match-specification.ts';
import { refuse } from './refuse.ts';
import { named, type QueryContext, type Relation } from './relation.ts';
import { Scope } from './scope.ts';

/** @throws SqlError for what is wrong, and for what Flink refuses. */
export function bindMatch(node: MatchRecognizeTable, input: Relation, context: QueryContext): Relation {
  checkClauses(node, context);
  const partitionBy = bindPartition(node.partitionBy, input.scope);
  const { orderBy, time } = bindOrder(node, input.scope);
  const pattern = bindPattern(node.pattern);
  const variables = allVariables(pattern.variables, node.definitions);
  const site: MatchSite = {
    input: Scope.of(undefined, input.scope.columns),
    tables: [...new Set(input.scope.columns.flatMap((column) => column.qualifier ?? []))],
    variables,
    time,
  };
  const measures = bindMeasures(node, partitionBy, site);
  const match: LogicalMatch = {
    kind: 'match',
    input: input.node,
    partitionKeys: partitionBy.map((key) => key.index),
    orderBy,
    time,
    match: {
      variables,
      steps: pattern.steps,
      afterMatch: bindAfterMatch(node.afterMatch, pattern),
      withinMs: bindWithin(node.within),
      conditions: pattern.variables.map((name, index) => bindDefinition(node.definitions, name, { site, index })),
      measures: measures.map(({ measure }) => measure),
    },
    schema: [...partitionBy.map(({ name, type }) => ({ name, type })), ...measures.map(({ field }) => field)],
    span: node.span,
  };
  return named(match, node.alias, undefined);
}

function checkClauses(node: MatchRecognizeTable, context: QueryContext): void {
  if (context.inView === true) {
    const hint = 'Flink reads it in a view from version 2.3 on: put it into the INSERT, or into WITH';
    refuse('SQL_UNSUPPORTED', node.span, 'MATCH_RECOGNIZE cannot stand in a view', hint);
  }
  if (node.rowsPerMatch === 'ALL ROWS') {
    const hint = 'write ONE ROW PER MATCH, or leave it out';
    refuse('SQL_UNSUPPORTED', node.span, 'ALL ROWS PER MATCH is not supported', hint);
  }
  const [subset] = node.subsets;
  if (subset !== undefined) {
    const hint = 'name each variable: Flink gives NULL for a subset without a word';
    refuse('SQL_UNSUPPORTED', subset.span, 'SUBSET is not supported', hint);
  }
  if ('alias' in node.input && node.input.alias !== undefined) {
    const hint = 'the alias stands after MATCH_RECOGNIZE (…)';
    refuse('SQL_INVALID_QUERY', node.input.alias.span, 'MATCH_RECOGNIZE stands right after its table', hint);
  }
  if (node.alias !== undefined && node.alias.columns.length > 0) {
    const hint = 'name the columns in MEASURES';
    refuse('SQL_UNSUPPORTED', node.alias.span, 'an alias with columns cannot follow MATCH_RECOGNIZE', hint);
  }
  if (node.measures.length === 0) {
    refuse('SQL_INVALID_QUERY', node.span, 'MATCH_RECOGNIZE needs MEASURES', 'such as MEASURES A.id AS id');
  }
}

function bindPartition(nodes: readonly ExpressionNode[], scope: Scope): readonly ColumnExpression[] {
  const keys = nodes.map((node) => bindColumn(node, scope, 'PARTITION BY'));
  const repeated = keys.find((key, position) => keys.findIndex((other) => other.index === key.index) !== position);
  if (repeated !== undefined) {
    refuse('SQL_INVALID_QUERY', repeated.span, `${repeated.name} stands twice in PARTITION BY`, 'leave it out');
  }
  return keys;
}

function bindColumn(node: ExpressionNode, scope: Scope, clause: string): ColumnExpression {
  const bound = bindExpression(node, { scope, clause });
  if (bound.kind === 'column') return bound;
  const hint = 'compute it in a subquery below';
  return refuse('SQL_UNSUPPORTED', node.span, `${clause} of MATCH_RECOGNIZE takes columns`, hint);
}

interface MatchOrder {
  readonly orderBy: readonly SortKey[];
  readonly time: 'rowtime' | 'proctime';
}

function bindOrder(node: MatchRecognizeTable, scope: Scope): MatchOrder {
  const [first] = node.orderBy;
  const hint = 'ORDER BY the column that WATERMARK FOR names, or PROCTIME()';
  if (first === undefined) return refuse('SQL_INVALID_QUERY', node.span, 'MATCH_RECOGNIZE needs ORDER BY', hint);
  const placed = node.orderBy.find((item) => item.nulls !== undefined);
  if (placed !== undefined) {
    refuse('SQL_UNSUPPORTED', placed.span, 'NULLS FIRST and NULLS LAST are not supported here', 'leave it out');
  }
  const columns = node.orderBy.map((item) => bindColumn(item.expression, scope, 'ORDER BY'));
  const [column] = columns;
  const time = column !== undefined && isTimestamp(column.type) ? column.type.attribute : undefined;
  if (column === undefined || time === undefined) {
    const what = column === undefined ? 'nothing' : `${column.name} ${formatType(column.type)}`;
    return refuse('SQL_INVALID_WINDOW', first.span, `ORDER BY begins with a time attribute, not ${what}`, hint);
  }
  if (first.descending) refuse('SQL_UNSUPPORTED', first.span, 'time runs upwards only', 'leave DESC out');
  const orderBy = columns.map(({ index }, position) => {
    const descending = node.orderBy[position]?.descending ?? false;
    return { column: index, descending, nullsLast: descending };
  });
  return { orderBy, time };
}

/** Those of the pattern, and those that are only defined: no row is ever theirs. */
function allVariables(pattern: readonly string[], definitions: readonly PatternDefinition[]): readonly string[] {
  const defined = new Set<string>();
  for (const { variable } of definitions) {
    if (defined.has(variable.name)) {
      refuse('SQL_INVALID_QUERY', variable.span, `variable ${variable.name} is defined twice`, 'join them by AND');
    }
    defined.add(variable.name);
  }
  return [...pattern, ...[...defined].filter((name) => !pattern.includes(name))];
}

interface Defined {
  readonly site: MatchSite;
  readonly index: number;
}

function bindDefinition(
  definitions: readonly PatternDefinition[],
  name: string,
  { site, index }: Defined,
): MatchExpression | undefined {
  const definition = definitions.find(({ variable }) => variable.name === name);
  if (definition === undefined) return undefined;
  const calls = new MatchCalls(site, index);
  return calls.with(bindCondition(definition.condition, calls.context));
}

interface BoundMeasure {
  readonly field: Field;
  readonly measure: MatchExpression;
}

function bindMeasures(
  node: MatchRecognizeTable,
  partitionBy: readonly ColumnExpression[],
  site: MatchSite,
): readonly BoundMeasure[] {
  const names = new Set(partitionBy.map((key) => key.name));
  return node.measures.map((each) => {
    checkMeasureName(each, names);
    const calls = new MatchCalls(site);
    const expression = bindExpression(each.expression, calls.context);
    return { field: { name: each.alias.name, type: expression.type }, measure: calls.with(expression) };
  });
}

function checkMeasureName(measure: Measure, names: Set<string>): void {
  const { name, span }: { readonly name: string; readonly span: SourceSpan } = measure.alias;
  if (names.has(name)) refuse('SQL_INVALID_QUERY', span, `${name} is the name of two columns`, 'AS gives it another');
  names.add(name);
}
