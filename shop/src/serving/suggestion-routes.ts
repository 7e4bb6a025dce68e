/**
 * `GET /v1/suggestions/products` and `/v1/suggestions/users`: what somebody may mean who has typed a few letters. Products
 * are found by id, name and brand; users by how their id begins, of those who have been in the shop.
 */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { ProblemDocument } from './bad-request.ts';
import type { ProductLine, ProductTable } from './stock/product-table.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { AFTER_ALL } from './view-page.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const SuggestionQuery = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 200, description: 'What has been typed so far.' }),
  n: Type.Integer({ minimum: 1, maximum: 20, default: 8, description: 'How many at most.' }),
});
type SuggestionQuery = Static<typeof SuggestionQuery>;

const ProductsAnswer = Type.Object({
  items: Type.Array(Type.Object({ productId: Type.String(), name: Text, category: Text })),
});
const UsersAnswer = Type.Object({ items: Type.Array(Type.Object({ userId: Type.String() })) });

export function suggestionRoutes(app: FastifyInstance, views: ViewCatalog, products: ProductTable): void {
  app.get<{ Querystring: SuggestionQuery }>(
    '/v1/suggestions/products',
    {
      schema: schemaOf('Products that a few letters may mean, the best matches first', ProductsAnswer),
      config: { access: 'read' },
    },
    async ({ query }) => ({ items: await productsLike(products, query) }),
  );
  app.get<{ Querystring: SuggestionQuery }>(
    '/v1/suggestions/users',
    {
      schema: schemaOf('Visitors who have been in the shop and whose id begins so, in order', UsersAnswer),
      config: { access: 'staff' },
    },
    ({ query }) => ({ items: usersLike(views, query).map((userId) => ({ userId })) }),
  );
}

function schemaOf(summary: string, answer: unknown): Record<string, unknown> {
  return {
    summary,
    tags: ['analytics'],
    querystring: SuggestionQuery,
    response: { 200: answer, 400: ProblemDocument },
  };
}

/** How well a product fits, 0 best; undefined when it does not. */
function fit({ productId, words }: ProductLine, typed: string): number | undefined {
  if (productId.toLowerCase() === typed) return 0;
  if (words.startsWith(typed)) return 1;
  if (words.includes(` ${typed}`)) return 2;
  return typed.split(/\s+/).every((word) => words.includes(word)) ? 3 : undefined;
}

const FITS = 4;

async function productsLike(products: ProductTable, { text, n }: SuggestionQuery) {
  const typed = text.trim().toLowerCase();
  const found: ProductLine[][] = Array.from({ length: FITS }, () => []);
  await products.scan((line) => {
    const place = fit(line, typed);
    const fitting = place === undefined ? undefined : found[place];
    if (fitting && fitting.length < n) fitting.push(line);
  });
  return found
    .flat()
    .slice(0, n)
    .map(({ productId, facts: { name, category } }) => ({ productId, name, category }));
}

/** One look into the view for each: a visitor's sessions lie together. */
function usersLike(views: ViewCatalog, { text, n }: SuggestionQuery): readonly string[] {
  const view = views.get('sessions');
  const users: string[] = [];
  let from: readonly (string | number)[] = [text];
  while (view && users.length < n) {
    const [next] = view.range({ from, limit: 1 });
    const visitor = next && String(next.key[0]);
    if (!visitor?.startsWith(text)) break;
    users.push(visitor);
    from = [visitor, AFTER_ALL];
  }
  return users;
}
