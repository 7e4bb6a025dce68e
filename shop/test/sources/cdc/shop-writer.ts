/** A shop at work on its database: transactions of every kind, small and large, from several connections at once. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Random } from '../../../src/simulate/random.ts';
import type { TestPostgres } from './test-postgres.ts';

export const WRITER_TABLES = `
  CREATE TABLE inventory (product_id text PRIMARY KEY, on_hand int NOT NULL, reorder_point int);
  CREATE TABLE movements (id bigserial PRIMARY KEY, product_id text NOT NULL, quantity int NOT NULL);
  ALTER TABLE movements REPLICA IDENTITY FULL;
  CREATE TABLE products (id text, variant int, name text, price numeric(12, 4), description text, PRIMARY KEY (id, variant));
  CREATE TABLE orders (id uuid PRIMARY KEY, user_id bigint NOT NULL, status text, total numeric);`;

export const WRITER_MAPPING = {
  tables: {
    'public.inventory': {
      stream: 'inventory_update',
      fields: { productId: 'product_id', onHand: 'on_hand', threshold: 'reorder_point' },
    },
    'public.movements': { stream: 'inventory_update', fields: { productId: 'product_id', quantity: 'quantity' } },
    'public.products': {
      stream: 'product',
      fields: { productId: 'id', variant: 'variant', name: 'name', price: 'price' },
      keep: ['description'],
    },
    'public.orders': {
      stream: 'order',
      fields: { orderId: 'id', userId: 'user_id', status: 'status', total: 'total' },
    },
  },
};

const NAMES = [
  'Ärmel',
  'arm',
  'Zelt',
  'zebra',
  'Über',
  'über',
  'straße',
  'STRASSE',
  'été',
  '日本',
  "o'brien",
  'a-b',
  'a_b',
];

export async function fillTables(postgres: TestPostgres, rows: number): Promise<void> {
  await postgres.query(`
    ${WRITER_TABLES}
    INSERT INTO inventory SELECT 'p' || n, n % 50, 10 FROM generate_series(1, ${rows}) n;
    INSERT INTO movements (product_id, quantity) SELECT 'p' || n % 100, n % 7 - 3 FROM generate_series(1, ${rows}) n;
    INSERT INTO products SELECT 'p' || n / 3, n % 3, 'name ' || n, n / 100.0, translate(md5(n::text), '0123456789', 'ghijklmnop')
      FROM generate_series(1, ${rows}) n;
    INSERT INTO orders SELECT gen_random_uuid(), n % 40, 'placed', n / 3.0 FROM generate_series(1, ${rows / 4}) n;`);
}

/** Too long to lie in its row, and without digits, which might be taken for card numbers. */
function longText(): string {
  return randomBytes(4_000)
    .toString('hex')
    .replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));
}

/** Writes until it is told to end; a connection that breaks is made anew. */
export async function writeShop(postgres: TestPostgres, random: Random, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const client = new Client({ connectionString: postgres.url(), connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      while (!isOver()) await transaction(client, random);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function transaction(client: Client, random: Random): Promise<void> {
  const size = random.chance(0.05) ? 300 : 1 + random.below(4);
  await client.query('BEGIN');
  try {
    for (let step = 0; step < size; step++) await change(client, random);
    await client.query(random.chance(0.1) ? 'ROLLBACK' : 'COMMIT');
  } catch (cause) {
    // A key that is there already, or two that wait for each other: the transaction is over, the connection is not.
    await client.query('ROLLBACK');
    if (!(cause instanceof Error && 'code' in cause && /^(23505|40P01)$/.test(String(cause.code)))) throw cause;
  }
}

async function change(client: Client, random: Random): Promise<void> {
  const { below, pick } = random;
  const product = () => (random.chance(0.2) ? pick(NAMES) : `p${1 + below(4_000)}`);
  const statements: readonly (() => readonly [text: string, values: readonly unknown[]])[] = [
    () => ['UPDATE inventory SET on_hand = $2 WHERE product_id = $1', [product(), below(100)]],
    () => ['INSERT INTO inventory VALUES ($1, $2, 10) ON CONFLICT DO NOTHING', [product(), below(100)]],
    () => ['DELETE FROM inventory WHERE product_id = $1', [product()]],
    () => ['UPDATE inventory SET product_id = $2 WHERE product_id = $1', [product(), `q${below(2_000)}`]],
    () => ['INSERT INTO movements (product_id, quantity) VALUES ($1, $2)', [product(), below(9) - 4]],
    () => ['UPDATE movements SET quantity = quantity + 1 WHERE id = $1', [1 + below(4_000)]],
    () => ['DELETE FROM movements WHERE id = $1', [1 + below(4_000)]],
    () => ['UPDATE products SET price = $2 WHERE id = $1', [product(), below(99_999) / 100]],
    () => ['UPDATE products SET description = $2 WHERE id = $1 AND variant = 0', [product(), longText()]],
    () => [
      'INSERT INTO products VALUES ($1, $2, $3, 1.5, $4) ON CONFLICT DO NOTHING',
      [product(), below(5), pick(NAMES), null],
    ],
    () => ['INSERT INTO orders VALUES ($1, $2, $3, 0.1)', [randomUUID(), below(40), 'placed']],
    () => [
      'UPDATE orders SET status = $2, total = total * 3 WHERE id = (SELECT id FROM orders WHERE user_id = $1 LIMIT 1)',
      [below(40), pick(['paid', 'cancelled'])],
    ],
  ];
  const [text, values] = pick(statements)();
  await client.query(text, [...values]);
}
