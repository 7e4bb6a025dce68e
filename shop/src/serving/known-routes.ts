/** `GET /v1/users/{userId}` and `/v1/products/{productId}`: what the shop knows of them, and what it does not. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { ProblemDocument } from './bad-request.ts';
import { priceText } from './money-text.ts';

const DAY_MS = 86_400_000;
const LONGEST_ID = 200;

const Text = Type.Union([Type.String(), Type.Null()]);
const Known = Type.Boolean({ description: 'Whether any event has said something of it.' });
const Missing = Type.Array(Type.String(), { description: 'Fields that nothing has been said of.' });

const UserParameters = Type.Object({ userId: Type.String({ minLength: 1, maxLength: LONGEST_ID }) });
const ProductParameters = Type.Object({ productId: Type.String({ minLength: 1, maxLength: LONGEST_ID }) });

const UserAnswer = Type.Object({
  userId: Type.String(),
  known: Known,
  createdAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  accountAgeDays: Type.Union([Type.Integer(), Type.Null()]),
  country: Text,
  segment: Text,
  lifetimeValue: Type.String({ description: 'Exact decimal; cancelled and refunded orders are taken off.' }),
  orders: Type.Integer({ description: 'Orders that stand.' }),
  anonymousIds: Type.Array(Type.String(), {
    description: "Anonymous visitors who turned out to be this user: what they had done is the user's.",
  }),
  missing: Missing,
});

const ProductAnswer = Type.Object({
  productId: Type.String(),
  known: Known,
  name: Text,
  brand: Text,
  category: Text,
  price: Type.Union([Type.String({ description: 'Exact decimal.' }), Type.Null()]),
  onHand: Type.Union([
    Type.Integer({ description: 'Pieces in stock; null when they were never counted.' }),
    Type.Null(),
  ]),
  hidden: Type.Boolean(),
  missing: Missing,
});

/** What is not known is null, and the answer 200: a shop asks for users and products that no event has named yet. */
export function knownRoutes(app: FastifyInstance, functions: FunctionHost): void {
  app.get<{ Params: Static<typeof UserParameters> }>(
    '/v1/users/:userId',
    { schema: schemaOf('What is known of a user', UserParameters, UserAnswer) },
    async ({ params: { userId } }): Promise<Static<typeof UserAnswer>> => {
      const { createdMs, lifetimeValueTenThousandths, anonymousIds, missing, ...told } = await functions.ask(
        'profile',
        {
          userId,
        },
      );
      return {
        userId,
        ...told,
        createdAt: createdMs === null ? null : new Date(createdMs).toISOString(),
        accountAgeDays: createdMs === null ? null : Math.floor((Date.now() - createdMs) / DAY_MS),
        lifetimeValue: priceText(lifetimeValueTenThousandths),
        anonymousIds: [...anonymousIds],
        missing: [...missing],
      };
    },
  );
  app.get<{ Params: Static<typeof ProductParameters> }>(
    '/v1/products/:productId',
    { schema: schemaOf('What is known of a product', ProductParameters, ProductAnswer), config: { access: 'read' } },
    async ({ params: { productId } }): Promise<Static<typeof ProductAnswer>> => {
      const { priceTenThousandths, missing, ...product } = await functions.ask('product', { productId });
      const price = priceTenThousandths === null ? null : priceText(priceTenThousandths);
      return { productId, ...product, price, missing: [...missing] };
    },
  );
}

function schemaOf(summary: string, params: unknown, answer: unknown): Record<string, unknown> {
  return { summary, tags: ['functions'], params, response: { 200: answer, 400: ProblemDocument } };
}
