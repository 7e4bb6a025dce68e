/** A script with its name: turns offsets into spans. */
import type { SourceSpan } from '../../errors/sql-error.ts';

export class SourceText {
  readonly text: string;
  readonly file: string;
  readonly #lineStarts: number[] = [0];

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  /** The place from offset `start` to before `end`. */
  span(start: number, end: number): SourceSpan {
    const line = this.#lineOf(start);
    return { file: this.file, line: line + 1, column: start - (this.#lineStarts[line] ?? 0) + 1, start, end };
  }

  /** Index of the last line that starts at or before `offset`. */
  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
