/** A Lambda function of `aws/dist`: what all of them share, from processor to logs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type ISecurityGroup, SubnetType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  type LayerVersion,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { acceptRule } from './accept-rule.ts';
import { type BaseStack, logGroup } from './base-stack.ts';
import type { MillraceStack } from './millrace-stack.ts';

export interface HandlerInput {
  /** Its folder in `aws/dist`. */
  readonly handler: string;
  readonly about: string;
  readonly base: BaseStack;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Encrypts the environment where a secret stands in it. */
  readonly environmentKey?: Key;
  /** Inside the network, with access to the cache. */
  readonly inside?: { readonly vpc: Vpc; readonly group: ISecurityGroup };
  readonly concurrency?: number;
  /** Unpacked under /opt. */
  readonly layers?: readonly LayerVersion[];
}

/** @throws MillraceError CONFIG_INVALID when the function has not been built. */
export function handlerFunction(stack: MillraceStack, input: HandlerInput): LambdaFunction {
  const { handler, base, inside, environmentKey, concurrency, layers } = input;
  const id = idOf(handler);
  return new LambdaFunction(stack, id, {
    functionName: stack.named(handler),
    description: input.about,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code: Code.fromAsset(builtFolder(stack, handler)),
    role: functionRole(stack, id, inside !== undefined),
    memorySize: input.memoryMegabytes,
    timeout: Duration.seconds(input.timeoutSeconds),
    environment: { NODE_OPTIONS: '--enable-source-maps', ...serviceNames(stack, handler), ...input.environment },
    tracing: Tracing.ACTIVE,
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: SystemLogLevel.WARN,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    logGroup: logGroup(stack, { id: `${id}Logs`, name: handler, key: base.logKey }),
    ...(layers === undefined ? {} : { layers: [...layers] }),
    ...(environmentKey === undefined ? {} : { environmentEncryption: environmentKey }),
    ...(concurrency === undefined ? {} : { reservedConcurrentExecutions: concurrency }),
    ...(inside === undefined
      ? {}
      : { vpc: inside.vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, securityGroups: [inside.group] }),
  });
}

/** What Powertools calls the service in logs, metrics and traces. */
function serviceNames(stack: MillraceStack, handler: string): Readonly<Record<string, string>> {
  return { POWERTOOLS_SERVICE_NAME: handler, POWERTOOLS_METRICS_NAMESPACE: stack.profile.name };
}

/** Of its own, so that it is given exactly what it uses: its group of logs, and a place in the network. */
function functionRole(stack: MillraceStack, id: string, inside: boolean): Role {
  const role = new Role(stack, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  acceptRule(role, 'IAM5[Resource::*]', 'Traces and measurements cannot be granted by resource.');
  if (inside) {
    role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole'));
    acceptRule(
      role,
      'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]',
      'AWS keeps this policy up to date with what a function in a network needs; interfaces have no narrower grant.',
    );
  }
  return role;
}

function builtFolder(stack: MillraceStack, handler: string): string {
  const folder = join(stack.built.lambdas, handler);
  if (existsSync(join(folder, 'index.mjs'))) return folder;
  throw new MillraceError(`the function ${handler} has not been built: there is no ${folder}/index.mjs`, {
    code: 'CONFIG_INVALID',
    domain: 'user',
    retry: 'never',
    hint: 'run npm run aws:lambdas',
  });
}

/** `scale-shards` as `ScaleShards`. */
function idOf(handler: string): string {
  return handler
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
