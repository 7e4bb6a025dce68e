/** The collector within a function: before it answers, events are on the stream, and refused ones in quarantine. */
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import { requiredVariable } from '../lambdas/environment-variable.ts';
import { FirehoseTransport } from '../producer/firehose-transport.ts';
import { KinesisProducer } from '../producer/kinesis-producer.ts';
import type { ProducerSettings } from '../producer/producer-settings.ts';
import { StreamProducer } from '../producer/stream-producer.ts';
import { quarantineInto } from './quarantine-into.ts';
import { StreamCollector } from './stream-collector.ts';

/** Calls nobody yet. @throws MillraceError CONFIG_INVALID. */
export function functionCollector(settings: Pick<ProducerSettings, 'patienceMs'> = {}): StreamCollector {
  // There is one invocation at a time: nothing comes that would be worth waiting for.
  const options = { ...settings, lingerMs: 0 };
  const events = new KinesisProducer({ ...options, stream: requiredVariable('STREAM_EVENTS') });
  const transport = new FirehoseTransport({ deliveryStream: requiredVariable('FIREHOSE_QUARANTINE') });
  const quarantine = new StreamProducer({ ...options, transport });
  return new StreamCollector({
    clock: new ArrivalClock(Date.now, 0),
    put: (put) => events.putAndWait(put),
    quarantine: quarantineInto(quarantine),
  });
}
