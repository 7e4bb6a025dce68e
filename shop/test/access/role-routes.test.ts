/** Every route of the real shop, asked with a key of every role. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiDocument } from '../../../docs/generate-access-reference.ts';
import { answer, openTestServer } from '../server/test-server.ts';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

const KEYS = {
  viewer: 'key-of-the-viewer-0001',
  analyst: 'key-of-the-analyst-001',
  fraud: 'key-of-the-fraud-team-1',
  admin: 'key-of-the-admin-000001',
  write: 'key-of-the-machine-0001',
} as const;
type Holder = keyof typeof KEYS;
const SETTINGS = {
  writeKeys: [KEYS.write],
  readKeys: [`viewer:Board:${KEYS.viewer}`, KEYS.analyst, `fraud:Eva:${KEYS.fraud}`],
  adminKeys: [`Otto:${KEYS.admin}`],
};

let shop: TestShop;
let document: ApiDocument;

beforeAll(async () => {
  shop = await openTestShop(SETTINGS);
  document = (await ask('admin', '/openapi.json')).body;
}, 60_000);
afterAll(() => shop?.close());

function ask(holder: Holder, path: string, method = 'GET') {
  const headers = { authorization: `Bearer ${KEYS[holder]}`, connection: 'close' };
  return answer(`${shop.url}${path}`, { method, headers, signal: AbortSignal.timeout(5_000) });
}

/** Refused for the key, before anything else is looked at. */
async function isRefused(holder: Holder, path: string, method: string): Promise<boolean> {
  const { status, body } = await ask(holder, path, method);
  expect(status, `${holder}: ${method} ${path}`).not.toBe(401);
  return status === 403 && body.code === 'ROLE_NOT_ALLOWED';
}

/** What only looks, or is turned away for its empty body or the thing that is not there: nothing happens. */
const HARMLESS = (method: string, path: string) =>
  method === 'GET' || /\{|query$|decisions$|silences$|features/.test(path);

describe('with roles', () => {
  it('each route lets in whom the document names, and refuses all others with a reason', async () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [name, operation] of Object.entries(operations)) {
        const { 'x-roles': roles, 'x-write-key': mayWrite } = operation;
        if (roles === undefined || path === '/v1/live') continue;
        const method = name.toUpperCase();
        const real = path
          .replaceAll(/\{number\}|\{id\}/g, '999')
          .replaceAll(/\{list\}/g, 'none')
          .replaceAll(/\{[^}]+\}/g, 'none');
        for (const holder of ['viewer', 'analyst', 'fraud', 'admin', 'write'] as const) {
          const mayCall = holder === 'write' ? mayWrite === true : roles.includes(holder);
          if (mayCall && !HARMLESS(method, path)) continue;
          expect([method, path, holder, await isRefused(holder, real, method)]).toEqual([
            method,
            path,
            holder,
            !mayCall,
          ]);
        }
      }
    }
  });

  it('a viewer sees figures and no people', async () => {
    const seen = async (path: string) => (await ask('viewer', path)).status;
    for (const path of ['/v1/revenue', '/v1/inventory', '/v1/trending', '/metrics', '/v1/quarantine/counts'])
      expect([path, await seen(path)]).toEqual([path, 200]);
    for (const path of [
      '/v1/sessions?userId=ann',
      '/v1/users/ann',
      '/v1/cases',
      '/v1/decisions',
      '/v1/quarantine',
      '/v1/alerts',
    ])
      expect([path, await seen(path)]).toEqual([path, 403]);
  });

  it('says what is needed', async () => {
    const { body } = await ask('analyst', '/v1/rules');
    expect(body).toMatchObject({ code: 'ROLE_NOT_ALLOWED', role: 'analyst', roles: ['fraud', 'admin'] });
    expect(body.detail).toContain('a key of the role fraud or admin; yours is of the role analyst');
  });

  it('the live stream leaves out what the role may not hear, and says so', async () => {
    const hello = async (holder: Holder, topics: string) => {
      const headers = { authorization: `Bearer ${KEYS[holder]}` };
      const response = await fetch(`${shop.url}/v1/live?topics=${topics}`, { headers });
      const reader = response.body?.getReader();
      const { value } = (await reader?.read()) ?? {};
      await reader?.cancel();
      const text = new TextDecoder().decode(value);
      const [, data = '{}'] = /event: hello\ndata: (.*)\n/.exec(text) ?? [];
      return { status: response.status, ...JSON.parse(data) };
    };
    expect(await hello('viewer', 'revenue,fraud,sessions')).toMatchObject({
      topics: ['revenue'],
      refused: ['fraud', 'sessions'],
    });
    expect(await hello('fraud', 'revenue,fraud')).toMatchObject({ topics: ['revenue', 'fraud'], refused: [] });
    expect(await hello('viewer', 'fraud')).toMatchObject({ status: 403 });
  });
});

it('the audit trail calls keys by their names, refused ones too', async () => {
  const named = await openTestServer(SETTINGS);
  const call = (holder: Holder, method: string, path: string) =>
    answer(`${named.server.url}${path}`, { method, headers: { authorization: `Bearer ${KEYS[holder]}` } });
  await call('admin', 'DELETE', '/v1/quarantine/999');
  await call('viewer', 'GET', '/v1/quarantine');
  const key = expect.stringMatching(/^[0-9a-f]{8}$/);
  await expect
    .poll(async () => (await call('admin', 'GET', '/v1/audit')).body.items)
    .toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'admin_action',
          action: 'DELETE /v1/quarantine/:number',
          keyName: 'Otto',
          key,
        }),
        expect.objectContaining({ kind: 'access_refused', action: 'GET /v1/quarantine', keyName: 'Board', key }),
      ]),
    );
  await named.close();
});

describe('on loopback', () => {
  it('with write keys only everyone may read what an analyst reads, and change nothing', async () => {
    const open = await openTestShop({ writeKeys: [KEYS.write] });
    const call = async (method: string, path: string) => (await answer(`${open.url}${path}`, { method })).status;
    expect(await call('GET', '/v1/quarantine')).toBe(200);
    expect(await call('GET', '/v1/cases')).toBe(200);
    expect(await call('GET', '/v1/audit')).toBe(403);
    expect(await call('POST', '/v1/quarantine/9/mend')).toBe(403);
    expect(await call('POST', '/v1/quarantine/9/replay')).toBe(401);
    expect(await call('PUT', '/v1/feeds/none')).toBe(401);
    expect(await call('POST', '/v1/silences')).toBe(403);
    await open.close();
  });
});
