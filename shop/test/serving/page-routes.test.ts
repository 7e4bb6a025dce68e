import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageRoutes } from '../../src/serving/page-routes.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'assets', 'index-abc.js'), '');
});
afterAll(() => rm(folder, { recursive: true }));

async function get(path: string, options: { folder: string }) {
  const app = fastify();
  await app.register(pageRoutes, options);
  const response = await app.inject(path);
  await app.close();
  return response;
}

describe('the page at /', () => {
  it('may load and run nothing but what this server serves, and is asked for each time', async () => {
    const { statusCode, headers } = await get('/', { folder });
    expect(statusCode).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('is made of parts that never change under their name', async () => {
    const { headers } = await get('/assets/index-abc.js', { folder });
    expect(headers['cache-control']).toContain('immutable');
  });

  it('says how to build it when it has not been built', async () => {
    const { statusCode, body } = await get('/', { folder: join(folder, 'missing') });
    expect(statusCode).toBe(503);
    expect(body).toContain('npm run build --workspace dashboard');
  });
});
