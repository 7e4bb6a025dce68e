/**
 * Makes one file of each Lambda function: `src/lambdas/<name>/handler.ts` becomes `dist/<name>/index.mjs`, with everything
 * that it needs inside, so that a function starts by reading one small file.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const FOLDER = import.meta.dirname;
const SOURCES = join(FOLDER, 'src/lambdas');

/** Packages of CommonJS ask for Node's own modules by `require`, which a module of ours does not have by itself. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Looked for at run time, and not needed. */
const NEVER_LOADED = [
  // What measures and traces the SDK, and what only other protocols ask for.
  ...['@aws-sdk/signature-v4-crt', '@aws-crt/core', 'bufferutil', 'utf-8-validate'],
  // Where the SDK looks for credentials after the environment, in which a function has its own.
  ...['http', 'ini', 'process', 'sso', 'web-identity'].map((name) => `@aws-sdk/credential-provider-${name}`),
  '@smithy/credential-provider-imds',
  // What has routes neither logs by fastify nor has it write answers.
  ...['pino', '@fastify/fast-json-stringify-compiler'],
];

export interface LambdaBundle {
  readonly name: string;
  /** The file that the function starts with. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Paths of all source files that are inside, with how many bytes came of each. */
  readonly inputs: Readonly<Record<string, number>>;
}

/** The functions that there are, by name. */
export async function lambdaNames(): Promise<readonly string[]> {
  const found = await readdir(SOURCES, { recursive: true });
  const handlers = found.filter((path) => /^[^/]+\/handler\.ts$/.test(path));
  return handlers.map((path) => path.replace('/handler.ts', '')).sort();
}

/** @param folder where the functions' folders go; what is there of them is replaced. */
export async function buildLambdas(
  names: readonly string[],
  folder: string = join(FOLDER, 'dist'),
): Promise<readonly LambdaBundle[]> {
  return Promise.all(names.map((name) => buildLambda(name, folder)));
}

async function buildLambda(name: string, folder: string): Promise<LambdaBundle> {
  const file = join(folder, name, 'index.mjs');
  await rm(join(folder, name), { recursive: true, force: true });
  return { name, file, ...measured(await bundleFunction(join(SOURCES, name, 'handler.ts'), file)) };
}

/** One file of a handler and everything that it needs. */
export async function bundleFunction(entry: string, file: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: file,
    absWorkingDir: join(FOLDER, '..'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Shortens names, too: errors are told by their class or their code, never by what the class is called.
    minify: true,
    legalComments: 'none',
    metafile: true,
    banner: { js: REQUIRE },
    external: NEVER_LOADED,
    logLevel: 'error',
  });
  return metafile;
}

function measured({ outputs }: Metafile): Pick<LambdaBundle, 'sizeBytes' | 'inputs'> {
  const [output] = Object.values(outputs);
  const inputs = Object.entries(output?.inputs ?? {}).map(
    ([path, { bytesInOutput }]) => [path, bytesInOutput] as const,
  );
  return { sizeBytes: output?.bytes ?? 0, inputs: Object.fromEntries(inputs) };
}

/** The packages inside of a bundle, largest first: `@smithy/core`, `@millrace/shop`. */
export function packagesIn({ inputs }: LambdaBundle): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const [path, bytes] of Object.entries(inputs)) {
    const name = packageOf(path);
    sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  }
  return new Map([...sizes].sort(([, a], [, b]) => b - a));
}

function packageOf(path: string): string {
  const [, inside] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return inside ?? `@millrace/${path.split('/')[0]}`;
}

if (import.meta.main) {
  for (const bundle of await buildLambdas(await lambdaNames())) {
    const largest = [...packagesIn(bundle)].slice(0, 5).map(([name, bytes]) => `${name} ${kilobytes(bytes)}`);
    console.log(`${bundle.name.padEnd(14)}${kilobytes(bundle.sizeBytes).padStart(8)}   ${largest.join(', ')}`);
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} KB`;
}
