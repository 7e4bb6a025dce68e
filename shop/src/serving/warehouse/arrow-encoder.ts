/**
 * A result as an Arrow IPC stream, one record batch a chunk. DuckDB's own way there is an extension that would have to be
 * downloaded; apache-arrow is the Arrow project's library for JavaScript.
 */
import { Field, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from 'apache-arrow';
import { arrowColumn } from './arrow-column.ts';
import type { ResultEncoder, ResultShape } from './result-encoder.ts';

export function arrowEncoder({ columns, types }: ResultShape): ResultEncoder {
  const made = types.map(arrowColumn);
  const fields = made.map(({ type }, place) => new Field(columns[place]?.name ?? '', type, true));
  const schema = new Schema(fields);
  const writer = new PieceWriter();
  return {
    begin: () => {
      writer.reset(undefined, schema);
      return writer.take();
    },
    rows: (chunk, rows) => {
      const children = made.map(({ data }, place) => data(chunk.getColumnValues(place).slice(0, rows)));
      const struct = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
      writer.write(new RecordBatch(schema, struct));
      return writer.take();
    },
    end: () => {
      writer.finish();
      return writer.take();
    },
  };
}

/** Hands out what was written piece by piece: the library's own queue would fill up beside a slow reader. */
class PieceWriter extends RecordBatchStreamWriter {
  #pieces: Uint8Array[] = [];

  take(): Uint8Array {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return bytes;
  }

  protected override _write(chunk: ArrayBufferLike | ArrayBufferView): this {
    // The library starts a stream by a first write of its own, before this class's fields are used.
    if (!this._started) return this;
    const bytes = ArrayBuffer.isView(chunk)
      ? Uint8Array.prototype.slice.call(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
      : new Uint8Array(chunk.slice(0));
    this.#pieces.push(bytes);
    this._position += bytes.byteLength;
    return this;
  }
}
