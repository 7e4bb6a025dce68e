/** UNNEST as one generated function: it walks the collection and makes a row for each element. */
import type { StreamClock } from '../../operators/calc.ts';
import { Unnest, type UnnestFunction } from '../../operators/unnest.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import { rowClass } from '../../row/row-class.ts';
import { changelogOf } from '../plan/changelog.ts';
import type { UnnestNode } from '../plan/physical-plan.ts';
import { newClock, scopeWithClock } from './calc.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileCondition, compileExpression, type ExpressionScope } from './expression.ts';

export const compileUnnest: NodeCompiler<UnnestNode> = (node, { id, output }) => {
  const clock = newClock();
  const isUpdating = changelogOf(node) === 'updating';
  return { operators: [new Unnest({ id, unnest: unnestFunction(node, clock), isUpdating, clock, output })] };
};

function unnestFunction(node: UnnestNode, clock: StreamClock): UnnestFunction {
  const writer = new CodeWriter(`unnest-${node.id}`);
  const scope = scopeWithClock(writer, clock);
  const Result = writer.bind('Result', rowClass(node.schema, node.id));
  const columns = node.input.schema.map((_, index) => `row.c${index}`);
  const width = columns.length;
  const elements = elementCodes(node);
  writer.block('return (row, change, output) =>', () => {
    const collection = compileExpression(node.collection, scope).code;
    writer.line('let given = 0;');
    writer.line('let position = 0;');
    writer.block(`if (${collection} !== null) for (const element of ${collection})`, () => {
      writer.line('position += 1;');
      if (elements.isRow) writer.line('if (element === null) continue;');
      for (const [index, code] of elements.codes.entries()) writer.line(`const e${index} = ${code};`);
      writeCondition(node, writer, scope);
      writer.line('given += 1;');
      const values = elements.codes.map((_, index) => `e${index}`);
      writer.line(`output.onRow(new ${Result}(${[...columns, ...values].join(', ')}), change);`);
    });
    if (node.join === 'left') {
      const nulls = node.schema.slice(width).map(() => 'null');
      writer.line(`if (given === 0) output.onRow(new ${Result}(${[...columns, ...nulls].join(', ')}), change);`);
    }
  });
  return writer.evaluate<UnnestFunction>();
}

function writeCondition(node: UnnestNode, writer: CodeWriter, scope: ExpressionScope): void {
  if (node.condition === undefined) return;
  const width = node.input.schema.length;
  const column = (index: number): string => (index < width ? `row.c${index}` : `e${index - width}`);
  writer.line(`if (!(${compileCondition(node.condition, { ...scope, column })})) continue;`);
}

/** The values of an element's columns. A row that is NULL is no element, as in Flink. */
function elementCodes({ collection, withOrdinality }: UnnestNode): {
  readonly codes: readonly string[];
  readonly isRow: boolean;
} {
  const { type } = collection;
  const position = withOrdinality ? ['position'] : [];
  if (type.kind === 'MAP') return { codes: ['element[0]', 'element[1]', ...position], isRow: false };
  if ((type.kind === 'ARRAY' || type.kind === 'MULTISET') && type.element.kind === 'ROW') {
    const fields = type.element.fields.map((_, index) => `element[${index}]`);
    return { codes: [...fields, ...position], isRow: true };
  }
  return { codes: ['element', ...position], isRow: false };
}
