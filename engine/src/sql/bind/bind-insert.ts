/** INSERT INTO: the query’s columns brought to the sink’s, as Flink does it: by position, with implicit casts only. */

import { didYouMean } from '../../errors/closest-name.ts';
import type { Schema } from '../../row/data-type.ts';
import { formatType } from '../../row/type-format.ts';
import { canCastImplicitly } from '../functions/casts.ts';
import { withNullable, withoutAttribute } from '../functions/type-build.ts';
import type { Identifier, Insert } from '../parse/ast.ts';
import { checkHints } from './bind-from.ts';
import { bindQuery } from './bind-query.ts';
import { nullLiteral } from './build-literal.ts';
import type { Catalog } from './catalog.ts';
import { sinkDefinition } from './catalog.ts';
import { coerce } from './coerce.ts';
import type { Expression } from './expression.ts';
import type { LogicalNode } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import { columnOf, project } from './relation.ts';
import type { TableDefinition } from './table-definition.ts';

export interface BoundInsert {
  readonly sink: TableDefinition;
  /** Gives the sink’s columns, in order and in its types. */
  readonly node: LogicalNode;
  readonly span: Insert['span'];
}

/** @throws SqlError SQL_UNKNOWN_TABLE for the sink, SQL_TYPE_MISMATCH for a column that needs an explicit cast. */
export function bindInsert(insert: Insert, catalog: Catalog): BoundInsert {
  checkHints(insert.hints);
  if (insert.overwrite) {
    refuse('SQL_UNSUPPORTED', insert.span, 'INSERT OVERWRITE is not supported for a stream', 'write INSERT INTO');
  }
  const target = catalog.get(insert.target);
  if (target.kind === 'view') {
    return refuse('SQL_INVALID_TABLE', insert.target.span, `${target.name} is a view and takes no rows`);
  }
  const sink = sinkDefinition(target);
  const node = bindQuery(insert.query, { catalog, commonTables: new Map() }, 'outermost');
  const targets = insert.columns.length === 0 ? sink.schema.map((_, index) => index) : namedTargets(insert, sink);
  if (targets.length !== node.schema.length) refuseCount(insert, sink, targets.length, node);
  const projections = sink.schema.map((_, index) => sinkColumn({ insert, sink, node, targets }, index));
  return { sink, node: toSink(node, projections, sink.schema), span: insert.span };
}

function namedTargets(insert: Insert, sink: TableDefinition): readonly number[] {
  const seen = new Set<number>();
  return insert.columns.map((column) => {
    const index = sink.schema.findIndex((field) => field.name === column.name);
    if (index === -1) return refuseTarget(column, sink);
    if (seen.has(index)) refuse('SQL_INVALID_QUERY', column.span, `column ${column.name} is named twice`);
    seen.add(index);
    return index;
  });
}

function refuseTarget(column: Identifier, sink: TableDefinition): never {
  const hint = didYouMean(
    column.name,
    sink.schema.map((field) => field.name),
  );
  return refuse('SQL_UNKNOWN_COLUMN', column.span, `table ${sink.name} takes no column ${column.name}`, hint);
}

function refuseCount(insert: Insert, sink: TableDefinition, expected: number, node: LogicalNode): never {
  const given = node.schema.map((field) => field.name).join(', ');
  const wanted = sink.schema.map((field) => field.name).join(', ');
  const reason = `${sink.name} takes ${expected} columns, the query gives ${node.schema.length}`;
  return refuse('SQL_TYPE_MISMATCH', insert.query.span, reason, `${sink.name} has (${wanted}), the query (${given})`);
}

interface Assignment {
  readonly insert: Insert;
  readonly sink: TableDefinition;
  readonly node: LogicalNode;
  /** For each column of the query, the column of the sink. */
  readonly targets: readonly number[];
}

function sinkColumn({ insert, sink, node, targets }: Assignment, index: number): Expression {
  const field = sink.schema[index];
  const source = targets.indexOf(index);
  if (field === undefined) throw new RangeError(`no column ${index} in ${sink.name}`);
  if (source === -1) {
    if (field.type.nullable) return nullLiteral(field.type, insert.span);
    return refuse(
      'SQL_TYPE_MISMATCH',
      insert.span,
      `column ${field.name} of ${sink.name} is NOT NULL and gets no value`,
    );
  }
  const column = columnOf(node, source, insert.query.span);
  if (canCastImplicitly(column.type, field.type)) return coerce(column, withoutAttribute(field.type));
  const [given, wanted] = [formatType(plain(column.type)), formatType(plain(field.type))];
  const reason = `column ${index + 1} (${field.name}) of ${sink.name} is ${wanted}, but the query gives ${given}`;
  return refuse('SQL_TYPE_MISMATCH', insert.query.span, reason, `CAST(${column.name} AS ${wanted})`);
}

const plain = (type: Expression['type']): Expression['type'] => withNullable(withoutAttribute(type), true);

function toSink(node: LogicalNode, projections: readonly Expression[], schema: Schema): LogicalNode {
  const asIs =
    projections.length === node.schema.length &&
    projections.every((expression, index) => expression.kind === 'column' && expression.index === index);
  return asIs
    ? node
    : project(
        node,
        projections,
        schema.map((field) => field.name),
        node.span,
      );
}
