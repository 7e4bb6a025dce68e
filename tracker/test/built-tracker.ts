/** The tracker as it is now, built both ways into a folder of its own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export const TRACKER = fileURLToPath(new URL('..', import.meta.url));

export interface BuiltTracker {
  /** For a script tag. */
  readonly script: Buffer;
  /** For bundlers, and for tests that give options. */
  readonly module: Buffer;
}

export async function buildTracker(): Promise<BuiltTracker> {
  const outDir = await mkdtemp(join(tmpdir(), 'millrace-tracker-'));
  try {
    for (const mode of ['module', 'script']) {
      await build({ root: TRACKER, mode, logLevel: 'error', build: { outDir, emptyOutDir: mode === 'module' } });
    }
    const [script, module] = await Promise.all(
      ['tracker.js', 'create-tracker.js'].map((name) => readFile(join(outDir, name))),
    );
    if (!script || !module) throw new Error('the build has made no files');
    return { script, module };
  } finally {
    await rm(outDir, { recursive: true });
  }
}
