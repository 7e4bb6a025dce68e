/** The types that come with the module, as a shop's compiler sees them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TRACKER } from './built-tracker.ts';

const SHOP = `
import { createTracker, type Tracker } from './create-tracker';
const tracker: Tracker = createTracker({ endpoint: 'https://events.shop.example', pages: true });
tracker.addToCart({ productId: 'p-1', price: 1, colour: 'red' });
window.millrace?.push(['search', 'novels']);
`;
const MISTAKES = `${SHOP}
tracker.addToCart({ price: 1 });
tracker.consent('maybe');
`;
const OPTIONS = '--ignoreConfig --noEmit --strict --module esnext --moduleResolution bundler --target es2022';

it('hold what a shop writes to what the tracker takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-types-'));
  try {
    tsc('-p', join(TRACKER, 'tsconfig.declarations.json'), '--outDir', folder);
    expect(complaints(folder, SHOP)).toEqual([]);
    expect(complaints(folder, MISTAKES)).toEqual([
      expect.stringContaining("'productId' is missing"),
      expect.stringContaining('"maybe"'),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function complaints(folder: string, text: string): readonly string[] {
  const file = join(folder, 'shop.ts');
  writeFileSync(file, text);
  return tsc(...OPTIONS.split(' '), '--lib', 'es2022,dom', file).match(/error TS.*/g) ?? [];
}

function tsc(...options: readonly string[]): string {
  return spawnSync('npx', ['tsc', ...options], { cwd: TRACKER, encoding: 'utf8' }).stdout;
}
