/** Profiles: what cannot be deployed is refused by the field's name, and the sizes are those of `millrace plan`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { DESIGN } from '@millrace/shop/plan/design-figures.ts';
import { sizesOf } from '@millrace/shop/plan/sizes.ts';
import { BASELINE, SMALL } from '@millrace/shop/plan/traffic.ts';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { profileReference } from '../../../docs/generate-profile-reference.ts';
import { type Profile, profileSchema } from '../../app/profile-schema.ts';
import { parseProfile, readProfile } from '../../app/read-profile.ts';
import { PROFILE_NAMES, profilePath } from './deployment.ts';

const baseline = readFileSync(profilePath('baseline'), 'utf8');

/** The baseline with one field changed, or taken out. */
function withField(path: string, value: unknown): string {
  const document = parseDocument(baseline);
  const keys = path.split('.');
  if (value === undefined) document.deleteIn(keys);
  else document.setIn(keys, document.createNode(value));
  return document.toString();
}

function refusalOf(path: string, value: unknown): string {
  try {
    parseProfile('shop.yaml', withField(path, value));
  } catch (error) {
    expect(error).toBeInstanceOf(MillraceError);
    if (error instanceof MillraceError) return `${error.code}: ${error.message}`;
  }
  return 'taken';
}

describe('a profile', () => {
  it.each(PROFILE_NAMES)('%s can be read', (name) => {
    expect(readProfile(profilePath(name)).zones.length).toBeGreaterThan(1);
  });

  it.each(PROFILE_NAMES)(
    '%s gives up no record before the stream does: functions keep themselves what they cannot take',
    (name) => {
      const { process, stream } = readProfile(profilePath(name));
      for (const { retries, maxAgeSeconds } of [process.enrich, process.features, process.insights])
        expect({ retries, maxAgeSeconds }).toEqual({ retries: -1, maxAgeSeconds: stream.retentionHours * 3_600 });
    },
  );

  it.each([
    ['stream.events.least', 0, 'must be >= 1'],
    ['stream.events.least', 3, 'must be a power of two'],
    ['stream.insights.shards', 3, 'must be a power of two'],
    ['stream.events.most', 1, 'must be at least 2, the least'],
    ['stream.enriched', undefined, 'is missing'],
    ['stream.mode', 'auto', 'must be equal to one of the allowed values'],
    ['stream.retentionHours', 12, 'must be >= 24'],
    ['stream.retentionHours', 9000, 'must be <= 8760'],
    ['region', 'us-moon-1', 'is no region of AWS: us-moon-1'],
    ['zones', ['us-east-1a'], 'must not have fewer than 2 items'],
    ['process.enrich.memoryMegabytes', 64, 'must be >= 128'],
    ['process.enrich.parallelizationFactor', 11, 'must be <= 10'],
    ['process.enrich.parallelizationFactor', 9, 'must be at most 8, the buckets of a shard'],
    ['process.insights.parallelizationFactor', 2, 'must be 1: decisions are made one after the other'],
    ['process.features.batchRecords', 20_000, 'must be <= 10000'],
    ['process.features.timeoutSeconds', 1, 'must be more than windowSeconds, 1'],
    ['process.enrich.maxAgeSeconds', 604_801, 'must be <= 604800'],
    ['process.flink.mostKpus', 2, 'must be at least 6'],
    ['collect.decisionSeconds', 26, 'must be <= 25'],
    ['collect.tasks.vcpu', 3, 'must be equal to one of the allowed values'],
    ['collect.tasks.memoryGigabytes', 1, 'must be at least 2'],
    ['serve.tables.pointInTimeDays', 36, 'must be <= 35'],
    ['warehouse.keptDays', 100, 'must be at least 121'],
    ['watch.logDays', 31, 'must be equal to one of the allowed values'],
    ['watch.tracedShare', 1.5, 'must be <= 1'],
    ['name', 'Millrace', 'must match pattern'],
    ['shards', 4, 'is not known'],
  ])('is refused by name: %s of %j', (path, value, what) => {
    expect(refusalOf(path, value)).toContain(`CONFIG_INVALID: shop.yaml: ${path} ${what}`);
  });

  it('is refused for zones of another region, and peaks that end before they begin', () => {
    expect(refusalOf('zones', ['us-east-1a', 'us-west-2a'])).toContain('zones[1] is no zone of us-east-1: us-west-2a');
    const peak = { name: 'sale', from: '2026-11-28T05:00Z', to: '2026-11-27T05:00Z', eventsPerSecond: 18_000 };
    expect(refusalOf('stream.scaling.peaks', [peak])).toContain('stream.scaling.peaks[0].to must be later than from');
  });

  it('says of every field what it is for', () => {
    expect(undescribed(profileSchema, '')).toEqual([]);
    const page = readFileSync(join(import.meta.dirname, '../../../docs/aws-deploy.md'), 'utf8');
    expect(page, 'run npm run docs:profile').toBe(profileReference(page));
  });
});

