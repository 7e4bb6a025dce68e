/** An address says all that a client needs: the account too, also for a cluster. */
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openValkey } from '../../src/state/open-valkey.ts';

const opened: { close(): void }[] = [];

afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

/** What a client says first to a server that answers nothing. */
async function firstWords(address: (port: number) => string): Promise<string> {
  const sockets: Socket[] = [];
  let hear: (text: string) => void = () => undefined;
  const heard = new Promise<string>((resolve) => {
    hear = resolve;
  });
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => hear(bytes.toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const client = openValkey(address(typeof bound === 'object' && bound !== null ? bound.port : 0));
  opened.push({
    close: () => {
      client.disconnect();
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return heard;
}

describe('a client of Valkey', () => {
  it.each(['', '?cluster=true'])('signs in by the account of its address%s', async (search) => {
    const words = await firstWords((port) => `redis://millrace:p%40ss@127.0.0.1:${port}${search}`);
    expect(words.toLowerCase()).toContain('auth');
    expect(words).toContain('millrace');
    expect(words).toContain('p@ss');
  });
});
