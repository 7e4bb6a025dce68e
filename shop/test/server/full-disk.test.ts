import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { sampleEvent } from '../events/sample-event.ts';
import { answer } from './test-server.ts';

/** Runs the server in a mount namespace of its own, on a memory disk that ends with it. */
function startOnTinyDisk(disk: string): ChildProcess {
  const script = 'mount -t tmpfs -o size=8m tmpfs "$0" && exec "$1" "$2" "$0"';
  const program = new URL('tiny-disk-server.ts', import.meta.url).pathname;
  return spawn('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, disk, process.execPath, program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

test('a full disk is a 503 that acknowledges nothing, and with room again everything goes on', async () => {
  const disk = await mkdtemp(join(tmpdir(), 'millrace-disk-'));
  const child = startOnTinyDisk(disk);
  if (child.stdin === null || child.stdout === null) throw new Error('no pipes');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  const command = (text: string) => {
    child.stdin?.write(`${text}\n`);
    return nextLine();
  };
  const url = await nextLine();
  const send = (events: unknown) =>
    answer(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });
  const batch = () => Array.from({ length: 1_000 }, () => sampleEvent());

  expect((await send(batch())).status).toBe(200);
  await command('fill');
  let refused = await send(batch());
  let refusedEvents = batch();
  // The database may still have free pages of its own to fill.
  for (let tries = 0; tries < 30 && refused.status === 200; tries++) {
    refusedEvents = batch();
    refused = await send(refusedEvents);
  }
  expect(refused).toMatchObject({ status: 503, body: { code: 'STORAGE_FULL' } });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await answer(`${url}/healthz`, {})).status).toBe(200);

  await command('free');
  expect((await send(refusedEvents)).body).toMatchObject({ accepted: 1_000, duplicates: 0 });
  expect((await send(refusedEvents)).body).toMatchObject({ accepted: 0, duplicates: 1_000 });
  child.stdin.end();
  await once(child, 'exit');
  await rm(disk, { recursive: true });
});
