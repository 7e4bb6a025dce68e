/** Where rows come from and go to: scans, literal rows, unions and sinks. */
import { Union } from '../../operators/union.ts';
import { Values } from '../../operators/values.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import type { Row } from '../../row/row.ts';
import { rowClass } from '../../row/row-class.ts';
import type { ScanNode, UnionNode, ValuesNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileExpression } from './expression.ts';
import { compileSink } from './sink.ts';

/** A scan is no operator: the runtime pushes the rows that its connector decodes. */
const compileScan: NodeCompiler<ScanNode> = (_, { output }) => ({ operators: [], source: output });

const compileValues: NodeCompiler<ValuesNode> = (node, { id, output }) => {
  const operator = new Values({ id, rows: rowsFunction(node), output });
  return { operators: [operator], start: () => operator.start() };
};

const compileUnion: NodeCompiler<UnionNode> = (node, { id, output }) => ({
  operators: [new Union({ id, inputCount: node.inputs.length, output })],
});

function rowsFunction(node: ValuesNode): () => readonly Row[] {
  const writer = new CodeWriter(`values-${node.id}`);
  const Result = writer.bind('Result', rowClass(node.schema, node.id));
  writer.block('return () =>', () => {
    writer.line('const rows = [];');
    for (const row of node.rows) {
      const columns = row.map((expression) => compileExpression(expression, { writer, row: 'undefined' }).code);
      writer.line(`rows.push(new ${Result}(${columns.join(', ')}));`);
    }
    writer.line('return rows;');
  });
  return writer.evaluate<() => readonly Row[]>();
}

export const streamEnds = { scan: compileScan, values: compileValues, union: compileUnion, sink: compileSink };
