/**
 * `npm run aws:deploy-emulated -- --profile small`: all stacks of a profile, deployed by the CDK's own command on an emulator
 * of CloudFormation, deployed again without a change, and taken down. What the emulator does not know is left out, and
 * listed: docs/aws-deploy.md says what that leaves unproven.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import { parseProfile } from '../../app/read-profile.ts';
import { deploymentOf, profilePath } from './deployment.ts';
import { type EmulatedTemplate, type TemplateResource, withoutUnknown } from './emulated-template.ts';
import { type Ministack, startMinistack } from './ministack.ts';

const ACCOUNT = '000000000000';
const PARAMETERS = ['ImageTag=test', `CertificateArn=arn:aws:acm:us-east-1:${ACCOUNT}:certificate/test`];

async function deployEmulated(profileName: string): Promise<void> {
  // A trial: everything goes with its stack, so that taking it down is part of the test.
  const yaml = parseDocument(readFileSync(profilePath(profileName), 'utf8'));
  yaml.set('protectData', false);
  const profile = parseProfile(`${profileName}.yaml`, yaml.toString());
  const { folder, stacks } = deploymentOf(profile);
  const emulator = await timed('emulator started', startMinistack);
  try {
    const left = await prune(folder, emulator);
    const cdk = cdkAt(emulator, folder);
    await timed('bootstrapped', () => cdk(['bootstrap', `aws://${ACCOUNT}/${profile.region}`]));
    const { collect, serve } = stacks;
    const containers = [...(collect.containers ? [collect] : []), ...(serve.recommendations ? [serve] : [])];
    const parameters = containers.flatMap(({ stackName }) =>
      PARAMETERS.flatMap((each) => ['--parameters', `${stackName}:${each}`]),
    );
    const deploy = ['deploy', '--all', '--require-approval', 'never', ...parameters];
    await timed('deployed', () => cdk(deploy));
    await timed('deployed again, without a change', () => cdk(deploy));
    await timed('taken down', () => cdk(['destroy', '--all', '--force']));
    console.log(`not known to the emulator, and left out:\n${left.map((each) => `  ${each}`).join('\n')}`);
  } finally {
    await emulator.close();
  }
}

/** @returns what was left out, by kind, with how many. */
async function prune(folder: string, emulator: Ministack): Promise<readonly string[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  const templates = files.map((file): EmulatedTemplate => JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const resources = templates.flatMap(({ Resources = {} }) => Object.values(Resources));
  const unknown = new Set(await emulator.unknownTypes([...new Set(resources.map(({ Type }) => Type))]));
  const left = resources.map((resource) => kindLeftOut(resource, unknown)).filter((kind) => kind !== undefined);
  for (const [index, template] of templates.entries()) {
    const pruned = withoutUnknown(template, (resource) => kindLeftOut(resource, unknown) !== undefined);
    writeFileSync(join(folder, files[index] ?? ''), JSON.stringify(pruned));
  }
  console.log(`${files.length} stacks, ${resources.length - left.length} of ${resources.length} resources`);
  return [...new Set(left)].sort().map((kind) => `${kind} (${left.filter((each) => each === kind).length})`);
}

function kindLeftOut({ Type, Properties }: TemplateResource, unknown: ReadonlySet<string>): string | undefined {
  if (Type === OF_THE_RUNTIME || unknown.has(Type)) return Type;
  return Type === 'AWS::CloudWatch::Alarm' && Properties && 'Metrics' in Properties ? `${Type} of a sum` : undefined;
}

/** The CDK's own function calls AWS by what Lambda's runtime brings, which the emulator's does not have. */
const OF_THE_RUNTIME = 'Custom::AWS';

type Cdk = (words: readonly string[]) => void;

function cdkAt({ url }: Ministack, folder: string): Cdk {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
  return (words) => {
    const all = [...words, '--app', folder, '--no-notices', '--ci', '--progress', 'events'];
    const { status, stdout, stderr } = spawnSync('cdk', all, { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (status !== 0) throw new Error(`cdk ${words[0]} failed:\n${`${stdout}\n${stderr}`.slice(-6_000)}`);
  };
}

async function timed<Result>(what: string, work: () => Result | Promise<Result>): Promise<Result> {
  const began = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  return result;
}

const { values } = parseArgs({ options: { profile: { type: 'string', default: 'small' } } });
await deployEmulated(values.profile);
