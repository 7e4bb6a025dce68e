/** UNNEST: a row for each element of a collection, beside the row that holds it. */

import type { DataType, Schema } from '../../row/data-type.ts';
import { formatType } from '../../row/type-format.ts';
import { INT, withNullable } from '../functions/type-build.ts';
import type { JoinTable, UnnestTable } from '../parse/ast.ts';
import { bindCondition, bindExpression } from './bind-expression.ts';
import type { Expression } from './expression.ts';
import { columnsOf } from './expression-tree.ts';
import type { LogicalUnnest } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import { filter, named, type Relation } from './relation.ts';

/** UNNEST alone in FROM, over `input`. */
export function bindUnnest(node: UnnestTable, input: Relation): Relation {
  return unnested(node, input, 'inner');
}

/** UNNEST behind a comma or JOIN. @throws SqlError for what Flink does not run: RIGHT, FULL, conditions on the row itself. */
export function bindUnnestJoin(node: JoinTable, table: UnnestTable, left: Relation): Relation {
  if (node.type === 'RIGHT' || node.type === 'FULL' || node.natural || node.condition?.kind === 'using') {
    const hint = 'CROSS JOIN UNNEST(…), or LEFT JOIN UNNEST(…) ON TRUE';
    return refuse('SQL_UNSUPPORTED', node.span, 'UNNEST stands in CROSS, INNER and LEFT joins with ON', hint);
  }
  const joined = unnested(table, left, node.type === 'LEFT' ? 'left' : 'inner');
  if (node.condition === undefined) return joined;
  const condition = bindCondition(node.condition.expression, { scope: joined.scope, clause: 'ON' });
  if (condition.kind === 'literal' && condition.value === true) return joined;
  if (node.type !== 'LEFT') return { node: filter(joined.node, condition), scope: joined.scope };
  checkElementsOnly(condition, left.node.schema.length);
  return { node: { ...joined.node, condition }, scope: joined.scope };
}

function checkElementsOnly(condition: Expression, width: number): void {
  if ([...columnsOf(condition)].every((index) => index >= width)) return;
  const hint = 'compare the elements alone, or join ON TRUE';
  refuse('SQL_UNSUPPORTED', condition.span, 'ON of a LEFT JOIN UNNEST reads the row that holds the elements', hint);
}

function unnested(
  table: UnnestTable,
  left: Relation,
  join: 'inner' | 'left',
): Relation & { readonly node: LogicalUnnest } {
  const collection = bindExpression(table.expression, { scope: left.scope, clause: 'UNNEST' });
  const elements = elementColumns(collection, table).map(({ name, type }) => ({
    name,
    type: join === 'left' ? withNullable(type, true) : type,
  }));
  const node: LogicalUnnest = {
    kind: 'unnest',
    input: left.node,
    collection,
    join,
    withOrdinality: table.withOrdinality,
    schema: [...left.node.schema, ...elements],
    span: table.span,
  };
  const right = named({ kind: 'values', rows: [], schema: elements, span: table.span }, table.alias, undefined);
  return { node, scope: left.scope.concat(right.scope) };
}

/** The names that Flink gives where the script gives none: of a plain element the alias of the table. */
function elementColumns(collection: Expression, table: UnnestTable): Schema {
  const position = table.withOrdinality ? [{ name: 'ORDINALITY', type: withNullable(INT, false) }] : [];
  return [...valueColumns(collection, table), ...position];
}

function valueColumns(collection: Expression, table: UnnestTable): Schema {
  const { type } = collection;
  switch (type.kind) {
    case 'ARRAY':
    case 'MULTISET':
      return type.element.kind === 'ROW' ? type.element.fields : [plainColumn(type.element, table)];
    case 'MAP':
      return [
        { name: 'KEY', type: type.key },
        { name: 'VALUE', type: type.value },
      ];
    default: {
      const reason = `UNNEST takes an ARRAY, a MAP or a MULTISET, not ${formatType(withNullable(type, true))}`;
      return refuse('SQL_TYPE_MISMATCH', table.expression.span, reason, 'SPLIT makes an ARRAY of a text');
    }
  }
}

function plainColumn(type: DataType, table: UnnestTable): Schema[number] {
  return { name: table.withOrdinality ? 'EXPR$0' : (table.alias?.name.name ?? 'EXPR$0'), type };
}
