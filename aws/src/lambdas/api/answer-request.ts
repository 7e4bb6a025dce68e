/** A request of an HTTP API, format 2.0, answered by the read API; and a failure of ours as a problem document. */
import { PROBLEM_MEDIA_TYPE, type Problem, problemOf } from '@millrace/shop/sources/http/problem.ts';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { FastifyInstance } from 'fastify';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

/** @param mayRead throws Problem for who may not. */
export async function answerRequest(
  app: FastifyInstance,
  event: APIGatewayProxyEventV2,
  mayRead: (event: APIGatewayProxyEventV2) => void,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    mayRead(event);
  } catch (error) {
    return problemResult(problemOf(error));
  }
  const { rawPath, rawQueryString, headers, body, isBase64Encoded } = event;
  const answer = await app.inject({
    method: METHODS.find((method) => method === event.requestContext.http.method) ?? 'GET',
    url: rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`,
    headers: shownHeaders(headers),
    ...(body === undefined ? {} : { payload: isBase64Encoded ? Buffer.from(body, 'base64') : body }),
  });
  const told = Object.entries(answer.headers).flatMap(([name, value]) =>
    value === undefined || DROPPED.has(name) ? [] : [[name, String(value)] as const],
  );
  return { statusCode: answer.statusCode, headers: Object.fromEntries(told), body: answer.body };
}

/** Of the connection: API Gateway writes its own. */
const DROPPED = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

function shownHeaders(headers: APIGatewayProxyEventV2['headers']): Record<string, string> {
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || DROPPED.has(name.toLowerCase()) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(kept);
}

function problemResult(problem: Problem): APIGatewayProxyStructuredResultV2 {
  const { status, headers } = problem.details;
  return {
    statusCode: status,
    headers: { ...headers, 'content-type': PROBLEM_MEDIA_TYPE },
    body: problem.toJsonText(),
  };
}
