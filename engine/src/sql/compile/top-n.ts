/** ROW_NUMBER() with a bound over the whole stream, and ORDER BY … LIMIT. */
import { TopN } from '../../operators/top-n.ts';
import { rowComparator } from '../../row/compare.ts';
import type { Row } from '../../row/row.ts';
import { rowKey } from '../../row/row-key.ts';
import { isTimestamp } from '../functions/type-build.ts';
import { changelogOf } from '../plan/changelog.ts';
import type { TopNNode } from '../plan/physical-plan.ts';
import { appendColumns } from './append-columns.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { rowCodec } from './row-codec.ts';
import { rowIdentity } from './row-identity.ts';

export const compileTopN: NodeCompiler<TopNNode> = (node, site) => {
  const { schema } = node.input;
  const { last } = node;
  const isSingle = node.first === 1 && last === 1;
  const takesBack = changelogOf(node.input) === 'updating' && !(node.onlyRises && isSingle);
  const operator = new TopN({
    id: site.id,
    keyOf: rowKey(schema, node.partitionKeys),
    compare: rowComparator(schema, node.orderBy),
    first: node.first,
    last: typeof last === 'number' ? last : lastOf(last.column),
    withRank: node.outputRank ? appendColumns(node.schema, schema.length) : undefined,
    identityOf: takesBack ? rowIdentity(schema).identityOf : undefined,
    keepsPlace: node.onlyRises,
    updateBefore: site.updateBefore,
    rows: rowCodec(schema),
    ttlMs: node.ttlMs,
    forgets: isSingle || isFirstCome(node) || changelogOf(node.input) === 'updating' ? 'partitions' : 'rows',
    output: site.output,
  });
  return { operators: [operator] };
};

/** Whether rows rank in the order in which they arrive. */
function isFirstCome({ input, orderBy }: TopNNode): boolean {
  const [order, second] = orderBy;
  const type = order && input.schema[order.column]?.type;
  if (order === undefined || second !== undefined || type === undefined || !isTimestamp(type)) return false;
  return type.attribute === 'proctime' && !order.descending;
}

/** NULL is no rank. */
function lastOf(column: number): (row: Row) => number {
  return (row) => Number(row[`c${column}`] ?? 0);
}
