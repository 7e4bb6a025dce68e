/** The CDK application's entry: `cdk.json` runs it. `-c profile=NAME|FILE`, `-c lambdas=FOLDER`, `-c jar=FILE`. */
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { packagedPlaces } from '@millrace/shop/function-runtime/place-finder.ts';
import { App } from 'aws-cdk-lib/core';
import { millraceApp } from './millrace-app.ts';
import type { BuiltFiles } from './millrace-stack.ts';
import { profileFault } from './profile-fault.ts';
import { readProfile } from './read-profile.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');

function profileFile(name: string): string {
  const file = /\.ya?ml$/.test(name) ? name : join(HERE, 'profiles', `${name}.yaml`);
  if (existsSync(file)) return file;
  throw profileFault(name, '', `is no profile: there is no ${file}; those that come with it are baseline and small`);
}

function builtFiles(app: App): BuiltFiles {
  const given = (name: string): string | undefined => app.node.tryGetContext(name);
  const [jar = 'flink/target/millrace-flink.jar'] = globSync('flink/target/millrace-flink-*.jar', { cwd: ROOT });
  return {
    lambdas: given('lambdas') ?? join(ROOT, 'aws/dist'),
    flinkJar: given('jar') ?? join(ROOT, jar),
    places: packagedPlaces(),
  };
}

function main(): void {
  const app = new App();
  const name: string = app.node.tryGetContext('profile') ?? 'baseline';
  millraceApp(app, { profile: readProfile(profileFile(name)), built: builtFiles(app) });
}

if (import.meta.main) {
  try {
    main();
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    console.error(`error ${error.code}: ${error.message}\n  ${error.hint}`);
    process.exitCode = 2;
  }
}
