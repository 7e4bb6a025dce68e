import { afterEach, describe, expect, it } from 'vitest';
import type { ServerOptions } from '../../src/server/start-server.ts';
import { liveRoutes } from '../../src/sinks/live/live-routes.ts';
import type { OpsStatus } from '../../src/sinks/live/ops-status.ts';
import { type Answer, answer, openTestServer, type TestServer } from '../server/test-server.ts';
import { PipelineViews } from '../serving/pipeline-views.ts';

const HOUR_MS = 60 * 60 * 1000;
const VIEWER = 'key-of-the-viewer-0001';
const ANALYST = 'key-of-the-analyst-001';
const ADMIN = 'key-of-the-admin-000001';
const WRITE = 'key-of-the-machine-0001';
const KEYS = {
  writeKeys: [WRITE],
  readKeys: [`viewer:Board:${VIEWER}`, `analyst:Ann:${ANALYST}`],
  adminKeys: [`Otto:${ADMIN}`],
};

const IDLE: OpsStatus = {
  at: '',
  eventsPerSecond: 0,
  verdicts: { accepted: 0, duplicate: 0, late: 0, quarantined: 0 },
  latencyMs: null,
  lag: { events: 0, ms: 0 },
  openSessions: 0,
};

let open: TestServer | undefined;
let nowMs = Date.now();

afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function serve(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  nowMs = Date.now();
  open = await openTestServer({ ...KEYS, now: () => nowMs, ...options });
  return open;
}

