/** Filter and projection, as one generated function. */
import { Calc, type CalcFunction, type StreamClock } from '../../operators/calc.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import { MIN_WATERMARK } from '../../row/row.ts';
import { rowClass } from '../../row/row-class.ts';
import type { CalcNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileCondition, compileExpression, type ExpressionScope } from './expression.ts';
import { storedClock } from './stored-clock.ts';

export const compileCalc: NodeCompiler<CalcNode> = (node, { id, output }) => {
  const clock = newClock();
  const calc = new Calc({ id, calculate: calcFunction(node, clock), clock, output });
  return { operators: [calc, ...storedClock(id, clock, [node.condition, ...node.projections])] };
};

/** Filters and projects a row; null when the condition does not hold. */
export function calcFunction(node: CalcNode, clock: StreamClock): CalcFunction {
  const writer = new CodeWriter(`calc-${node.id}`);
  const scope = scopeWithClock(writer, clock);
  writer.block('return (row) =>', () => {
    if (node.condition !== undefined) writer.line(`if (!(${compileCondition(node.condition, scope)})) return null;`);
    const columns = node.projections.map((projection) => compileExpression(projection, scope).code);
    writer.line(`return new ${writer.bind('Result', rowClass(node.schema, node.id))}(${columns.join(', ')});`);
  });
  return writer.evaluate<CalcFunction>();
}

/** The names by which expressions see the row and the present times. */
export function scopeWithClock(writer: CodeWriter, clock: StreamClock): ExpressionScope {
  const name = writer.bind('clock', clock);
  return {
    writer,
    row: 'row',
    processingTime: `${name}.processingTime`,
    watermark: `(${name}.watermark === ${MIN_WATERMARK} ? null : ${name}.watermark)`,
  };
}

export function newClock(): StreamClock {
  return { watermark: MIN_WATERMARK, processingTime: MIN_WATERMARK };
}
