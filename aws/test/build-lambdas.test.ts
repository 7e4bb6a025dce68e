/** Each function is one small file that starts by itself, with nothing inside that belongs to the server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildLambdas, type LambdaBundle, lambdaNames, packagesIn } from '../build-lambdas.ts';

const MOST_BYTES = 1_000_000;
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

it('keeps each below a megabyte', () => {
  const sizes = bundles.map(({ name, sizeBytes }) => `${name} ${sizeBytes}`);
  expect(sizes.filter((size) => Number(size.split(' ')[1]) > MOST_BYTES)).toEqual([]);
});

it('lets nothing of the server in', () => {
  for (const bundle of bundles) {
    const packages = [...packagesIn(bundle).keys()];
    expect(packages.filter((name) => SERVER_PACKAGES.test(name))).toEqual([]);
  }
});