interface Call {
  readonly method?: string;
  readonly cookie?: string;
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

function call(
  server: TestServer,
  path: string,
  { method = 'GET', cookie, key, headers = {} }: Call = {},
): Promise<Answer> {
  const body = key === undefined ? {} : { body: JSON.stringify({ key }) };
  return answer(`${server.server.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(key !== undefined && { 'content-type': 'application/json' }),
      ...(cookie && { cookie }),
      ...headers,
    },
    ...body,
  });
}

const signIn = (server: TestServer, key: string, headers = {}) =>
  call(server, '/v1/session', { method: 'POST', key, headers });
const cookieOf = ({ headers }: Answer) => headers.get('set-cookie')?.split(';', 1)[0] ?? '';

describe('signing in', () => {
  it('sets a cookie that scripts and other sites cannot use, and that says nothing of the key', async () => {
    const server = await serve();
    const given = await signIn(server, ANALYST);
    expect(given.body).toMatchObject({
      signedIn: true,
      keysNeeded: true,
      role: 'analyst',
      name: 'Ann',
      may: ['read', 'analyst', 'staff'],
      expiresAt: new Date(nowMs + 12 * HOUR_MS).toISOString(),
    });
    expect(given.headers.get('set-cookie')).toMatch(
      /^millrace_[0-9a-f]{8}=[\w-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const cookie = cookieOf(given);
    expect((await call(server, '/v1/session', { cookie })).body).toEqual(given.body);
    expect((await call(server, '/v1/quarantine', { cookie })).status).toBe(200);
    expect((await call(server, '/v1/audit', { cookie })).status).toBe(403);
    expect((await call(server, '/v1/quarantine')).status).toBe(401);
  });

  it('by https sets a cookie for https only, also when it is renewed', async () => {
    const server = await serve();
    const given = await signIn(server, ANALYST, { 'x-forwarded-proto': 'https' });
    expect(given.headers.get('set-cookie')).toMatch(/; Secure/);
    nowMs += HOUR_MS;
    const renewed = await call(server, '/v1/quarantine', { cookie: cookieOf(given) });
    expect(renewed.headers.get('set-cookie')).toMatch(/; Secure/);
  });

  it('is refused to wrong keys more and more slowly, then to everyone at that address for a while, and noted', async () => {
    const server = await serve();
    const beganMs = performance.now();
    const wrong = await Promise.all(
      Array.from({ length: 10 }, (_, number) => signIn(server, `a-guess-number-${number}`)),
    );
    expect(performance.now() - beganMs).toBeGreaterThan(3_000);
    expect(wrong.map(({ status, body }) => [status, body.code])).toEqual(Array(10).fill([401, 'WRONG_KEY']));
    const locked = await signIn(server, ANALYST);
    expect(locked).toMatchObject({ status: 429, body: { code: 'TOO_MANY_WRONG_KEYS' } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(200);
    nowMs += 5 * 60_000;
    const late = await signIn(server, ANALYST);
    expect(late.status).toBe(200);
    const audit = await call(server, '/v1/audit?limit=1000', { headers: { authorization: `Bearer ${ADMIN}` } });
    const rows = audit.body.items.map((item: Record<string, unknown>) => [item.kind, item.keyName]);
    expect(rows.filter(([kind]: [string]) => kind === 'access_refused').length).toBe(10);
    expect(rows).toContainEqual(['signed_in', 'Ann']);
    expect(audit.text).not.toContain('a-guess');
  });

  it('is for people: not with the key of a machine, and not where everything is open', async () => {
    const server = await serve();
    expect(await signIn(server, WRITE)).toMatchObject({ status: 403, body: { code: 'ROLE_NOT_ALLOWED' } });
    await server.close();
    open = await openTestServer();
    const openTo = { signedIn: false, keysNeeded: false, role: 'admin', name: null };
    expect((await call(open, '/v1/session')).body).toMatchObject(openTo);
    expect((await signIn(open, 'anything')).body).toMatchObject(openTo);
  });
});

describe('a session', () => {
  it('holds for twelve hours after it was last used, and no longer', async () => {
    const server = await serve();
    let cookie = cookieOf(await signIn(server, VIEWER));
    for (let round = 0; round < 3; round++) {
      nowMs += 11 * HOUR_MS;
      const used = await call(server, '/v1/quarantine/counts', { cookie });
      expect(used.status).toBe(200);
      cookie = cookieOf(used);
    }
    nowMs += 12 * HOUR_MS;
    expect((await call(server, '/v1/quarantine/counts', { cookie })).status).toBe(401);
    expect((await call(server, '/v1/session', { cookie })).body).toMatchObject({
      signedIn: false,
      role: null,
      may: [],
    });
  });

  it('survives a restart, with the role that the key has now, and ends with its key', async () => {
    const first = await serve();
    const cookie = cookieOf(await signIn(first, VIEWER));
    const { dataFolder } = first;
    await first.close('keep-folder');
    const second = await serve({ dataFolder, readKeys: [`fraud:Eva:${VIEWER}`] });
    expect((await call(second, '/v1/session', { cookie })).body).toMatchObject({
      signedIn: true,
      role: 'fraud',
      name: 'Eva',
    });
    await second.close('keep-folder');
    const third = await serve({ dataFolder, readKeys: [ANALYST] });
    expect((await call(third, '/v1/session', { cookie })).body).toMatchObject({ signedIn: false, role: null });
    expect((await call(third, '/v1/quarantine/counts', { cookie })).status).toBe(401);
  });

  it('that was signed out does not come back, also not with a restart', async () => {
    const first = await serve();
    const cookie = cookieOf(await signIn(first, VIEWER));
    const out = await call(first, '/v1/session', { method: 'DELETE', cookie, headers: { origin: first.server.url } });
    expect(out).toMatchObject({ status: 204 });
    expect(out.headers.get('set-cookie')).toMatch(/^millrace_[0-9a-f]{8}=; Max-Age=0;/);
    expect((await call(first, '/v1/quarantine/counts', { cookie })).status).toBe(401);
    const { dataFolder } = first;
    await first.close('keep-folder');
    const second = await serve({ dataFolder });
    expect((await call(second, '/v1/session', { cookie })).body).toMatchObject({ signedIn: false });
  });

  it('cannot be used by pages of other sites', async () => {
    const server = await serve({ allowedOrigins: ['https://shop.example'] });
    const cookie = cookieOf(await signIn(server, ADMIN));
    const { url } = server.server;
    const drop = (headers: Record<string, string>) =>
      call(server, '/v1/quarantine/9', { method: 'DELETE', cookie, headers });
    for (const headers of [
      {},
      { origin: 'https://shop.example' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: url },
      { 'sec-fetch-site': 'none' },
    ])
      expect([headers, (await drop(headers)).status]).toEqual([headers, 401]);
    expect((await drop({ origin: 'https://evil.example' })).body.code).toBe('ORIGIN_NOT_ALLOWED');
    expect((await drop({ origin: url })).status).toBe(404);
    expect((await drop({ 'sec-fetch-site': 'same-origin' })).status).toBe(404);
    const read = (site: string) => call(server, '/v1/quarantine', { cookie, headers: { 'sec-fetch-site': site } });
    expect((await read('cross-site')).status).toBe(401);
    expect((await read('none')).status).toBe(200);
  });

  it('is not made by what a browser was made to hold', async () => {
    const server = await serve();
    const cookie = cookieOf(await signIn(server, ADMIN));
    const [name = '', token = ''] = cookie.split('=');
    for (let at = 0; at < token.length; at += 7) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const forged = `${name}=${token.slice(0, at)}${other}${token.slice(at + 1)}`;
      expect((await call(server, '/v1/audit', { cookie: forged })).status).toBe(401);
    }
    for (const forged of [`${name}=`, `${name}`, `${name}=%00`, `x${name}=${token}`, `${name}=${token}${token}`])
      expect((await call(server, '/v1/audit', { cookie: forged })).status).toBe(401);
    expect((await call(server, '/v1/audit', { cookie: `a=1; ${cookie}; b=2` })).status).toBe(200);
  });

  it('ends the live stream that it opened when it is signed out', async () => {
    const views = new PipelineViews();
    const live = async (app: Parameters<typeof liveRoutes>[0]) =>
      void (await app.register(liveRoutes, { views, ops: () => IDLE, onCommitted: views.onCommitted }));
    const server = await serve({ plugins: [live] });
    const cookie = cookieOf(await signIn(server, VIEWER));
    const response = await fetch(`${server.server.url}/v1/live?topics=ops`, { headers: { cookie } });
    expect(response.status).toBe(200);
    const ended = response.text();
    await call(server, '/v1/session', { method: 'DELETE', cookie, headers: { origin: server.server.url } });
    expect(await ended).toContain('event: hello');
  });
});

describe('a browser without a session', () => {
  const MOZILLA = 'Mozilla/5.0 (X11; Linux x86_64)';

  it('is shown the way to sign in where a person looks, and never asks for a password by itself', async () => {
    const server = await serve();
    const look = await call(server, '/v1/quarantine?limit=1', {
      headers: { 'user-agent': MOZILLA, accept: 'text/html,*/*' },
    });
    expect([look.status, look.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fv1%2Fquarantine%3Flimit%3D1']);
    const fetched = await call(server, '/v1/quarantine', { headers: { 'user-agent': MOZILLA, accept: '*/*' } });
    expect([fetched.status, fetched.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="millrace"']);
  });
});
