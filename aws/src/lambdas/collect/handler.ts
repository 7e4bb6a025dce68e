/** Takes events over HTTP for a small shop: an HTTP API in front, the stream behind. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { functionCollector } from '../../collect/function-collector.ts';
import { collectRequest, type HttpRequest } from '../../collect/http-request.ts';
import { storedWriteKeys } from '../../collect/stored-write-keys.ts';
import { requiredVariable } from '../environment-variable.ts';

/** With the longest call that may begin just before it is over, 8.5 s: within the 10 s that the function has, so that it can still answer. */
const PATIENCE_MS = 3_500;

const writeKeys = storedWriteKeys(requiredVariable('SECRET_WRITE_KEYS'));
const collector = functionCollector({ patienceMs: PATIENCE_MS });

export async function handler(event: HttpRequest): Promise<APIGatewayProxyStructuredResultV2> {
  return collectRequest({ collector, keys: await writeKeys() }, event);
}
