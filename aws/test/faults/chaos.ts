/** What goes wrong around the functions while they run: Valkey loses its memory, hangs or falls back; shards are split and merged. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ListShardsCommand, MergeShardsCommand, type Shard, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { BUCKET_COUNT } from '../../src/stream/bucket.ts';
import type { EmulatedAws } from '../emulated/emulated-aws.ts';
import type { Faults } from '../emulated/faults.ts';
import type { TcpFaultProxy } from '../emulated/tcp-fault-proxy.ts';

export interface ChaosSettings {
  readonly aws: EmulatedAws;
  readonly valkey: TcpFaultProxy;
  readonly faults: Faults;
  /** Streams whose shards are split and merged. */
  readonly streams: readonly string[];
  /** Between two things that go wrong, at most. */
  readonly pauseMs: number;
}

const MOST_SHARDS = 6;
const LONGEST_HANG_MS = 1_200;
/** Shards are not split finer than a bucket. */
const NARROWEST = 2n ** 128n / BigInt(BUCKET_COUNT);

type Snapshot = readonly { readonly key: string; readonly ttl: number; readonly value: Buffer }[];

export class Chaos {
  readonly #settings: ChaosSettings;
  readonly counts: Record<string, number> = {};
  #snapshot: Snapshot | undefined;

  constructor(settings: ChaosSettings) {
    this.#settings = settings;
  }

  /** As long as the work goes on. */
  async during(work: Promise<unknown>): Promise<void> {
    const { faults, pauseMs } = this.#settings;
    const happenings = Object.entries(this.#happenings());
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await sleep(faults.below(pauseMs));
      const [name, happen] = faults.pick(happenings) ?? [];
      if (name === undefined || happen === undefined) continue;
      this.counts[name] = (this.counts[name] ?? 0) + 1;
      await happen();
    }
    await over;
  }

  #happenings(): Record<string, () => Promise<unknown>> {
    const { aws, valkey } = this.#settings;
    const { client } = aws.valkey;
    return {
      flush: () => client.flushall(),
      restart: async () => {
        valkey.cut();
        await client.flushall();
      },
      disconnect: async () => valkey.cut(),
      'forget scripts': () => client.script('FLUSH'),
      hang: () => this.#hang(),
      'keep a copy': async () => {
        this.#snapshot = await this.#copy();
      },
      'fall back': () => this.#fallBack(),
      'split a shard': () => this.#split(),
      'merge shards': () => this.#merge(),
    };
  }

  async #hang(): Promise<void> {
    const { aws, faults } = this.#settings;
    aws.valkey.freeze(true);
    await sleep(faults.below(LONGEST_HANG_MS));
    aws.valkey.freeze(false);
  }

  async #copy(): Promise<Snapshot> {
    const { client } = this.#settings.aws.valkey;
    const keys = await client.keys('*');
    const copies = await Promise.all(
      keys.map(async (key) => ({ key, ttl: await client.pttl(key), value: await client.dumpBuffer(key) })),
    );
    return copies.flatMap(({ key, ttl, value }) => (value === null ? [] : { key, ttl: Math.max(0, ttl), value }));
  }

  /** As a replica that takes over without the last writes: everything is as it was, in one step. */
  async #fallBack(): Promise<void> {
    const { aws, valkey } = this.#settings;
    if (this.#snapshot === undefined) return;
    valkey.cut();
    const step = aws.valkey.client.multi().flushall();
    for (const { key, ttl, value } of this.#snapshot) step.restore(key, ttl, value);
    await step.exec();
  }

  async #split(): Promise<void> {
    const { aws, faults, streams } = this.#settings;
    const stream = faults.pick(streams) ?? '';
    const open = await this.#openShards(stream);
    const shard = faults.pick(open);
    if (shard === undefined || open.length >= MOST_SHARDS) return;
    const [from, to] = rangeOf(shard);
    if (to - from < NARROWEST * 2n) return;
    const middle = from + (((to - from) / 2n) * BigInt(50 + faults.below(50))) / 75n;
    const NewStartingHashKey = middle.toString();
    await aws.kinesis.client.send(
      new SplitShardCommand({ StreamName: stream, ShardToSplit: shard.ShardId, NewStartingHashKey }),
    );
    await aws.kinesis.untilActive(stream);
  }

  async #merge(): Promise<void> {
    const { aws, faults, streams } = this.#settings;
    const stream = faults.pick(streams) ?? '';
    const open = (await this.#openShards(stream)).toSorted((a, b) => (rangeOf(a)[0] < rangeOf(b)[0] ? -1 : 1));
    if (open.length < 2) return;
    const place = faults.below(open.length - 1);
    const [shard, next] = [open[place]?.ShardId, open[place + 1]?.ShardId];
    await aws.kinesis.client.send(
      new MergeShardsCommand({ StreamName: stream, ShardToMerge: shard, AdjacentShardToMerge: next }),
    );
    await aws.kinesis.untilActive(stream);
  }

  async #openShards(stream: string): Promise<readonly Shard[]> {
    const { Shards = [] } = await this.#settings.aws.kinesis.client.send(new ListShardsCommand({ StreamName: stream }));
    return Shards.filter(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined);
  }
}

function rangeOf({ HashKeyRange }: Shard): [from: bigint, to: bigint] {
  return [BigInt(HashKeyRange?.StartingHashKey ?? 0), BigInt(HashKeyRange?.EndingHashKey ?? 0)];
}
