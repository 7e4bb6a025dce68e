/** UNION, INTERSECT and EXCEPT: both sides brought to common types, column by column. */
import { formatType } from '../../row/type-format.ts';
import { commonType } from '../functions/common-type.ts';
import type { SetOperation } from '../parse/ast.ts';
import { coerce } from './coerce.ts';
import { distinctRows } from './distinct-rows.ts';
import type { LogicalNode } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import { columnOf, project } from './relation.ts';

/** @throws SqlError SQL_INVALID_QUERY for sides of different width, SQL_TYPE_MISMATCH for columns without a common type. */
export function bindSetOperation(body: SetOperation, left: LogicalNode, right: LogicalNode): LogicalNode {
  const { operator, all, span } = body;
  const schema = commonSchema(body, left, right);
  if (operator !== 'UNION') {
    const sides = { left: aligned(left, schema), right: aligned(right, schema) };
    return { kind: 'set-operation', operator, all, ...sides, schema, span };
  }
  const inputs = [left, right].flatMap(unionInputs).map((input) => aligned(input, schema));
  const union: LogicalNode = { kind: 'union', inputs, schema, span };
  return all ? union : distinctRows(union);
}

function commonSchema(body: SetOperation, left: LogicalNode, right: LogicalNode): LogicalNode['schema'] {
  const name = body.all ? `${body.operator} ALL` : body.operator;
  if (left.schema.length !== right.schema.length) {
    const reason = `${name} of ${left.schema.length} and ${right.schema.length} columns`;
    return refuse('SQL_INVALID_QUERY', body.right.span, reason, 'both sides need the same number of columns');
  }
  return left.schema.map((field, index) => {
    const other = right.schema[index]?.type ?? field.type;
    const type = commonType([field.type, other]);
    if (type !== undefined) return { name: field.name, type };
    const reason = `column ${index + 1} of ${name} is ${formatType(field.type)} on one side and ${formatType(other)} on the other`;
    return refuse('SQL_TYPE_MISMATCH', body.right.span, reason, 'CAST one of them');
  });
}

/** The inputs of a union within a union stand beside the others. */
function unionInputs(side: LogicalNode): readonly LogicalNode[] {
  return side.kind === 'union' ? side.inputs : [side];
}

function aligned(input: LogicalNode, schema: LogicalNode['schema']): LogicalNode {
  const columns = input.schema.map((_, index) => columnOf(input, index, input.span));
  const cast = columns.map((column, index) => coerce(column, schema[index]?.type ?? column.type));
  if (cast.every((expression) => expression.kind === 'column')) return input;
  const names = schema.map((field) => field.name);
  return project(input, cast, names, input.span);
}
