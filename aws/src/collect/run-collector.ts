/**
 * The collector as a process: reads its environment once (docs/kinesis-producer.md), starts, and ends in good order when it is
 * told to.
 */
import { join } from 'node:path';
import { closeOnSignal } from '@millrace/shop/server/close-on-signal.ts';
import type { RunningServer } from '@millrace/shop/server/start-server.ts';
import { numberVariable, requiredVariable } from '../lambdas/environment-variable.ts';
import { DiskSpool } from '../producer/disk-spool.ts';
import { FirehoseTransport } from '../producer/firehose-transport.ts';
import { KinesisTransport } from '../producer/kinesis-transport.ts';
import type { RecordTransport } from '../producer/record-transport.ts';
import { StreamProducer } from '../producer/stream-producer.ts';
import { guardedDecisions } from '../results/guarded-decisions.ts';
import { containerSettings, list } from './container-settings.ts';
import { decisionPatienceMs } from './decision-patience.ts';
import { type CollectorOptions, startCollector } from './start-collector.ts';
import { storedMappers } from './stored-mappers.ts';

const GIB = 1024 ** 3;
/** Within what a container has left to stop, with the draining. */
const CLOSE_TIMEOUT_MS = 40_000;

/** @throws MillraceError CONFIG_INVALID, and what opening the spools and starting throw. */
export async function runCollector(): Promise<void> {
  const collector = await openCollector();
  process.stdout.write(`millrace collector on ${collector.url}\n`);
  await closeOnSignal(collector);
}

async function openCollector(): Promise<RunningServer> {
  const stream = requiredVariable('STREAM_EVENTS');
  const deliveryStream = requiredVariable('FIREHOSE_QUARANTINE');
  const options = optionsOf();
  const events = await openProducer('events', new KinesisTransport({ stream }));
  const quarantine = await openProducer('quarantine', new FirehoseTransport({ deliveryStream }));
  return startCollector({ ...options, events, quarantine });
}

async function openProducer(name: string, transport: RecordTransport) {
  const folder = join(process.env.SPOOL_FOLDER ?? 'spool', name);
  const spool = await DiskSpool.open({
    folder,
    maxBytes: numberVariable('SPOOL_MAX_BYTES', [0, Number.MAX_SAFE_INTEGER], GIB),
  });
  return new StreamProducer({ transport, spool, closeTimeoutMs: CLOSE_TIMEOUT_MS });
}

function optionsOf(): Omit<CollectorOptions, 'events' | 'quarantine'> {
  const { BUCKET_CONFIG: bucket = '', TABLE_DECISIONS: decisions = '' } = process.env;
  return {
    ...containerSettings(),
    orders: decisions === '' ? undefined : { decisions: guardedDecisions(decisions), patienceMs: decisionPatienceMs() },
    changes: bucket === '' ? undefined : storedMappers(bucket),
    writeKeys: list(process.env.MILLRACE_WRITE_KEYS),
  };
}
