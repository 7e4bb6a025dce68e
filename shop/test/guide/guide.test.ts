/** The guide is true: each of its commands is run, in order, and each answer that it shows is what comes. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPostgres } from '../sources/cdc/test-postgres.ts';
import { fits, guideSteps } from './guide-steps.ts';

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const steps = guideSteps(readFileSync(place('../../../docs/guide.md'), 'utf8'));
/** The guide says that some things are there a moment later. */
const PATIENCE_MS = 25_000;

const folder = mkdtempSync(join(tmpdir(), 'millrace-guide-'));
const port = await freePort();
let postgres: TestPostgres;
let environment: NodeJS.ProcessEnv;
let server: ChildProcess | undefined;
let printed = '';

beforeAll(async () => {
  postgres = await TestPostgres.start();
  shim('millrace', place('../../bin/millrace.ts'));
  shim('psql', place('./run-sql.ts'));
  environment = {
    ...process.env,
    PATH: `${folder}:${dirname(process.execPath)}:${process.env.PATH}`,
    MILLRACE_POSTGRES_URL: postgres.url(),
    MILLRACE_PORT: String(port),
    MILLRACE_URL: `http://127.0.0.1:${port}`,
  };
}, 60_000);

afterAll(async () => {
  if (server?.pid !== undefined && server.exitCode === null) {
    const exited = once(server, 'exit');
    process.kill(-server.pid, 'SIGTERM');
    await exited;
  }
  await postgres.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A command of that name on the path. */
function shim(name: string, script: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(path, 0o755);
}

/** The guide's port may be taken here. */
function here(text: string): string {
  return text.replaceAll(':8080', `:${port}`);
}

async function output(command: string): Promise<string> {
  if (command.endsWith('&')) return begin(command.slice(0, -1));
  const run = promisify(execFile)('bash', ['-c', command], { cwd: folder, env: environment });
  const { stdout, stderr } = await run.catch((failure) => failure);
  return `${stdout}${stderr}`;
}

/** In the background; what it prints first is its answer. */
async function begin(command: string): Promise<string> {
  if (server) return printed;
  server = spawn('bash', ['-c', command], { cwd: folder, env: environment, detached: true });
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)));
  return printed;
}

/** Commands that only look may be run again, until what they look for is there. */
function onlyLooks(command: string): boolean {
  return command.endsWith('&') || (/^(curl|millrace)/.test(command) && !/ -d | --data/.test(command));
}

describe('docs/guide.md', () => {
  it('has commands', () => expect(steps.length).toBeGreaterThan(10));

  it.each(steps.map(({ command, answer }) => ({ name: command.split('\n')[0] ?? '', command, answer })))(
    '$name',
    { timeout: 90_000 },
    async ({ command, answer }) => {
      const deadlineMs = performance.now() + PATIENCE_MS;
      for (;;) {
        const given = await output(here(command));
        if (fits(given, here(answer))) return;
        if (!onlyLooks(command) || performance.now() > deadlineMs) expect(given).toBe(answer);
        await pause(200);
      }
    },
  );
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
