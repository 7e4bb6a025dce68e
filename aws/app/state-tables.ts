/** The DynamoDB tables, from the one definition that handlers and tests use too. */
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  EXPIRY_ATTRIBUTE,
  TABLE_NAMES,
  TABLES,
  type TableDefinition,
  type TableName,
} from '../src/state/table-definitions.ts';
import { grantItemKey } from './grants.ts';
import type { MillraceStack } from './millrace-stack.ts';

const READS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITES = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

export type StateTables = Readonly<Record<TableName, Table>>;

export function stateTables(stack: MillraceStack, key: Key): StateTables {
  const made = TABLE_NAMES.map((name) => [name, stateTable(stack, name, key)] as const);
  // Every name is in TABLE_NAMES, which is made of the keys of TABLES.
  return Object.fromEntries(made) as Record<TableName, Table>;
}

/** Items by key and by key range only: nothing that a handler does scans a table. */
export function grantItems(table: Table, to: IGrantable, access: 'read' | 'write'): void {
  table.grant(to, ...READS, ...(access === 'write' ? WRITES : []));
  if (table.encryptionKey) grantItemKey(table.encryptionKey, to);
}

/** One item after the other, by its key: for whoever is open to the internet. */
export function grantItem(table: Table, to: IGrantable): void {
  table.grant(to, 'dynamodb:GetItem');
  if (table.encryptionKey) grantItemKey(table.encryptionKey, to);
}

/** `TABLE_RISK_PROFILES`: the names by which handlers are told of the tables. */
export function tableEnvironment(tables: StateTables, names: readonly TableName[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [`TABLE_${name.toUpperCase().replaceAll('-', '_')}`, tables[name].tableName]),
  );
}

function stateTable(stack: MillraceStack, name: TableName, key: Key): Table {
  const definition: TableDefinition = TABLES[name];
  const { profile } = stack;
  return new Table(stack, `Table-${name}`, {
    tableName: stack.named(name),
    partitionKey: { name: definition.partitionKey, type: AttributeType.STRING },
    ...(definition.sortKey === undefined ? {} : { sortKey: { name: definition.sortKey, type: AttributeType.STRING } }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: EXPIRY_ATTRIBUTE,
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      recoveryPeriodInDays: profile.serve.tables.pointInTimeDays,
    },
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: key,
    deletionProtection: profile.protectData,
    removalPolicy: stack.keeping,
  });
}
