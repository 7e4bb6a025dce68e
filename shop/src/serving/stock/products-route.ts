/** `GET /v1/products?ids=`: names, prices and stock of several products at once, for lists that only know their ids. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { badRequest, ProblemDocument } from '../bad-request.ts';
import { moneyText } from '../money-text.ts';
import type { ProductLine, ProductTable } from './product-table.ts';

const MOST_IDS = 200;
const Text = Type.Union([Type.String(), Type.Null()]);
const Pieces = Type.Union([Type.Integer(), Type.Null()]);

const ProductsQuery = Type.Object({
  ids: Type.String({
    minLength: 1,
    maxLength: 40_000,
    description: `Product ids between commas, ${MOST_IDS} at most.`,
  }),
});
const ProductItem = Type.Object({
  productId: Type.String(),
  name: Text,
  brand: Text,
  category: Text,
  price: Type.Union([Type.String({ description: 'Exact decimal.' }), Type.Null()]),
  hidden: Type.Boolean(),
  onHand: Pieces,
  threshold: Pieces,
  daysOfCover: Text,
});
const ProductsAnswer = Type.Object({ items: Type.Array(ProductItem) });

export function productsRoute(app: FastifyInstance, products: ProductTable): void {
  const schema = {
    summary: 'What is known of several products; unknown ones are left out',
    tags: ['analytics'],
    querystring: ProductsQuery,
    response: { 200: ProductsAnswer, 400: ProblemDocument },
  };
  app.get<{ Querystring: Static<typeof ProductsQuery> }>(
    '/v1/products',
    { schema, config: { access: 'read' } },
    async ({ query }) => {
      const ids = [...new Set(query.ids.split(',').filter((id) => id !== ''))];
      if (ids.length > MOST_IDS) {
        const mend = `Ask for ${MOST_IDS} at a time.`;
        throw badRequest([{ where: 'query.ids', what: `it names ${ids.length} products`, mend }]);
      }
      const lines = await products.lines(ids);
      return { items: lines.map(productItem) };
    },
  );
}

function productItem({ productId, facts, stock }: ProductLine): Static<typeof ProductItem> {
  return {
    productId,
    ...facts,
    price: facts.price === null ? null : moneyText(facts.price),
    onHand: stock?.onHand ?? null,
    threshold: stock?.threshold ?? null,
    daysOfCover: stock?.daysOfCover ?? null,
  };
}
