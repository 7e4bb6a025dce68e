/** Each function is one small file that starts by itself, with nothing inside that belongs to the server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildLambdas, type LambdaBundle, lambdaNames, packagesIn } from '../build-lambdas.ts';

const MOST_BYTES = 1_000_000;
/** Decisions read rules, patterns and models; the read API has the routes of the server, and what checks requests to them. */
const LARGER: Readonly<Record<string, number>> = { insights: 1_300_000, api: 1_500_000 };
/** What the server alone needs, and what a function must not carry. */
const SERVER_PACKAGES = /^(lmdb|@duckdb|fastify|@fastify|pg|pg-logical-replication|apache-arrow|@ip-location-db)/;

let folder: string;
let bundles: readonly LambdaBundle[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-lambdas-'));
  bundles = await buildLambdas(await lambdaNames(), folder);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

it('finds the functions', () => {
  expect(bundles.map(({ name }) => name)).toEqual(expect.arrayContaining(['enrich', 'features', 'scale-shards']));
});

it('keeps each below a megabyte, but for those that have a reason', () => {
  const large = bundles.filter(({ name, sizeBytes }) => sizeBytes > (LARGER[name] ?? MOST_BYTES));
  expect(large.map(({ name, sizeBytes }) => `${name} ${sizeBytes}`)).toEqual([]);
});

it('lets nothing of the server in', () => {
  for (const bundle of bundles) {
    const packages = [...packagesIn(bundle).keys()].filter((name) => SERVER_PACKAGES.test(name));
    // The read API has the server's routes, and so its router; what stores and listens it has not.
    const foreign = bundle.name === 'api' ? packages.filter((name) => !/^@?fastify/.test(name)) : packages;
    expect([bundle.name, foreign]).toEqual([bundle.name, []]);
  }
});
