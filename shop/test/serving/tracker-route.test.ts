import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trackerRoute } from '../../src/serving/tracker-route.ts';

const SCRIPT = 'window.millrace = {};';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-tracker-'));
  await writeFile(join(folder, 'tracker.js'), SCRIPT);
});
afterAll(() => rm(folder, { recursive: true }));

async function get(headers: Record<string, string>, file = join(folder, 'tracker.js')) {
  const app = fastify();
  await app.register(trackerRoute, { file });
  const response = await app.inject({ url: '/tracker.js', headers });
  await app.close();
  return response;
}

describe('/tracker.js', () => {
  it('is a script that pages of all origins may load and keep for an hour', async () => {
    const { statusCode, headers, body } = await get({ 'accept-encoding': 'br' });
    expect([statusCode, body]).toEqual([200, SCRIPT]);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': expect.stringContaining('max-age=3600'),
      'cross-origin-resource-policy': 'cross-origin',
    });
  });

  it('comes compressed to who takes it so', async () => {
    const { headers, rawPayload } = await get({ 'accept-encoding': 'gzip, deflate, br' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers.vary).toContain('accept-encoding');
    expect(gunzipSync(rawPayload).toString()).toBe(SCRIPT);
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await get({});
    const again = await get({ 'if-none-match': String(headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('says how to build it when it has not been built', async () => {
    const { statusCode, body } = await get({}, join(folder, 'missing.js'));
    expect(statusCode).toBe(503);
    expect(body).toContain('npm run build --workspace tracker');
  });
});
