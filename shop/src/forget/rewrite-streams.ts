/** Takes a user out of what lies beside the log: quarantined events, the audit trail, messages that could not be delivered. */
import type { LogTables } from '@millrace/engine/log/log-tables.ts';
import type { Anonymiser } from './anonymiser.ts';

const ROWS_PER_STEP = 1_000;

/** @param write hands a changed row to the log's writer; absent when it is only counted. @returns how many, together. */
export function rewriteStreams(
  { streams }: LogTables,
  anonymiser: Anonymiser,
  write?: (key: Uint8Array, bytes: Uint8Array) => void,
): Readonly<Record<string, number>> {
  let changed = 0;
  for (let from: Uint8Array | undefined = Uint8Array.of(0); from; ) {
    const found = streams.scan({ from }, ROWS_PER_STEP);
    for (const [key, bytes] of found) {
      if (!anonymiser.mayHold(bytes)) continue;
      const text = Buffer.from(bytes).toString();
      const after = anonymiser.streamRow(text);
      if (after === text) continue;
      changed += 1;
      write?.(key, Buffer.from(after));
    }
    const last: Uint8Array | undefined = found.at(-1)?.[0];
    from = last && found.length === ROWS_PER_STEP ? Buffer.concat([last, Uint8Array.of(0)]) : undefined;
  }
  return changed === 0 ? {} : { 'quarantine and trails': changed };
}
