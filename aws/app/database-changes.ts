/** Changes of a shop's database: DMS Serverless reads its log and puts each change on a stream, which a function makes events of. */
import { CfnEndpoint, CfnReplicationConfig, CfnReplicationSubnetGroup } from 'aws-cdk-lib/aws-dms';
import { SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { acceptRule } from './accept-rule.ts';
import type { BaseStack } from './base-stack.ts';
import { grantPut } from './grants.ts';
import type { MillraceStack } from './millrace-stack.ts';
import { OWN_KEY, type StreamStack } from './stream-stack.ts';

interface ChangesInput {
  readonly base: BaseStack;
  readonly streams: StreamStack;
}

/** @returns the stream of changes. */
export function databaseChanges(stack: MillraceStack, { base, streams }: ChangesInput): Stream {
  const { leastCapacityUnits, mostCapacityUnits } = stack.profile.collect.databaseChanges;
  const changes = new Stream(stack, 'Changes', {
    streamName: stack.named('changes'),
    streamMode: StreamMode.PROVISIONED,
    shardCount: 1,
    encryption: StreamEncryption.KMS,
    encryptionKey: streams.key,
    removalPolicy: stack.keeping,
  });
  acceptRule(changes, 'KDS3', OWN_KEY);
  const group = new SecurityGroup(stack, 'ReplicationGroup', {
    vpc: base.vpc,
    description: 'Replication of the database: let it in at the database',
  });
  const subnets = new CfnReplicationSubnetGroup(stack, 'ReplicationSubnets', {
    replicationSubnetGroupDescription: 'Millrace: where replication runs',
    replicationSubnetGroupIdentifier: stack.named('replication'),
    subnetIds: base.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds,
  });
  const replication = new CfnReplicationConfig(stack, 'Replication', {
    replicationConfigIdentifier: stack.named('changes'),
    replicationType: 'full-load-and-cdc',
    sourceEndpointArn: sourceEndpoint(stack).ref,
    targetEndpointArn: targetEndpoint(stack, changes).ref,
    tableMappings: tableMappings(stack),
    computeConfig: {
      minCapacityUnits: leastCapacityUnits,
      maxCapacityUnits: mostCapacityUnits,
      multiAz: true,
      replicationSubnetGroupId: subnets.ref,
      vpcSecurityGroupIds: [group.securityGroupId],
    },
  });
  replication.addResourceDependency(subnets);
  return changes;
}

/** Host, port, user and password come from the secret, and stand nowhere else. */
function sourceEndpoint(stack: MillraceStack): CfnEndpoint {
  const { engine, database, secretName } = stack.profile.collect.databaseChanges;
  const secret = Secret.fromSecretNameV2(stack, 'DatabaseSecret', secretName);
  const role = new Role(stack, 'SecretRole', {
    assumedBy: new ServicePrincipal(`dms.${stack.profile.region}.amazonaws.com`),
  });
  secret.grantRead(role);
  acceptRule(
    role,
    `IAM5[Resource::arn:<AWS::Partition>:secretsmanager:${stack.profile.region}:<AWS::AccountId>:secret:${secretName}-??????]`,
    'Secrets Manager ends the name of the one secret with six characters of its own.',
  );
  const access = { secretsManagerAccessRoleArn: role.roleArn, secretsManagerSecretId: secretName };
  const endpoint = new CfnEndpoint(stack, 'Source', {
    endpointIdentifier: stack.named('database'),
    endpointType: 'source',
    engineName: engine,
    databaseName: database,
    sslMode: 'require',
    ...(engine === 'postgres'
      ? { postgreSqlSettings: { ...access, heartbeatEnable: true } }
      : { mySqlSettings: access }),
  });
  endpoint.node.addDependency(role);
  return endpoint;
}

function targetEndpoint(stack: MillraceStack, changes: Stream): CfnEndpoint {
  const role = new Role(stack, 'ChangesRole', { assumedBy: new ServicePrincipal('dms.amazonaws.com') });
  grantPut(changes, role);
  role.addToPolicy(
    new PolicyStatement({ actions: ['kinesis:DescribeStream', 'kinesis:ListShards'], resources: [changes.streamArn] }),
  );
  const endpoint = new CfnEndpoint(stack, 'Target', {
    endpointIdentifier: stack.named('changes'),
    endpointType: 'target',
    engineName: 'kinesis',
    kinesisSettings: {
      streamArn: changes.streamArn,
      messageFormat: 'json',
      serviceAccessRoleArn: role.roleArn,
      // The key of a row keeps its changes in order.
      partitionIncludeSchemaTable: false,
      includeTransactionDetails: true,
      includeNullAndEmpty: true,
    },
  });
  endpoint.node.addDependency(role);
  return endpoint;
}

function tableMappings({ profile }: MillraceStack): object {
  const rules = profile.collect.databaseChanges.tables.map((table, index) => {
    const [schema, name] = table.split('.');
    return {
      'rule-type': 'selection',
      'rule-id': String(index + 1),
      'rule-name': `table-${index + 1}`,
      'object-locator': { 'schema-name': schema, 'table-name': name },
      'rule-action': 'include',
    };
  });
  return { rules };
}
