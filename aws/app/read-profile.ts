/** Reads a profile's YAML file and checks it: fields by their bounds, then those that must fit each other. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fieldPath } from '@millrace/shop/config/config-fault.ts';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { BUCKET_COUNT } from '../src/stream/bucket.ts';
import { profileFault } from './profile-fault.ts';
import { type Profile, profileSchema, type ShardBounds } from './profile-schema.ts';

const PROFILE = Compile(profileSchema);
const REGIONS = new Set(RegionInfo.regions.map(({ name }) => name));

/** @throws MillraceError CONFIG_INVALID with the path of the first field that cannot be. */
export function readProfile(file: string): Profile {
  return parseProfile(basename(file), readFileSync(file, 'utf8'));
}

/** @param file for messages. @throws as readProfile. */
export function parseProfile(file: string, yaml: string): Profile {
  const value = parsed(file, yaml);
  if (!PROFILE.Check(value)) throw fieldFault(file, value);
  checkPlace(file, value);
  checkStreams(file, value);
  checkConsumers(file, value);
  checkBounds(file, value);
  return value;
}

function parsed(file: string, yaml: string): unknown {
  try {
    return parse(yaml);
  } catch (cause) {
    throw profileFault(file, '', `is no YAML: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function fieldFault(file: string, value: unknown) {
  const [error] = PROFILE.Errors(value);
  const pointer = error?.instancePath ?? '';
  const params: Readonly<Record<string, unknown>> = error?.params ?? {};
  const missing = Array.isArray(params.requiredProperties) ? String(params.requiredProperties[0]) : undefined;
  if (missing !== undefined) return profileFault(file, fieldPath(`${pointer}/${missing}`), 'is missing');
  const unknown = Array.isArray(params.additionalProperties) ? String(params.additionalProperties[0]) : undefined;
  if (unknown !== undefined) return profileFault(file, fieldPath(`${pointer}/${unknown}`), 'is not known');
  // The schema of a field that may not be there is `false`.
  const what = error?.keyword === 'boolean' ? 'is not known' : (error?.message ?? 'is not valid');
  return profileFault(file, fieldPath(pointer), what);
}

function checkPlace(file: string, { region, zones }: Profile): void {
  if (!REGIONS.has(region)) throw profileFault(file, 'region', `is no region of AWS: ${region}`);
  for (const [index, zone] of zones.entries()) {
    const at = `zones[${index}]`;
    if (!new RegExp(`^${region}[a-z]$`).test(zone)) throw profileFault(file, at, `is no zone of ${region}: ${zone}`);
    if (zones.indexOf(zone) < index) throw profileFault(file, at, 'is named a second time');
  }
}

function checkStreams(file: string, { stream }: Profile): void {
  for (const name of ['events', 'enriched'] as const) checkShards(file, `stream.${name}`, stream[name]);
  checkPower(file, 'stream.insights.shards', stream.insights.shards);
  for (const [index, { from, to }] of stream.scaling.peaks.entries()) {
    const at = `stream.scaling.peaks[${index}]`;
    if (Number.isNaN(Date.parse(from))) throw profileFault(file, `${at}.from`, 'is no moment');
    if (!(Date.parse(to) > Date.parse(from))) throw profileFault(file, `${at}.to`, 'must be later than from');
  }
}

function checkShards(file: string, at: string, { least, most }: ShardBounds): void {
  checkPower(file, `${at}.least`, least);
  checkPower(file, `${at}.most`, most);
  if (most < least) throw profileFault(file, `${at}.most`, `must be at least ${least}, the least`);
}

function checkPower(file: string, at: string, count: number): void {
  if (!Number.isInteger(Math.log2(count))) throw profileFault(file, at, 'must be a power of two');
}

/** Each batch at once holds records of other buckets, so a shard cannot use more of them than it has buckets. */
function checkConsumers(file: string, { process, stream }: Profile): void {
  const { events, enriched, insights } = stream;
  const mostShards = { enrich: events.most, features: enriched.most, insights: insights.shards };
  for (const name of ['enrich', 'features', 'insights'] as const) {
    const { parallelizationFactor, timeoutSeconds, windowSeconds, maxAgeSeconds } = process[name];
    const at = `process.${name}`;
    const buckets = BUCKET_COUNT / mostShards[name];
    if (parallelizationFactor > buckets)
      throw profileFault(file, `${at}.parallelizationFactor`, `must be at most ${buckets}, the buckets of a shard`);
    if (name === 'insights' && parallelizationFactor > 1)
      throw profileFault(file, `${at}.parallelizationFactor`, 'must be 1: decisions are made one after the other');
    if (windowSeconds > 0 && timeoutSeconds <= windowSeconds)
      throw profileFault(file, `${at}.timeoutSeconds`, `must be more than windowSeconds, ${windowSeconds}`);
    if (maxAgeSeconds > stream.retentionHours * 3_600)
      throw profileFault(file, `${at}.maxAgeSeconds`, `must be at most the stream's ${stream.retentionHours} hours`);
  }
}

function checkBounds(file: string, { collect, process, serve, warehouse }: Profile): void {
  const { tasks, databaseChanges } = collect;
  const { recommendations } = serve;
  const pairs = [
    ['collect.tasks.most', tasks.most, tasks.least],
    ['collect.tasks.memoryGigabytes', tasks.memoryGigabytes, tasks.vcpu * 2],
    ['serve.recommendations.memoryGigabytes', recommendations.memoryGigabytes, recommendations.vcpu * 2],
    [
      'collect.databaseChanges.mostCapacityUnits',
      databaseChanges.mostCapacityUnits,
      databaseChanges.leastCapacityUnits,
    ],
    ['process.flink.mostKpus', process.flink.mostKpus, process.flink.kpus],
    ['warehouse.keptDays', warehouse.keptDays, warehouse.standardDays + warehouse.infrequentDays + 1],
  ] as const;
  for (const [field, value, least] of pairs) {
    if (value < least) throw profileFault(file, field, `must be at least ${least}`);
  }
}
