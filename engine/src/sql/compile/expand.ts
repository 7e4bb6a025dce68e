/** Grouping sets: the copies of a row, one for each set, as one generated function. */
import { Expand, type ExpandFunction } from '../../operators/expand.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import { rowClass } from '../../row/row-class.ts';
import type { ExpandNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';

export const compileExpand: NodeCompiler<ExpandNode> = (node, { id, output }) => ({
  operators: [new Expand(id, expandFunction(node), output)],
});

function expandFunction(node: ExpandNode): ExpandFunction {
  const writer = new CodeWriter(`expand-${node.id}`);
  const Result = writer.bind('Result', rowClass(node.schema, node.id));
  const row = node.input.schema.map((_, index) => `row.c${index}`);
  writer.block('return (row, change, output) =>', () => {
    for (const { number, members } of node.sets) {
      const copies = node.keys.map((key, index) => (members[index] ? `row.c${key}` : 'null'));
      writer.line(`output.onRow(new ${Result}(${[...row, ...copies, number].join(', ')}), change);`);
    }
  });
  return writer.evaluate<ExpandFunction>();
}
