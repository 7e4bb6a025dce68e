/** A SQL case: a script, its input files and its golden result, which is what Apache Flink itself printed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FoldedRows } from './folded-rows.ts';
import { readGolden } from './golden-file.ts';
import { runPrinting, type WayToRun } from './three-ways.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

export interface SqlCase {
  readonly name: string;
  readonly text: string;
  readonly goldenPath: string;
}

export function sqlCases(): readonly SqlCase[] {
  const files = readdirSync(`${folder}cases`).filter((file) => file.endsWith('.sql'));
  return files.map((file) => {
    const name = file.replace('.sql', '');
    return { name, text: scriptText(name), goldenPath: `${folder}golden/${name}.txt` };
  });
}

/** What Flink said. @throws when that has not been recorded yet */
export function goldenOf({ name, goldenPath }: SqlCase): FoldedRows {
  if (existsSync(goldenPath)) return readGolden(goldenPath);
  throw new Error(`the case ${name} has no golden result; npm run flink:golden -- ${name} records it`);
}

export function runCase({ name, text }: SqlCase, way: WayToRun): Promise<FoldedRows> {
  return runPrinting([{ file: `${name}.sql`, text }], way);
}

function scriptText(name: string): string {
  return withInputs(readFileSync(`${folder}cases/${name}.sql`, 'utf8'));
}

/** Input files are named relative to where they lie: `'path' = '${inputs}/visits.json'`. */
export function withInputs(text: string): string {
  return text.replaceAll('${inputs}', `${folder}inputs`);
}