interface Node {
  readonly description?: unknown;
  readonly properties?: object;
}

function undescribed({ description, properties = {} }: Node, path: string): readonly string[] {
  const inside = Object.entries<Node>({ ...properties }).flatMap(([name, node]) =>
    undescribed(node, `${path}.${name}`),
  );
  return description === undefined ? [path, ...inside] : inside;
}

/** What a plan and a profile both name. */
function sizesIn({ stream, collect, process }: Profile) {
  return {
    events: stream.events,
    enriched: stream.enriched,
    insights: stream.insights.shards,
    tasks: { least: collect.tasks.least, most: collect.tasks.most },
    kpus: process.flink.kpus,
    batch: process.enrich.batchRecords,
    window: process.enrich.windowSeconds,
  };
}

describe('the sizes of the profiles', () => {
  it.each([
    ['baseline', BASELINE],
    ['small', SMALL],
  ])('%s are those of the plan', (name, traffic) => {
    const sizes = sizesOf(traffic);
    const bounds = ({ least, atPeak }: { least: number; atPeak: number }) => ({ least, most: atPeak });
    expect(sizesIn(readProfile(profilePath(name)))).toEqual({
      events: bounds(sizes.eventShards),
      enriched: bounds(sizes.enrichedShards),
      insights: sizes.insightShards,
      tasks: bounds(sizes.collectTasks),
      kpus: sizes.kpus,
      batch: sizes.lambdaRecordsPerBatch,
      window: DESIGN.lambda.windowSeconds,
    });
  });

  it.each([
    ['baseline', BASELINE],
    ['small', SMALL],
  ])('%s leave the cache and the API room', (name, traffic) => {
    const { serve } = readProfile(profilePath(name));
    expect(serve.cache.mostGigabytes).toBeGreaterThanOrEqual(sizesOf(traffic).cacheGigabytes * DESIGN.headroom);
    const readsPerSecond = traffic.readsADay / 86_400;
    expect(serve.api.requestsPerSecond).toBeGreaterThan(readsPerSecond * 3);
  });

  it('keep and age the lake, encrypt, trace and scale as the plan reckons', () => {
    const { stream, warehouse, watch, process, collect, zones } = readProfile(profilePath('baseline'));
    expect(stream.retentionHours).toBe(DESIGN.stream.retentionDays * 24);
    expect(stream.scaling.headroom).toBe(DESIGN.headroom);
    expect(warehouse.standardDays).toBe(DESIGN.warehouse.standardDays);
    expect(warehouse.infrequentDays).toBe(DESIGN.warehouse.infrequentDays);
    expect(Math.round(warehouse.keptDays / 30.4)).toBe(DESIGN.warehouse.months);
    expect(warehouse.bufferMegabytes).toBe(DESIGN.warehouse.fileMegabytes);
    expect(watch.tracedShare).toBe(DESIGN.watch.tracedShare);
    expect(process.enrich.memoryMegabytes).toBe(DESIGN.lambda.memoryGigabytes * 1_024);
    expect(process.enrich.parallelizationFactor).toBe(DESIGN.lambda.parallelization);
    expect(collect.tasks.vcpu).toBe(DESIGN.collect.vcpuPerTask);
    expect(collect.tasks.memoryGigabytes).toBe(DESIGN.collect.gigabytesPerTask);
    expect(zones.length).toBe(DESIGN.zones);
  });
});
