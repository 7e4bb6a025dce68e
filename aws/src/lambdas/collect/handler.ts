/** Takes events over HTTP for a small shop: an HTTP API in front, the stream behind. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { KeyRing } from '@millrace/shop/access/key-ring.ts';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { clientSettings } from '../../client-settings.ts';
import { functionCollector } from '../../collect/function-collector.ts';
import { type CollectParts, collectRequest, type HttpRequest } from '../../collect/http-request.ts';
import { requiredVariable } from '../environment-variable.ts';

/** Write keys are read again after this long: a new one is known soon. */
const KEYS_MS = 300_000;

/** With the longest call that may begin just before it is over, 8.5 s: within the 10 s that the function has, so that it can still answer. */
const PATIENCE_MS = 3_500;

const secret = requiredVariable('SECRET_WRITE_KEYS');
const secrets = new SecretsManagerClient(clientSettings());
const collector = functionCollector({ patienceMs: PATIENCE_MS });
let parts: (CollectParts & { readonly readMs: number }) | undefined;

export async function handler(event: HttpRequest): Promise<APIGatewayProxyStructuredResultV2> {
  if (!parts || Date.now() - parts.readMs > KEYS_MS) parts = { collector, keys: await readKeys(), readMs: Date.now() };
  return collectRequest(parts, event);
}

async function readKeys(): Promise<KeyRing> {
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: secret }));
  const writeKeys = SecretString.split(',').flatMap((key) => key.trim() || []);
  return new KeyRing({ writeKeys, readKeys: [], adminKeys: [] });
}
