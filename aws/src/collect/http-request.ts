/**
 * `POST /v1/events` as an HTTP API of API Gateway hands it to a function (payload format 2.0): the same bodies, verdicts and
 * problem documents as the server's. CORS is the API's own to answer.
 */
import type { KeyRing } from '@millrace/shop/access/key-ring.ts';
import type { Collector } from '@millrace/shop/events/collector.ts';
import { inflatedBody, utf8Text } from '@millrace/shop/sources/http/body-text.ts';
import { collectAnswer, countVerdicts } from '@millrace/shop/sources/http/collect-answer.ts';
import { parseEvents } from '@millrace/shop/sources/http/parse-events.ts';
import { PROBLEM_MEDIA_TYPE, Problem, problemOf } from '@millrace/shop/sources/http/problem.ts';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** As much of a request as is read. */
export interface HttpRequest
  extends Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded' | 'queryStringParameters'> {
  readonly requestContext: {
    readonly http: Pick<APIGatewayProxyEventV2['requestContext']['http'], 'method' | 'path'>;
  };
}

/** API Gateway itself takes 10 MB; as the server, inflated. */
const MOST_BYTES = 5 * 1024 * 1024;

export interface CollectParts {
  readonly collector: Pick<Collector, 'collect'>;
  readonly keys: KeyRing;
}

export async function collectRequest(
  { collector, keys }: CollectParts,
  request: HttpRequest,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    const { method, path } = request.requestContext.http;
    if (path !== '/v1/events')
      throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no ${path} here.` });
    if (method !== 'POST') throw notAllowed(method);
    checkKey(keys, request);
    const { headers } = request;
    const bytes = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
    const text = utf8Text(await inflatedBody(bytes, headers['content-encoding'], MOST_BYTES));
    const isNdjson = /^application\/(x-)?ndjson/i.test(headers['content-type'] ?? '');
    const verdicts = await collector.collect(parseEvents(text, isNdjson));
    return answer(200, 'application/json; charset=utf-8', collectAnswer(verdicts, countVerdicts(verdicts)));
  } catch (thrown) {
    const problem = problemOf(thrown);
    const { status, retryAfterSeconds, headers } = problem.details;
    const later = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return answer(status, PROBLEM_MEDIA_TYPE, problem.toJsonText(), { ...headers, ...later });
  }
}

/** In the header, or for beacons, which carry no headers, in the query. */
function checkKey(keys: KeyRing, { headers, queryStringParameters }: HttpRequest): void {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const key = bearer ?? queryStringParameters?.writeKey;
  if (key !== undefined && keys.find(key)?.mayWrite) return;
  const detail =
    key === undefined
      ? 'Send a write key: Authorization: Bearer KEY, or ?writeKey=KEY from a beacon.'
      : 'This key does not open this; it may have been replaced.';
  throw new Problem({ status: 401, code: 'UNAUTHORIZED', detail, headers: { 'www-authenticate': 'Bearer' } });
}

function notAllowed(method: string): Problem {
  const detail = `${method} does nothing here: events are sent by POST.`;
  return new Problem({ status: 405, code: 'METHOD_NOT_ALLOWED', detail, headers: { allow: 'POST' } });
}

function answer(
  statusCode: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': type, ...headers }, body };
}
