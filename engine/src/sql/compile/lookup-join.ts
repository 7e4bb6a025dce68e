/** A join with a keyed table as it is at the moment of the row. */
import type { StreamClock } from '../../operators/calc.ts';
import { LookupJoin } from '../../operators/lookup-join.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import type { Row, Value } from '../../row/row.ts';
import type { Expression } from '../bind/expression.ts';
import type { LookupJoinNode } from '../plan/physical-plan.ts';
import { appendValues } from './append-columns.ts';
import { newClock, scopeWithClock } from './calc.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileCondition, compileExpression } from './expression.ts';
import { storedClock } from './stored-clock.ts';

export const compileLookupJoin: NodeCompiler<LookupJoinNode> = (node, { id, output, context }) => {
  const keyColumns = node.keys.map(({ column }) => column);
  const lookup = context.openLookup(node.table, keyColumns, node.columns);
  const clock = newClock();
  const operator = new LookupJoin({
    id,
    keyOf: valuesFunction(
      node.keys.map(({ value }) => value),
      clock,
    ),
    lookup: (key) => lookup(key) as readonly (readonly Value[])[],
    join: appendValues(node.schema, node.input.schema.length),
    accepts: conditionFunction(node.condition, clock),
    keepUnmatched: node.join === 'left',
    missing: node.columns.map(() => null),
    clock,
    output,
  });
  const expressions = [node.condition, ...node.keys.map(({ value }) => value)];
  return { operators: [operator, ...storedClock(id, clock, expressions)] };
};

function valuesFunction(expressions: readonly Expression[], clock: StreamClock): (row: Row) => readonly Value[] {
  const writer = new CodeWriter('lookup-key');
  const scope = scopeWithClock(writer, clock);
  writer.block('return (row) =>', () => {
    const values = expressions.map((expression) => compileExpression(expression, scope).code);
    writer.line(`return [${values.join(', ')}];`);
  });
  return writer.evaluate<(row: Row) => readonly Value[]>();
}

function conditionFunction(condition: Expression | undefined, clock: StreamClock): (row: Row) => boolean {
  if (condition === undefined) return () => true;
  const writer = new CodeWriter('lookup-condition');
  const scope = scopeWithClock(writer, clock);
  writer.block('return (row) =>', () => {
    writer.line(`return ${compileCondition(condition, scope)};`);
  });
  return writer.evaluate<(row: Row) => boolean>();
}
