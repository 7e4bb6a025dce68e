/** The collector as a process: reads its environment once, starts, and ends in good order when it is told to. */
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { closeOnSignal } from '@millrace/shop/server/close-on-signal.ts';
import { DiskSpool } from '../producer/disk-spool.ts';
import { FirehoseTransport } from '../producer/firehose-transport.ts';
import { KinesisTransport } from '../producer/kinesis-transport.ts';
import type { RecordTransport } from '../producer/record-transport.ts';
import { StreamProducer } from '../producer/stream-producer.ts';
import { type CollectorOptions, type RunningCollector, startCollector } from './start-collector.ts';

/** By name: see docs/kinesis-producer.md. */
export type Environment = Readonly<Record<string, string | undefined>>;

const GIB = 1024 ** 3;
/** As long as a balancer takes to notice. */
const DRAIN_MS = 5_000;
/** Within what a container has left to stop, with the draining. */
const CLOSE_TIMEOUT_MS = 40_000;

/** @throws MillraceError SETTING_MISSING, SETTING_INVALID, and what opening the spools and starting throw. */
export async function runCollector(environment: Environment): Promise<void> {
  const collector = await openCollector(environment);
  process.stdout.write(`millrace collector on ${collector.url}\n`);
  await closeOnSignal(collector);
}

export async function openCollector(environment: Environment): Promise<RunningCollector> {
  const stream = required(environment, 'STREAM_EVENTS');
  const deliveryStream = required(environment, 'FIREHOSE_QUARANTINE');
  const options = optionsOf(environment);
  const events = await openProducer(environment, 'events', new KinesisTransport({ stream }));
  const quarantine = await openProducer(environment, 'quarantine', new FirehoseTransport({ deliveryStream }));
  return startCollector({ ...options, events, quarantine });
}

async function openProducer(environment: Environment, name: string, transport: RecordTransport) {
  const folder = join(environment.SPOOL_FOLDER ?? 'spool', name);
  const spool = await DiskSpool.open({ folder, maxBytes: number(environment, 'SPOOL_MAX_BYTES', GIB) });
  return new StreamProducer({ transport, spool, closeTimeoutMs: CLOSE_TIMEOUT_MS });
}

function optionsOf(environment: Environment): Omit<CollectorOptions, 'events' | 'quarantine'> {
  return {
    host: environment.HOST ?? '0.0.0.0',
    port: number(environment, 'PORT', 8080),
    writeKeys: list(environment.MILLRACE_WRITE_KEYS),
    readKeys: list(environment.MILLRACE_READ_KEYS),
    adminKeys: list(environment.MILLRACE_ADMIN_KEYS),
    trustedProxies: list(environment.MILLRACE_TRUSTED_PROXIES),
    allowedOrigins: list(environment.MILLRACE_ALLOWED_ORIGINS),
    drainMs: number(environment, 'DRAIN_MS', DRAIN_MS),
  };
}

function list(text = ''): readonly string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new MillraceError(`${name} is not set`, {
    code: 'SETTING_MISSING',
    domain: 'user',
    retry: 'never',
    hint: 'set it in the environment of the container',
  });
}

function number(environment: Environment, name: string, fallback: number): number {
  const text = environment[name];
  const value = text === undefined || text === '' ? fallback : Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new MillraceError(`${name} is '${text}', and must be a whole number`, {
    code: 'SETTING_INVALID',
    domain: 'user',
    retry: 'never',
    hint: 'mend it in the environment of the container',
  });
}
