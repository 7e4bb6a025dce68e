/** What somebody may get wrong at first is answered at once, in a sentence that says what to write instead. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';

const taken = createServer();
let folder = '';
let takenPort = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-arguments-'));
  writeFileSync(join(folder, 'file'), '');
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  takenPort = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => taken.close(resolve));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The exit code, and what was said of it. */
async function millrace(...words: string[]): Promise<readonly [code: number, said: string]> {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const code = await runCommand(words);
  return [code, complaints.mock.calls.map(([line]) => String(line)).join('\n')];
}

describe('wrong arguments', () => {
  it.each([
    { words: ['query', 'SELECT 1', '--url', 'somewhere'], said: /--url is 'somewhere'.*\n.*http:\/\/127/ },
    { words: ['simulate', '--url', 'ftp://somewhere'], said: /--url is 'ftp:\/\/somewhere'/ },
    { words: ['send', 'file.csv'], said: /--mapping is missing.*\n.*online-retail/ },
    { words: ['send', 'file.csv', '--dry-run'], said: /--mapping is missing/ },
    { words: ['start', '--currency', 'usd$'], said: /--currency is 'usd\$'.*\n.*ISO 4217/ },
    { words: ['start', '--postgres-url', 'shop'], said: /no address of a Postgres database.*\n.*postgres:\/\/user/ },
    { words: ['cdc', 'check', '--postgres-url', 'shop'], said: /no address of a Postgres database/ },
  ])('refuses $words', async ({ words, said }) => {
    const [code, complaint] = await millrace(
      ...words,
      ...(words[0] === 'start' ? ['--data', join(folder, 'data')] : []),
    );
    expect([code, complaint]).toEqual([2, expect.stringMatching(said)]);
    expect(complaint).toContain('error USAGE');
  });

  it('names a data folder that cannot be one', async () => {
    const [code, complaint] = await millrace('start', '--data', join(folder, 'file'), '--port', '0');
    expect([code, complaint]).toEqual([1, expect.stringMatching(/^error STORAGE_FAILED: .*file could not be/)]);
  });

  it('says within seconds that no server answers, when none ever has', async () => {
    const started = performance.now();
    const [code, complaint] = await millrace(
      'simulate',
      '--url',
      'http://127.0.0.1:9',
      '--rate',
      '50',
      '--seconds',
      '60',
    );
    expect([code, complaint]).toEqual([1, expect.stringContaining('SERVER_UNREACHABLE')]);
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 70_000);
});

it('leaves nothing behind when the demo finds its port taken', async () => {
  vi.stubEnv('TMPDIR', folder);
  const before = readdirSync(folder);
  const [code, complaint] = await millrace('demo', '--port', String(takenPort));
  vi.unstubAllEnvs();
  expect([code, complaint]).toEqual([2, expect.stringContaining('CANNOT_LISTEN')]);
  expect(readdirSync(folder)).toEqual(before);
}, 60_000);

it('tells its version, and that of Node, which a report of a fault needs', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await millrace('--version')).toEqual([0, '']);
  expect(printed.mock.calls).toEqual([[expect.stringMatching(/^millrace \d+\.\d+\.\d+, Node 2\d\./)]]);
});
