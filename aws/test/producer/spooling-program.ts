/**
 * Puts numbered events by a producer with a spool until it is killed, and tells on standard output which are durable.
 * Arguments: the stream's address, the spool's folder, the first number.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { DiskSpool } from '../../src/producer/disk-spool.ts';
import { KinesisProducer } from '../../src/producer/kinesis-producer.ts';
import { numbered } from './numbered-events.ts';
import { stubClient } from './stub-kinesis.ts';

const [url = '', folder = '', first = '0'] = process.argv.slice(2);
const spool = await DiskSpool.open({ folder, segmentBytes: 32 * 1024 });
const options = { stream: 'events', client: stubClient(url), spool, lingerMs: 5, patienceMs: 50 };
const producer = new KinesisProducer(options);
for (let index = Number(first); ; index += 20) {
  const events = Array.from({ length: 20 }, (_, step) => numbered(index + step));
  void producer.putAndWait(events).then(() => process.stdout.write(`${index + 20}\n`));
  await pause(2);
}
