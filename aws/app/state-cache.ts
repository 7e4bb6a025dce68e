/** The cache in which functions keep the state that they work on: Valkey Serverless, inside the network, by TLS and password. */

import { Port, SecurityGroup, SubnetType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCache, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Fn, SecretValue } from 'aws-cdk-lib/core';
import { acceptRule } from './accept-rule.ts';
import type { MillraceStack } from './millrace-stack.ts';

export interface StateCache {
  /** `rediss://user:password@host:port?cluster=true`, as Serverless is one; the password is filled in by CloudFormation and stands in no template. */
  readonly url: string;
  /** Of those that may connect. */
  readonly clients: SecurityGroup;
  readonly name: string;
}

const USER = 'millrace';

export function stateCache(stack: MillraceStack, vpc: Vpc, key: Key): StateCache {
  const clients = new SecurityGroup(stack, 'CacheClients', { vpc, description: 'May connect to the cache' });
  const group = new SecurityGroup(stack, 'CacheGroup', { vpc, description: 'The cache', allowAllOutbound: false });
  // Reading replicas answer at the port after it.
  group.addIngressRule(clients, Port.tcpRange(6379, 6380), 'from functions');
  const password = cachePassword(stack, key);
  const name = stack.named('cache');
  const cache = new CfnServerlessCache(stack, 'Cache', {
    serverlessCacheName: name,
    description: 'Millrace: working state of functions',
    engine: 'valkey',
    majorEngineVersion: '8',
    kmsKeyId: key.keyArn,
    securityGroupIds: [group.securityGroupId],
    subnetIds: vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds,
    userGroupId: userGroup(stack, password),
    cacheUsageLimits: limits(stack),
    ...snapshots(stack),
  });
  const { attrEndpointAddress: host, attrEndpointPort: port } = cache;
  return {
    url: Fn.join('', ['rediss://', USER, ':', reference(password), '@', host, ':', port, '?cluster=true']),
    clients,
    name,
  };
}

function limits({ profile }: MillraceStack): CfnServerlessCache.CacheUsageLimitsProperty {
  const { mostGigabytes, mostUnitsPerSecond } = profile.serve.cache;
  return {
    dataStorage: { maximum: mostGigabytes, unit: 'GB' },
    ecpuPerSecond: { maximum: mostUnitsPerSecond },
  };
}

function snapshots({ profile }: MillraceStack) {
  const { snapshotDays } = profile.serve.cache;
  return snapshotDays === 0 ? {} : { snapshotRetentionLimit: snapshotDays, dailySnapshotTime: '03:00' };
}

function userGroup(stack: MillraceStack, password: Secret): string {
  const user = new CfnUser(stack, 'CacheUser', {
    engine: 'valkey',
    userId: stack.named('functions'),
    userName: USER,
    accessString: 'on ~* +@all -@dangerous +info',
    authenticationMode: { Type: 'password', Passwords: [reference(password)] },
  });
  const group = new CfnUserGroup(stack, 'CacheUsers', {
    engine: 'valkey',
    userGroupId: stack.named('cache-users'),
    userIds: [user.ref],
  });
  return group.ref;
}

function cachePassword(stack: MillraceStack, key: Key): Secret {
  const secret = new Secret(stack, 'CachePassword', {
    secretName: `${stack.profile.name}/cache-password`,
    description: 'Millrace: password of the cache',
    encryptionKey: key,
    // It stands in a URL, so nothing that would have to be escaped there.
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
  acceptRule(
    secret,
    'SMG4',
    'Functions have the password in their environment: turning it means a deployment, which docs/aws-deploy.md describes.',
  );
  return secret;
}

function reference(secret: Secret): string {
  return SecretValue.secretsManager(secret.secretArn).unsafeUnwrap();
}
