/** Puts numbered events of users into a stream, each user's in order, some records of which cannot be taken by anybody. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { bucketOf, hashKeyOf } from '../../src/stream/bucket.ts';
import type { Faults } from '../emulated/faults.ts';
import type { CountInput } from './counting-function.ts';

export interface LoadSettings {
  readonly client: KinesisClient;
  readonly stream: string;
  readonly users: number;
  readonly events: number;
  readonly faults: Faults;
}

/** Senders at once; each has users of its own. */
const SENDERS = 4;
const MOST_IN_RECORD = 5;
const POISON_SHARE = 0.02;

export class NumberedLoad {
  readonly #settings: LoadSettings;
  /** How many events each user has sent. */
  readonly sent = new Map<string, number>();
  /** Sequence numbers of records that hold no array of events, and of those with one event that cannot be counted. */
  readonly undecodable: string[] = [];
  readonly uncountable: string[] = [];
  #left: number;

  constructor(settings: LoadSettings) {
    this.#settings = settings;
    this.#left = settings.events;
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: SENDERS }, (_, sender) => this.#send(sender)));
  }

  async #send(sender: number): Promise<void> {
    const { faults, users } = this.#settings;
    while (this.#left > 0) {
      const user = `u-${sender + SENDERS * faults.below(users / SENDERS)}`;
      if (faults.chance(POISON_SHARE)) await this.#sendPoison(user);
      else await this.#sendEvents(user);
      await sleep(faults.below(20));
    }
  }

  /** Of one user; other users of the bucket come in other records. */
  async #sendEvents(user: string): Promise<void> {
    const count = 1 + this.#settings.faults.below(MOST_IN_RECORD);
    const before = this.sent.get(user) ?? 0;
    await this.#put(user, JSON.stringify(this.#numbered(user, before, count)));
    this.sent.set(user, before + count);
    this.#left -= count;
  }

  async #sendPoison(user: string): Promise<void> {
    if (this.#settings.faults.chance(0.5)) {
      this.undecodable.push(await this.#put(user, 'not an array of events'));
      return;
    }
    const before = this.sent.get(user) ?? 0;
    const [first, ...rest] = this.#numbered(user, before, 2);
    const sequence = await this.#put(user, JSON.stringify([first, { user, n: 0 }, ...rest]));
    this.uncountable.push(sequence);
    this.sent.set(user, before + 2);
  }

  #numbered(user: string, before: number, count: number): CountInput[] {
    return Array.from({ length: count }, (_, at) => ({ user, n: before + at + 1 }));
  }

  /** @returns its sequence number. */
  async #put(user: string, text: string): Promise<string> {
    const { client, stream } = this.#settings;
    const bucket = bucketOf(user);
    const record = { PartitionKey: String(bucket), ExplicitHashKey: hashKeyOf(bucket), Data: Buffer.from(text) };
    return (await client.send(new PutRecordCommand({ StreamName: stream, ...record }))).SequenceNumber ?? '';
  }
}
