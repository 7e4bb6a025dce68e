/** Scripts keep to one slot: the same runner works on a cluster, as it does on one server. */
import { expect, it } from 'vitest';
import { BucketCache } from '../../src/state/bucket-cache.ts';
import { BucketNames, START } from '../../src/state/bucket-names.ts';
import { openValkey } from '../../src/state/open-valkey.ts';
import { sortableSequence } from '../../src/stream/stream-record.ts';
import { TestValkey } from '../servers/test-valkey.ts';

const at = (sequence: number): string => sortableSequence(String(sequence));

it.each([true, false])('commits, settles and lays anew (cluster: %s)', async (cluster) => {
  await using servers = new AsyncDisposableStack();
  const server = servers.adopt(await TestValkey.start({ cluster }), (each) => each.close());
  const valkey = servers.adopt(openValkey(server.url), (each) => each.disconnect());
  const cache = new BucketCache(valkey, new BucketNames({ name: 'f', stateVersion: '1' }), () => 7);
  const buckets = Array.from({ length: 128 }, (_, bucket) => String(bucket));
  const none = { passing: [], read: [], keepsOutbox: false };
  await Promise.all(
    buckets.map(async (bucket) => {
      const fresh = await cache.layAnew(bucket, undefined, START);
      const large = JSON.stringify('x'.repeat(20_000));
      const changes = [
        { table: 'users', key: bucket, text: '{"n":1}' },
        { table: 'large', key: 'one', text: large },
      ];
      const outputs = [{ id: `${at(5)}.000000`, bucket, value: { n: 'ü' } }];
      const head = fresh && (await cache.commit(fresh, { ...none, position: at(5), changes, outputs }));
      if (head === undefined || fresh === undefined) throw new Error('not committed');
      expect(await cache.commit(fresh, { ...none, position: at(6), changes, outputs })).toBeUndefined();
      expect(await cache.outbox(head, at(4))).toEqual(outputs);
      expect(await cache.outbox(head, at(5))).toEqual([]);
      expect(await cache.read(head, [...changes, { table: 'users', key: 'nobody' }])).toEqual([
        '{"n":1}',
        large,
        undefined,
      ]);
      const frozen = await cache.freeze(head);
      if (frozen === undefined) throw new Error('not frozen');
      const later = [{ table: 'users', key: bucket, text: '{"n":2}' }];
      const moved = await cache.commit(frozen, { ...none, position: at(7), changes: later, outputs: [] });
      expect(await cache.frozen(frozen, 10)).toEqual(expect.arrayContaining(changes));
      await cache.thaw(frozen, changes);
      expect(await cache.isDrained(frozen)).toBe(true);
      await cache.endCheckpoint(frozen);
      expect(await cache.head(bucket)).toEqual({ ...moved, frozen: undefined, sinceMs: 7 });
      const anew = await cache.layAnew(bucket, moved, at(5));
      expect(anew && (await cache.read(anew, changes))).toEqual([undefined, undefined]);
    }),
  );
  // What had been settled goes by itself, and nothing else is left but the buckets' own fields.
  const keys = await server.client.keys('*');
  const lasting = await Promise.all(keys.map(async (key) => ((await server.client.ttl(key)) < 0 ? key : '')));
  expect(lasting.filter((key) => key !== '' && !key.endsWith('}m'))).toEqual([]);
});
