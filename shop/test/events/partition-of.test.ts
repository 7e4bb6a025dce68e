import { expect, test } from 'vitest';
import { PARTITION_COUNT, partitionOf } from '../../src/events/partition-of.ts';

const event = { eventId: 'e1', eventType: 'page_view', timestamp: '2024-01-15T10:30:00Z' } as const;

test('partitions are part of the stored format: they do not change', () => {
  const partitions = ['user123', 'user124', 'a', 'Zoë', '😀'].map((userId) => partitionOf({ ...event, userId }));
  expect(partitions).toEqual([7, 0, 7, 15, 7]);
});

test('a visitor keeps the partition whichever id says who it is, and the user wins', () => {
  const asUser = partitionOf({ ...event, userId: 'user123' });
  expect(partitionOf({ ...event, anonymousId: 'user123', userId: null })).toBe(asUser);
  expect(partitionOf({ ...event, anonymousId: 'someone', userId: 'user123' })).toBe(asUser);
});

test('users spread evenly', () => {
  const counts = new Array<number>(PARTITION_COUNT).fill(0);
  for (let user = 0; user < 16_000; user++) {
    const partition = partitionOf({ ...event, userId: `user${user}` });
    counts[partition] = (counts[partition] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(800);
  expect(Math.max(...counts)).toBeLessThan(1_200);
});
