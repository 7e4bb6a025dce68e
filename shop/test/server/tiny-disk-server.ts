/** A server on a disk of a few megabytes. Commands come by standard input: `fill` takes all room, `free` gives it back. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startServer } from '../../src/server/start-server.ts';

const [disk = ''] = process.argv.slice(2);
const ballast = join(disk, 'ballast');
const server = await startServer({ dataFolder: join(disk, 'data'), port: 0 });
console.log(server.url);

for await (const command of createInterface({ input: process.stdin })) {
  if (command === 'fill') fill();
  if (command === 'free') rmSync(ballast);
  console.log('done');
}
await server.close();

function fill(): void {
  const file = openSync(ballast, 'w');
  for (let bytes = 65_536; bytes >= 1; bytes /= 16) writeUntilFull(file, Buffer.alloc(bytes));
  closeSync(file);
}

function writeUntilFull(file: number, block: Buffer): void {
  try {
    while (writeSync(file, block) > 0);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC')) throw cause;
  }
}
