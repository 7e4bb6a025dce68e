/** The types that come with the module, as a shop's compiler sees them. */
import { execFileSync } from 'node:child_process';
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
// @ts-expect-error a product has an id
tracker.addToCart({ price: 1 });
// @ts-expect-error there is no such consent
tracker.consent('maybe');
`;
const OPTIONS = '--ignoreConfig --noEmit --strict --module esnext --moduleResolution bundler --target es2022';

it('hold what a shop writes to what the tracker takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-types-'));
  try {
    tsc('-p', join(TRACKER, 'tsconfig.declarations.json'), '--outDir', folder);
    writeFileSync(join(folder, 'shop.ts'), SHOP);
    expect(tsc(...OPTIONS.split(' '), '--lib', 'es2022,dom', join(folder, 'shop.ts'))).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** What it complains about; throws when that is an error. */
function tsc(...options: readonly string[]): string {
  return execFileSync('npx', ['tsc', ...options], { cwd: TRACKER, encoding: 'utf8' });
}
