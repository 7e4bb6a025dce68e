/**
 * What an operator writes to: everything goes to each of its readers, in the order of the plan, and is noted: how many
 * rows, and the newest watermark. Rows pass through generated code with one call per reader, so that each call always
 * meets the same kind of operator, and the count costs one addition to a number that lies beside the code.
 */
import { CodeWriter } from '../row/code-writer.ts';
import type { Output } from './operator.ts';

/** What has gone through the streams of a dataflow since it was made, each at its place. */
export interface StreamFigures {
  readonly rows: Float64Array;
  /** NaN before the first. */
  readonly watermarks: Float64Array;
}

/** One stream's place in the figures. */
export interface StreamPlace {
  readonly figures: StreamFigures;
  readonly place: number;
}

export class FanOut implements Output {
  readonly onRow: Output['onRow'];
  readonly #outputs: readonly Output[];
  readonly #stream: StreamPlace;

  constructor(outputs: readonly Output[], stream: StreamPlace) {
    this.#outputs = outputs;
    this.#stream = stream;
    this.onRow = rowFunction(outputs, stream);
  }

  onWatermark(ms: number): void {
    const { figures, place } = this.#stream;
    figures.watermarks[place] = ms;
    for (const output of this.#outputs) output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    for (const output of this.#outputs) output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    for (const output of this.#outputs) output.onBatchEnd();
  }
}

function rowFunction(outputs: readonly Output[], { figures, place }: StreamPlace): Output['onRow'] {
  const writer = new CodeWriter('fan-out');
  writer.block('return (row, change) =>', () => {
    writer.line(`${writer.bind('rows', figures.rows)}[${place}] += 1;`);
    for (const output of outputs) writer.line(`${writer.bind('output', output)}.onRow(row, change);`);
  });
  return writer.evaluate<Output['onRow']>();
}
