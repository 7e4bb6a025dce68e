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

test('what decides over others keeps its order, one type at a time, and whoever it is about keeps theirs', () => {
  const entries = ['c-1', 'c-2', 'c-3'].map((eventId) => partitionOf({ ...event, eventId, eventType: 'list_entry' }));
  expect(new Set(entries).size).toBe(1);
  const updates = ['u-1', 'u-2', 'u-3'].map((eventId) => partitionOf({ ...event, eventId, eventType: 'order_update' }));
  expect(new Set(updates).size).toBe(3);
  const of = { ...event, userId: 'user123' };
  expect(partitionOf({ ...of, eventType: 'order_label' })).toBe(partitionOf(of));
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
