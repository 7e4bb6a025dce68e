/** Takes events over HTTP for a small shop: an HTTP API in front, the stream behind. */
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { KeyRing } from '@millrace/shop/access/key-ring.ts';
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { clientSettings } from '../../client-settings.ts';
import { type CollectParts, collectRequest, type HttpRequest } from '../../collect/http-request.ts';
import { deliverQuarantine } from '../../collect/quarantine-delivery.ts';
import { StreamCollector } from '../../collect/stream-collector.ts';
import { KinesisProducer } from '../../producer/kinesis-producer.ts';

const {
  STREAM_EVENTS: stream = '',
  FIREHOSE_QUARANTINE: quarantine = '',
  SECRET_WRITE_KEYS: secret = '',
} = process.env;
/** Write keys are read again after this long: a new one is known soon. */
const KEYS_MS = 300_000;

/** With the longest call that may begin just before it is over, 8.5 s: within the 10 s that the function has, so that it can still answer. */
const PATIENCE_MS = 3_500;

const producer = new KinesisProducer({ stream, lingerMs: 0, patienceMs: PATIENCE_MS });
const firehose = new FirehoseClient(clientSettings());
const secrets = new SecretsManagerClient(clientSettings());
const collector = new StreamCollector({
  clock: new ArrivalClock(Date.now, 0),
  put: (events) => producer.putAndWait(events),
  quarantine: (entries) => deliverQuarantine(firehose, quarantine, entries),
});
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
