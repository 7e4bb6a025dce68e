/** The generator of the Nexmark streams: repeatable, in the proportions of the specification, and meeting itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type NexmarkEvent, nexmarkEvents } from '../bench/nexmark/generator/nexmark-events.ts';
import { NEXMARK_DEFAULTS, type NexmarkSettings } from '../bench/nexmark/generator/nexmark-settings.ts';
import { SMALL_STREAM } from '../bench/nexmark/generator/small-stream.ts';
import { root } from './tidy/source-tree.ts';

function events(changes: Partial<NexmarkSettings> = {}): readonly NexmarkEvent[] {
  return [...nexmarkEvents({ ...NEXMARK_DEFAULTS, eventCount: 10_000, ...changes })];
}

const times = (stream: readonly NexmarkEvent[]) =>
  stream.map(({ person, auction, bid }) => (person ?? auction ?? bid)?.dateTime ?? '');

/** The share of values that are the most frequent of their group of 1,000. */
function share<T>(values: readonly T[], isHot: (value: T) => boolean): number {
  return values.filter(isHot).length / values.length;
}

describe('the Nexmark generator', () => {
  const stream = events();
  const people = stream.flatMap(({ person }) => person ?? []);
  const auctions = stream.flatMap(({ auction }) => auction ?? []);
  const bids = stream.flatMap(({ bid }) => bid ?? []);

  it('gives the same events for the same seed, and others for another', () => {
    expect(events()).toEqual(stream);
    expect(events({ seed: 2 })).not.toEqual(stream);
  });

  it('makes one person, three auctions and 46 bids of every 50 events', () => {
    expect([people.length, auctions.length, bids.length]).toEqual([200, 600, 9200]);
    expect(stream.slice(0, 5).map(({ event_type }) => event_type)).toEqual([0, 1, 1, 1, 2]);
  });

  it('numbers people and auctions without a gap', () => {
    expect(people.map(({ id }) => id)).toEqual(people.map((_, index) => 1000 + index));
    expect(auctions.map(({ id }) => id)).toEqual(auctions.map((_, index) => 1000 + index));
  });

  it('keeps times in order, at the configured rate', () => {
    expect(times(stream)).toEqual(times(stream).toSorted());
    expect(times(stream)[0]).toBe('2024-01-15 08:00:00.000');
    expect(times(stream).at(-1)).toBe('2024-01-15 08:00:00.999');
  });

  it('prefers hot auctions, bidders and sellers', () => {
    expect(share(bids, ({ auction }) => auction % 100 === 0)).toBeCloseTo(0.5, 1);
    expect(share(bids, ({ bidder }) => bidder % 100 === 1)).toBeCloseTo(0.75, 1);
    expect(share(auctions, ({ seller }) => seller % 100 === 0)).toBeCloseTo(0.75, 1);
    expect(share(bids, ({ channel }) => /^(Google|Facebook|Baidu|Apple)$/.test(channel))).toBeCloseTo(0.5, 1);
  });

  it('refers to what exists, but for a few that are yet to come', () => {
    const known = new Set(auctions.map(({ id }) => id));
    expect(share(bids, ({ auction }) => known.has(auction))).toBeGreaterThan(0.95);
    expect(Math.max(...bids.map(({ auction }) => auction))).toBeLessThanOrEqual(1599 + 10);
  });

  it('lets auctions end after they begin', () => {
    expect(auctions.filter(({ dateTime, expires }) => expires <= dateTime)).toEqual([]);
  });

  it('fills events up to their average size', () => {
    const sizes = bids.map(({ extra }) => 32 + extra.length);
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeCloseTo(100, -1);
  });

  it('mixes events up within groups when told to, and loses none', () => {
    const mixed = events({ disorderGroup: 20 });
    expect(times(mixed).slice(0, 20)).not.toEqual(times(stream).slice(0, 20));
    expect(times(mixed).toSorted()).toEqual(times(stream));
  });

  it('made the input of the SQL cases', () => {
    const text = readFileSync(join(root, 'engine/test/sql-cases/inputs/nexmark.json'), 'utf8');
    const lines = [...nexmarkEvents(SMALL_STREAM)].map((event) => `${JSON.stringify(event)}\n`);
    expect(lines.join('')).toBe(text);
  });
});
