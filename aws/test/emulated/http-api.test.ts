/** A request goes to a function as API Gateway gives it, and its answer comes back as API Gateway would send it. */
import { afterEach, expect, it } from 'vitest';
import { HttpApi } from './http-api.ts';
import { matchRoute } from './http-api-routes.ts';
import { type Handler, inProcess } from './in-process-sandbox.ts';
import { LambdaFunction } from './lambda-function.ts';

const open: HttpApi[] = [];
afterEach(async () => {
  for (const api of open.splice(0)) await api.close();
});

async function serve(handler: Handler, route = '$default'): Promise<HttpApi> {
  const fn = new LambdaFunction(
    { name: 'api', timeoutMs: 5_000, afterTimeout: 'zombie' },
    inProcess(() => handler),
  );
  const api = await HttpApi.start({ [route]: fn });
  open.push(api);
  return api;
}

it('gives a request in format 2.0', async () => {
  const seen: unknown[] = [];
  const api = await serve((event) => void seen.push(event), 'POST /v1/features/{userId}');
  await fetch(`${api.url}/v1/features/u%201?a=1&a=2&b=%C3%BC`, {
    method: 'POST',
    body: '{"x":1}',
    headers: { 'Content-Type': 'application/json', Cookie: 'a=1; b=2', 'X-Two': 'one', 'User-Agent': 'test' },
  });
  expect(seen).toEqual([
    {
      version: '2.0',
      routeKey: 'POST /v1/features/{userId}',
      rawPath: '/v1/features/u%201',
      rawQueryString: 'a=1&a=2&b=%C3%BC',
      cookies: ['a=1', 'b=2'],
      headers: expect.objectContaining({ 'content-type': 'application/json', 'x-two': 'one' }),
      queryStringParameters: { a: '1,2', b: 'ü' },
      requestContext: expect.objectContaining({
        http: {
          method: 'POST',
          path: '/v1/features/u%201',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        routeKey: 'POST /v1/features/{userId}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      }),
      pathParameters: { userId: 'u 1' },
      body: '{"x":1}',
      isBase64Encoded: false,
    },
  ]);
});

it('gives a body that is not text in base64, and no body as none', async () => {
  const api = await serve((event) => event);
  const bytes = Buffer.from([0x1f, 0x8b, 0]);
  const sent = await fetch(api.url, { method: 'POST', body: bytes, headers: { 'content-type': 'application/gzip' } });
  expect(await sent.json()).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
  expect(await (await fetch(api.url)).json()).not.toHaveProperty('body');
});

it.each([
  ['an object without a status', { a: 1 }, 200, 'application/json', '{"a":1}'],
  ['a text', 'hello', 200, 'application/json', 'hello'],
  ['a status alone', { statusCode: 204 }, 204, 'text/plain; charset=utf-8', ''],
  ['base64', { statusCode: 200, body: 'aGk=', isBase64Encoded: true }, 200, 'text/plain; charset=utf-8', 'hi'],
  ['a status that is none', { statusCode: 'ok' }, 500, 'application/json', '{"message":"Internal Server Error"}'],
  [
    'a body that is no text',
    { statusCode: 200, body: {} },
    500,
    'application/json',
    '{"message":"Internal Server Error"}',
  ],
])('sends %s', async (_name, answer, status, type, body) => {
  const api = await serve(() => answer);
  const response = await fetch(api.url);
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([status, type, body]);
});

it('sends headers and cookies', async () => {
  const api = await serve(() => ({
    statusCode: 201,
    headers: { 'Retry-After': 3 },
    cookies: ['a=1', 'b=2'],
    body: '',
  }));
  const response = await fetch(api.url);
  expect(response.headers.get('retry-after')).toBe('3');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

it('answers for a function that fails, for a route that is none, and for what is too large', async () => {
  const failing = (): never => {
    throw new Error('no');
  };
  const api = await serve(failing, 'GET /v1/a');
  expect((await fetch(`${api.url}/v1/a`)).status).toBe(500);
  const none = await fetch(`${api.url}/v1/b`);
  expect([none.status, await none.json()]).toEqual([404, { message: 'Not Found' }]);
  expect((await fetch(`${api.url}/v1/a`, { method: 'POST', body: 'x'.repeat(10_000_001) })).status).toBe(413);
});

it.each([
  ['GET', '/v1/a', 'GET /v1/a'],
  ['POST', '/v1/a', 'ANY /v1/a'],
  ['GET', '/v1/b', 'GET /v1/{name}'],
  ['GET', '/v1/b/c', 'ANY /v1/{rest+}'],
  ['GET', '/v2', '$default'],
])('routes %s %s by %s', (method, path, key) => {
  const keys = ['$default', 'ANY /v1/{rest+}', 'GET /v1/{name}', 'ANY /v1/a', 'GET /v1/a'];
  expect(matchRoute(keys, method, path)?.key).toBe(key);
});
