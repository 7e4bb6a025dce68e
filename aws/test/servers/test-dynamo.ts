/** A DynamoDB of its own for a test: dynalite in this process, its items in memory, with the tables of the stacks. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import dynalite from 'dynalite';
import { TABLE_NAMES, TABLES, type TableDefinition, type TableName } from '../../src/state/table-definitions.ts';
import { TEST_CREDENTIALS, TEST_REGION } from './test-account.ts';

export class TestDynamo {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly #server: Server;

  private constructor(endpoint: string, client: DynamoDBClient, server: Server) {
    this.endpoint = endpoint;
    this.client = client;
    this.#server = server;
  }

  /** @param tables those that are created, under their own names. */
  static async start(tables: readonly TableName[] = TABLE_NAMES): Promise<TestDynamo> {
    const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const dynamo = new TestDynamo(endpoint, dynamoClient(endpoint), server);
    await createTables(dynamo.client, tables);
    return dynamo;
  }

  createTable(name: string, definition: TableDefinition): Promise<void> {
    return createTable(this.client, name, definition);
  }

  async close(): Promise<void> {
    this.client.destroy();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve, reject) => {
      this.#server.close((error) => (error ? reject(error) : resolve()));
    });
  }
}

export function dynamoClient(endpoint: string): DynamoDBClient {
  const requestHandler = new NodeHttpHandler();
  return new DynamoDBClient({ region: TEST_REGION, endpoint, credentials: TEST_CREDENTIALS, requestHandler });
}

/** Creates tables under their own names, and waits until they are there. */
export async function createTables(client: DynamoDBClient, names: readonly TableName[]): Promise<void> {
  await Promise.all(names.map((name) => createTable(client, name, TABLES[name])));
}

async function createTable(
  client: DynamoDBClient,
  name: string,
  { partitionKey, sortKey }: TableDefinition,
): Promise<void> {
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
      KeySchema: keys.map((key) => ({ AttributeName: key, KeyType: key === 'pk' ? 'HASH' : 'RANGE' })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.02 }, { TableName: name });
}
