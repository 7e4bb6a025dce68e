/**
 * Lets time pass where no container collects, so that nobody writes heartbeats: a schedule calls it once a minute. Windows of a
 * quiet hour then close within a minute of their time.
 */
import { randomUUID } from 'node:crypto';
import { heartbeatEvents } from '../../collect/heartbeats.ts';
import { KinesisProducer } from '../../producer/kinesis-producer.ts';
import { requiredVariable } from '../environment-variable.ts';

const producer = new KinesisProducer({ stream: requiredVariable('STREAM_EVENTS'), lingerMs: 0 });
const source = randomUUID();

/** @throws MillraceError when the stream did not take them; the next minute says the same. */
export async function handler(): Promise<void> {
  await producer.putAndWait(heartbeatEvents({ shards: producer.backlog.shards, nowMs: Date.now(), source }));
}
