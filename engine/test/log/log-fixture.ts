/** Folders and batches for the log's tests. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogBatch, NewRecords } from '../../src/log/log.ts';

export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'millrace-log-'));
}

/** One partition's records, from texts. */
export function recordsOf(partition: number, ...texts: readonly string[]): NewRecords {
  const parts = texts.map((text) => Buffer.from(text));
  let end = 0;
  const ends = Uint32Array.from(parts, (part) => {
    end += part.length;
    return end;
  });
  return { partition, bytes: new Uint8Array(Buffer.concat(parts)), ends };
}

/** What was read, as `partition:offset:text`, in reading order. */
export function textsOf(batches: readonly LogBatch[]): string[] {
  return batches.flatMap(({ slices }) =>
    slices.flatMap(({ partition, firstOffset, bytes, ends }) =>
      Array.from(ends, (end, index) => {
        const start = index === 0 ? 0 : (ends[index - 1] ?? 0);
        return `${partition}:${firstOffset + index}:${Buffer.from(bytes.subarray(start, end)).toString()}`;
      }),
    ),
  );
}
