import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { sampleEvent } from '../events/sample-event.ts';
import { answer, openTestServer } from './test-server.ts';

test.each(['SIGTERM', 'SIGINT'] as const)('%s closes the server, and the process ends by itself', async (signal) => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-signal-'));
  const program = new URL('signalled-server.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = String((await lines.next()).value);
  const body = JSON.stringify(sampleEvent());
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  expect((await answer(`${url}/v1/events`, init)).body.accepted).toBe(1);
  child.kill(signal);
  expect((await lines.next()).value).toBe('closed');
  expect(await ended).toEqual([0, null]);

  const again = await openTestServer({ dataFolder });
  expect((await again.send(body)).body.duplicates).toBe(1);
  await again.close('keep-folder');
  await rm(dataFolder, { recursive: true });
});
