/**
 * A SQL case: a script, its input files and its golden result.
 *
 * Where a golden file says `recorded from Apache Flink`, its rows are what Flink itself printed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readGolden, runPrinting, type WayToRun, withPrefixes } from './three-ways.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

export interface SqlCase {
  readonly name: string;
  readonly text: string;
  readonly golden: readonly string[];
}

export function sqlCases(): readonly SqlCase[] {
  const files = readdirSync(`${folder}cases`).filter((file) => file.endsWith('.sql'));
  return files.map((file) => {
    const name = file.replace('.sql', '');
    return { name, text: scriptText(name), golden: readGolden(`${folder}golden/${name}.txt`) };
  });
}

/** The printed rows of the case, sorted. */
export function runCase({ name, text }: SqlCase, way: WayToRun): Promise<readonly string[]> {
  return runPrinting([{ file: `${name}.sql`, text }], way);
}

function scriptText(name: string): string {
  return withPrefixes(readFileSync(`${folder}cases/${name}.sql`, 'utf8').replaceAll('${inputs}', `${folder}inputs`));
}
