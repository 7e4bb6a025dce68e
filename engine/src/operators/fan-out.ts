/**
 * One stream read by several: everything goes to each of them, in the order of the plan. Rows pass through generated
 * code with one call per reader, so that each call always meets the same kind of operator.
 */
import { CodeWriter } from '../row/code-writer.ts';
import type { Output } from './operator.ts';

export class FanOut implements Output {
  readonly onRow: Output['onRow'];
  readonly #outputs: readonly Output[];

  constructor(outputs: readonly Output[]) {
    this.#outputs = outputs;
    this.onRow = rowFunction(outputs);
  }

  onWatermark(ms: number): void {
    for (const output of this.#outputs) output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    for (const output of this.#outputs) output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    for (const output of this.#outputs) output.onBatchEnd();
  }
}

function rowFunction(outputs: readonly Output[]): Output['onRow'] {
  const writer = new CodeWriter('fan-out');
  writer.block('return (row, change) =>', () => {
    for (const output of outputs) writer.line(`${writer.bind('output', output)}.onRow(row, change);`);
  });
  return writer.evaluate<Output['onRow']>();
}
