/** What the whole server answers where there is nothing, and when it cannot listen. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageRoutes } from '../../src/serving/page-routes.ts';
import { answer, openTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ plugins: [async (app) => void (await app.register(pageRoutes, {}))] });
});
afterAll(() => server.close());

describe('a server with the live page', () => {
  it('answers 404 where there is nothing, although the page takes every path', async () => {
    expect((await server.get('/nothing')).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('names the methods that an address takes, and no others', async () => {
    const { status, headers } = await answer(`${server.server.url}/v1/events`, { method: 'DELETE' });
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('POST');
  });
});

it('a port that is taken is the error CANNOT_LISTEN, with what to do', async () => {
  const { port } = server.server;
  await expect(openTestServer({ port })).rejects.toMatchObject({
    code: 'CANNOT_LISTEN',
    hint: expect.stringContaining('--port'),
  });
});
