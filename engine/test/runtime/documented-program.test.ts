/** The program of docs/sql.md that runs a script by itself, run as it stands there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const REFERENCE = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8');
const ENGINE = new URL('../../src/', import.meta.url).href;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-program-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The indented lines that begin with the first one that holds `word` below the heading, without their indent. */
function block(heading: string, word: string): string {
  const [, section = ''] = REFERENCE.split(`## ${heading}\n`);
  const blocks = section.split(/\n(?! {4}|\n)/).map((text) => text.slice(text.indexOf('\n    ') + 1));
  const found = blocks.find((text) => text.startsWith('    ') && text.includes(word)) ?? '';
  return `${found.replaceAll(/^ {4}/gm, '').trim()}\n`;
}

it('prints what the reference says', () => {
  const program = block('In a program of your own', 'import').replaceAll('@millrace/engine/', ENGINE);
  writeFileSync(join(folder, 'program.ts'), program);
  writeFileSync(join(folder, 'orders.json'), block('A whole script', '{"id"'));
  const printed = execFileSync(process.execPath, ['program.ts'], { cwd: folder, encoding: 'utf8' });
  expect(printed).toBe(block('In a program of your own', '+I['));
  expect(printed).toContain('0 late');
});
