/**
 * Golden files: what Apache Flink answered, on record. Comments say where the rows come from and which tables were
 * updated on the way; `npm run flink:golden` writes them.
 */
import { readFileSync } from 'node:fs';
import type { FoldedRows } from './folded-rows.ts';

const UPDATED = '# updated: ';

/** `version`: of the Flink that answered. */
export function goldenText({ rows, updated }: FoldedRows, version: string): string {
  const notes = updated.length > 0 ? [`${UPDATED}${updated.join(', ')}`] : [];
  return [`# recorded from Apache Flink ${version}`, ...notes, ...rows, ''].join('\n');
}

export function readGolden(path: string): FoldedRows {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const updated = lines.find((line) => line.startsWith(UPDATED))?.slice(UPDATED.length);
  const rows = lines.filter((line) => line !== '' && !line.startsWith('#')).toSorted();
  return { rows, updated: updated?.split(', ') ?? [] };
}
