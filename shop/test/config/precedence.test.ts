/** Flags over environment over file over defaults, by the real command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MILLRACE = fileURLToPath(new URL('../../bin/millrace.ts', import.meta.url));

let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-precedence-'));
});
afterEach(async () => {
  const running = child;
  child = undefined;
  if (running && running.exitCode === null) {
    const exited = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await exited;
  }
  await rm(folder, { recursive: true });
});

/** Starts in the folder; resolves with the address it serves at, or with what it says when it does not. */
function start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const started = spawn(process.execPath, [MILLRACE, 'start', ...words], {
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  child = started;
  return new Promise((resolve) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /serves at (\S+)/.exec(said)?.[1];
      if (url) resolve(url);
    };
    started.stdout?.on('data', hear);
    started.stderr?.on('data', hear);
    started.once('exit', () => resolve(said));
  });
}

async function currencyAt(url: string): Promise<string | undefined> {
  const response = await fetch(`${url}/v1/live?topics=ops`);
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return /"currency":"(\w+)"/.exec(Buffer.from(value ?? []).toString())?.[1];
}

describe('settings', () => {
  it('come from flags over environment over file over defaults', { timeout: 180_000 }, async () => {
    await writeFile(join(folder, 'millrace.config.ts'), `export const config = { port: 0, currency: 'EUR' };`);
    const fromFile = await start([]);
    expect([new URL(fromFile).hostname, await currencyAt(fromFile)]).toEqual(['127.0.0.1', 'EUR']);
    child?.kill('SIGTERM');
    await new Promise((resolve) => child?.once('exit', resolve));
    const fromEnvironment = await start([], { MILLRACE_CURRENCY: 'CHF' });
    expect(await currencyAt(fromEnvironment)).toBe('CHF');
    child?.kill('SIGTERM');
    await new Promise((resolve) => child?.once('exit', resolve));
    const fromFlag = await start(['--currency', 'JPY'], { MILLRACE_CURRENCY: 'CHF' });
    expect(await currencyAt(fromFlag)).toBe('JPY');
  });

  it('that are wrong end the start with the field that is', { timeout: 180_000 }, async () => {
    const text = `export const config = { alerts: { fraud: { minScore: 'high' } } };`;
    await writeFile(join(folder, 'other.ts'), text);
    const said = await start(['--config', 'other.ts']);
    expect(said).toContain('error CONFIG_INVALID: other.ts: alerts.fraud.minScore must be number');
    expect(child?.exitCode).toBe(2);
  });
});
