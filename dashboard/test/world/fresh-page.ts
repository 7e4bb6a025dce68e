/**
 * The page as its sources are now, built once for all tests that ask: the folder's name is the sources' hash, so that test
 * files that run side by side share one build.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { DASHBOARD } from '../browser.ts';

const SOURCES = ['src/**/*', 'public/**/*', 'index.html', 'vite.config.ts', 'package.json'];
const BUILDS = join(DASHBOARD, 'node_modules', '.cache', 'page');

/** @returns the folder that a server can serve. */
export async function freshPage(): Promise<string> {
  const folder = join(BUILDS, hashOfSources());
  if (existsSync(folder)) return folder;
  mkdirSync(BUILDS, { recursive: true });
  const outDir = mkdtempSync(join(BUILDS, 'building-'));
  await build({ root: DASHBOARD, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  try {
    renameSync(outDir, folder);
  } catch (cause) {
    // Another test file was faster.
    if (!existsSync(folder)) throw cause;
    rmSync(outDir, { recursive: true });
  }
  return folder;
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((pattern) => globSync(pattern, { cwd: DASHBOARD })).sort()) {
    const path = join(DASHBOARD, file);
    if (statSync(path).isFile()) hash.update(file).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}
