/** `npm run aws:synth`: the templates of a profile, by the CDK's own command, offline; prints what came out and how long it took. */
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

function synthesize(): number {
  const { values } = parseArgs({
    options: { profile: { type: 'string', default: 'baseline' }, lambdas: { type: 'string' }, jar: { type: 'string' } },
  });
  const output = join('aws/cdk.out', values.profile.replace(/.*\/|\.ya?ml$/g, ''));
  const context = Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const began = performance.now();
  // Neither notices nor an account are asked for: what a template says depends on this folder alone.
  const words = ['synth', '--quiet', '--no-notices', '--no-lookups', '--output', output, ...context];
  // With --ci only what goes wrong is told on stderr; the rest, about stacks to name, is said better below.
  const options: SpawnSyncOptions = { cwd: ROOT, stdio: ['inherit', 'ignore', 'inherit'], env: offline() };
  const { status } = spawnSync('cdk', [...words, '--ci'], options);
  if (status !== 0) return status ?? 1;
  for (const line of stacksIn(join(ROOT, output))) console.log(line);
  console.log(`${output}: ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  return 0;
}

function offline(): NodeJS.ProcessEnv {
  return { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', AWS_EC2_METADATA_DISABLED: 'true' };
}

function stacksIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => {
      const { Resources = {} }: { Resources?: object } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      return `${file.replace('.template.json', '').padEnd(28)}${String(Object.keys(Resources).length).padStart(4)} resources`;
    });
}

process.exitCode = synthesize();
