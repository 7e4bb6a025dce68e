/** Bodies that take their time: given up, allowed to, or given up for their silence. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limitSlowBodies } from '../../src/server/slow-bodies.ts';

const LIMIT_MS = 400;

let app: FastifyInstance;
let port: number;
beforeAll(async () => {
  app = fastify({ requestTimeout: 0 });
  limitSlowBodies(app, { longestMs: LIMIT_MS, silentMs: LIMIT_MS });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/short', async () => 'taken');
  app.put('/long', { config: { longBody: true } }, async (request) => {
    const body = await text(request.raw);
    await pause(LIMIT_MS * 2);
    return `${body.length} bytes`;
  });
  await app.listen({ port: 0 });
  port = (app.server.address() as { port: number }).port;
});
afterAll(() => app.close());

/** Sends a head and then the parts, each after a pause; resolves with all that came back. */
async function send(line: string, parts: readonly string[], pauseMs: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const answer = text(socket);
  const length = parts.join('').length + 1;
  const type = line.startsWith('POST') ? 'content-type: application/json\r\n' : '';
  socket.write(`${line} HTTP/1.1\r\nhost: localhost\r\n${type}connection: close\r\ncontent-length: ${length}\r\n\r\n`);
  for (const part of parts) {
    socket.write(part);
    await pause(pauseMs);
  }
  if (!socket.destroyed) socket.write('!');
  return answer.catch(() => '');
}

test('a short body that takes too long is given up with 408', async () => {
  expect(await send('POST /short', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], LIMIT_MS / 4)).toMatch(/^HTTP\/1.1 408/);
});

test('a long body may take long while something comes, and its answer may take long, too', async () => {
  const answer = await send('PUT /long', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], LIMIT_MS / 4);
  expect(answer).toMatch(/^HTTP\/1.1 200/);
  expect(answer).toContain('9 bytes');
});

test('a long body that falls silent is given up', async () => {
  expect(await send('PUT /long', ['a'], LIMIT_MS * 3)).toBe('');
});
