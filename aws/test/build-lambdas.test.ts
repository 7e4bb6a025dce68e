/** Each function is one small file that starts by itself, with nothing inside that belongs to the server. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildLambdas, type LambdaBundle, lambdaNames, packagesIn } from '../build-lambdas.ts';
import { FUNCTION_ENVIRONMENT } from './function-environment.ts';
import { StubKinesis } from './producer/stub-kinesis.ts';

const MOST_BYTES = 1_000_000;
/** What the server alone needs, and what a function must not carry. */
const SERVER_PACKAGES = /^(lmdb|@duckdb|fastify|@fastify|pg|pg-logical-replication|apache-arrow|@ip-location-db)/;

const run = promisify(execFile);

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
  const large = bundles.filter(({ sizeBytes }) => sizeBytes > MOST_BYTES);
  expect(large.map(({ name, sizeBytes }) => `${name} ${sizeBytes}`)).toEqual([]);
});

it('lets nothing of the server in', () => {
  for (const bundle of bundles) {
    const packages = [...packagesIn(bundle).keys()].filter((name) => SERVER_PACKAGES.test(name));
    // These have routes of the server, and so its router; what stores and listens they have not.
    const foreign = ['api', 'decide'].includes(bundle.name)
      ? packages.filter((name) => !/^@?fastify/.test(name))
      : packages;
    expect([bundle.name, foreign]).toEqual([bundle.name, []]);
  }
});

/** Runs lines of a module in a process that has the function's file, the environment of functions, and no packages. */
async function inFunction(name: string, lines: string, environment: Readonly<Record<string, string>> = {}) {
  const script = `const { handler } = await import('${join(folder, name, 'index.mjs')}'); ${lines}; process.exit();`;
  const env = { PATH: process.env.PATH, ...FUNCTION_ENVIRONMENT, ...environment };
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { env, cwd: folder });
  return stdout;
}

it('starts each by itself', async () => {
  for (const { name } of bundles) {
    expect([name, await inFunction(name, 'process.stdout.write(typeof handler)')]).toEqual([name, 'function']);
  }
}, 60_000);

it('answers requests without what it left out', async () => {
  const [GET, features] = [{ http: { method: 'GET' }, authorizer: { iam: {} } }, '/v1/features'];
  const event = JSON.stringify({ requestContext: GET, rawPath: features, rawQueryString: '', headers: {} });
  const answer = JSON.parse(await inFunction('api', `console.log(JSON.stringify(await handler(${event})))`));
  expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining('user:orders') });
});

it('signs calls with the credentials of its environment', async () => {
  const stub = await StubKinesis.start();
  try {
    await inFunction('heartbeat', 'await handler()', { AWS_ENDPOINT_URL_KINESIS: stub.url });
    expect(stub.taken).toBeGreaterThan(0);
  } finally {
    await stub.close();
  }
});
