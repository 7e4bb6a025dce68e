/**
 * An HTTP API of API Gateway in front of functions: routes, requests as events of format 2.0, answers in that format, and
 * its limits (10 MB a request, 30 s, 6 MB from Lambda).
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpAnswer, httpAnswer, message, REQUEST_LIMIT } from './http-api-answer.ts';
import { matchRoute } from './http-api-routes.ts';
import type { LambdaFunction } from './lambda-function.ts';

const INTEGRATION_TIMEOUT_MS = 30_000;
const API_ID = 'emulated00';
const DOMAIN = `${API_ID}.execute-api.us-east-1.amazonaws.com`;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** What API Gateway takes for text; every other body comes in base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded)\b|application\/[^;]*\+(json|xml))/;

export class HttpApi {
  readonly url: string;
  readonly #server: Server;
  readonly #routes: ReadonlyMap<string, LambdaFunction>;

  private constructor(server: Server, routes: ReadonlyMap<string, LambdaFunction>) {
    this.#server = server;
    this.#routes = routes;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param routes by `METHOD /path/{name}`, `ANY /path/{rest+}`, or `$default`. @param port 0 for any that is free. */
  static async start(routes: Readonly<Record<string, LambdaFunction>>, port = 0): Promise<HttpApi> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const api = new HttpApi(server, new Map(Object.entries(routes)));
    server.on('request', (request, response) => void api.#serve(request, response));
    return api;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers, body } = await this.#answer(request);
    response.writeHead(status, headers).end(body);
  }

  async #answer(request: IncomingMessage): Promise<HttpAnswer> {
    const body = await bodyOf(request);
    if (body === undefined) return message(413, 'Request Entity Too Large');
    const url = new URL(request.url ?? '/', this.url);
    const route = matchRoute([...this.#routes.keys()], request.method ?? 'GET', url.pathname);
    const fn = route === undefined ? undefined : this.#routes.get(route.key);
    if (route === undefined || fn === undefined) return message(404, 'Not Found');
    const invoked = fn.invoke(httpEvent(request, { url, body, route }));
    const timeout = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => timeout.resolve(undefined), INTEGRATION_TIMEOUT_MS);
    const outcome = await Promise.race([invoked, timeout.promise]).finally(() => clearTimeout(timer));
    if (outcome === undefined) return message(503, 'Service Unavailable');
    return outcome.functionError === undefined ? httpAnswer(outcome.response) : message(500, 'Internal Server Error');
  }
}

interface Asked {
  readonly url: URL;
  readonly body: Buffer;
  readonly route: { readonly key: string; readonly parameters: Readonly<Record<string, string>> };
}

function httpEvent(request: IncomingMessage, { url, body, route }: Asked): Record<string, unknown> {
  const { cookie, ...headers } = request.headers;
  const query = [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(',')]);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')])),
    ...(query.length > 0 && { queryStringParameters: Object.fromEntries(query) }),
    requestContext: requestContext(request, url, route.key),
    ...(Object.keys(route.parameters).length > 0 && { pathParameters: route.parameters }),
    ...bodyFields(body, request.headers['content-type'] ?? ''),
  };
}

function bodyFields(body: Buffer, contentType: string): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const text = TEXT.test(contentType);
  return { body: body.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text };
}

function requestContext(request: IncomingMessage, url: URL, routeKey: string): Record<string, unknown> {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(now.getUTCDate())}/${MONTHS[now.getUTCMonth()]}/${now.getUTCFullYear()}`;
  const time = [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()].map(two).join(':');
  return {
    accountId: '000000000000',
    apiId: API_ID,
    domainName: DOMAIN,
    domainPrefix: API_ID,
    http: {
      method: request.method,
      path: url.pathname,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey,
    stage: '$default',
    time: `${day}:${time} +0000`,
    timeEpoch: now.getTime(),
  };
}

/** Undefined when it is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= REQUEST_LIMIT) chunks.push(chunk);
  }
  return bytes > REQUEST_LIMIT ? undefined : Buffer.concat(chunks);
}
