/** The function behind the HTTP API of who reads. Wires the parts once; the routes are in read-api.ts. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { answerRequest } from './answer-request.ts';
import { apiParts } from './api-parts.ts';
import { readAccess } from './read-access.ts';
import { readApi } from './read-api.ts';

const logger = new Logger();
const mayRead = readAccess(process.env.READ_KEY_DIGESTS ?? '');
const app = await readApi(apiParts(), ({ err, ...request }, code) => {
  logger.error(code, { ...request, error: err instanceof Error ? err : new Error(String(err)) });
});

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const answer = await answerRequest(app, event, mayRead);
  if ((answer.statusCode ?? 200) >= 500)
    logger.warn('a request failed', { path: event.rawPath, status: answer.statusCode });
  return answer;
}
