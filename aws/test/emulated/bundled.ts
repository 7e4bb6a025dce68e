/** Makes one file of a handler of the tests, as functions are deployed: cold starts are as short as on Lambda. */

import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../build-lambdas.ts';

const made = new Map<string, Promise<string>>();

/** @returns the path of the file; it is made once a process, and goes with it. */
export function bundled(entry: string): Promise<string> {
  const known = made.get(entry) ?? bundle(entry);
  made.set(entry, known);
  return known;
}

async function bundle(entry: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bundle-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'index.mjs');
  await bundleFunction(entry, outfile);
  return outfile;
}
