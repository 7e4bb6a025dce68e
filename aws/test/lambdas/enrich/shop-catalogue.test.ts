/** What the catalogue says of a product is the newest that was told, wherever it is asked and whatever has been lost. */
import type { StoredProduct } from '@millrace/shop/functions/enrich/product-catalogue.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ShopCatalogue, type ToldProduct } from '../../../src/lambdas/enrich/shop-catalogue.ts';
import { OutsideCalls } from '../../../src/state/outside-calls.ts';
import type { TableAccess } from '../../../src/state/table-access.ts';
import { TestDynamo } from '../../servers/test-dynamo.ts';
import { TestValkey } from '../../servers/test-valkey.ts';

let valkey: TestValkey;
let dynamo: TestDynamo;
beforeAll(async () => {
  [valkey, dynamo] = await Promise.all([TestValkey.start(), TestDynamo.start(['state'])]);
});
afterAll(() => Promise.all([valkey.close(), dynamo.close()]));

function table(): TableAccess {
  return { dynamo: dynamo.client, calls: new OutsideCalls(5_000), tableName: 'state' };
}

/** As another function has it: with nothing in memory, and which forgets at once. */
function another(): ShopCatalogue {
  return new ShopCatalogue({ valkey: valkey.client, table: table(), freshMs: 0 });
}

function told(productId: string, at: string, name: string): ToldProduct {
  const product: StoredProduct = {
    name,
    brand: null,
    category: 'shoes',
    priceTenThousandths: 100,
    onHand: null,
    hidden: false,
    moved: 0,
    toldMs: 1,
  };
  return { productId, at, product };
}

async function nameOf(productId: string, catalogue = another()): Promise<string | null | undefined> {
  await catalogue.fetch(new Set([productId]));
  return catalogue.get(productId)?.name;
}

async function keyOf(productId: string): Promise<string> {
  const [key = ''] = await valkey.client.keys(`{catalogue.*}${productId}`);
  return key;
}

it('is the same for all', async () => {
  await another().tell([told('p-1', '01', 'old'), told('p-1', '02', 'new')]);
  expect(await nameOf('p-1')).toBe('new');
});

it('keeps the newest word when an older one comes again, and when its own comes again', async () => {
  await another().tell([told('p-2', '05', 'new')]);
  await another().tell([told('p-2', '03', 'old')]);
  await another().tell([told('p-2', '05', 'new')]);
  expect(await nameOf('p-2')).toBe('new');
  await valkey.client.flushall();
  expect(await nameOf('p-2')).toBe('new');
});

it('takes older words for what they are, however many, and not for a service that is away', async () => {
  const products = Array.from({ length: 30 }, (_, number) => `late-${number}`);
  await another().tell(products.map((productId) => told(productId, '05', 'new')));
  const catalogue = another();
  await catalogue.tell(products.map((productId) => told(productId, '03', 'old')));
  await valkey.client.flushall();
  expect(await nameOf('late-29', catalogue)).toBe('new');
});

it('comes back from DynamoDB when the cache is lost', async () => {
  await another().tell([told('p-3', '01', 'kept')]);
  await valkey.client.flushall();
  expect(await nameOf('p-3')).toBe('kept');
  expect(await valkey.client.get(await keyOf('p-3'))).toMatch(/^01\|/);
});

it('knows that there is no such product, until it is told', async () => {
  expect(await nameOf('p-4')).toBeUndefined();
  expect(await valkey.client.ttl(await keyOf('p-4'))).toBeLessThanOrEqual(60);
  await another().tell([told('p-4', '01', 'there')]);
  expect(await nameOf('p-4')).toBe('there');
});

it('asks nobody for what it has asked for just now', async () => {
  const catalogue = new ShopCatalogue({ valkey: valkey.client, table: table() });
  await another().tell([told('p-5', '01', 'first')]);
  expect(await nameOf('p-5', catalogue)).toBe('first');
  await another().tell([told('p-5', '02', 'second')]);
  expect(await nameOf('p-5', catalogue)).toBe('first');
});

it('takes a new catalogue of hundreds of products at once', async () => {
  const productIds = Array.from({ length: 400 }, (_, number) => `many-${number}`);
  await another().tell(productIds.map((productId) => told(productId, '01', `name of ${productId}`)));
  await valkey.client.flushall();
  const catalogue = another();
  await catalogue.fetch(new Set(productIds));
  expect(productIds.map((productId) => catalogue.get(productId)?.name)).toEqual(
    productIds.map((productId) => `name of ${productId}`),
  );
});
