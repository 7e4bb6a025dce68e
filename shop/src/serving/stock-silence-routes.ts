/**
 * `/v1/inventory/{productId}/silence`: for some time a product's StockLow is not told. One silence a product, so that a
 * second word changes the first; those who look after stock may set it without holding an admin's key.
 */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { hashText } from '../functions/alert/fingerprint.ts';
import { Problem } from '../sources/http/problem.ts';
import { authorOf } from './author-of.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import { recordSilence, type SilenceRoutesOptions, silencesIn } from './silence-routes.ts';

const ProductParameters = Type.Object({ productId: Type.String({ minLength: 1, maxLength: 200 }) });
const SilenceBody = Type.Object({
  endsAt: Type.String({ maxLength: 40, description: 'ISO 8601, to come.' }),
  createdBy: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: "Who silences it; the key's name if absent." }),
  ),
  comment: Type.String({ maxLength: 2_000, description: 'Why.' }),
});
const SilenceAnswer = Type.Object({
  id: Type.String(),
  endsAt: Type.String({ format: 'date-time' }),
  createdBy: Type.String(),
  comment: Type.String(),
});

const config = { access: 'staff', audited: true } as const;

type ProductParameters = Static<typeof ProductParameters>;

export function stockSilenceRoutes(app: FastifyInstance, options: SilenceRoutesOptions): void {
  const path = '/v1/inventory/:productId/silence';
  const shared = {
    tags: ['alerts'],
    params: ProductParameters,
    response: { 200: SilenceAnswer, 400: ProblemDocument },
  };
  app.post<{ Params: ProductParameters; Body: Static<typeof SilenceBody> }>(
    path,
    {
      schema: { summary: "Silence a product's stock alert", ...shared, body: SilenceBody },
      config,
    },
    async (request) => {
      const { productId } = request.params;
      const { comment, createdBy } = request.body;
      const nowMs = Date.now();
      const endsAt = timeToCome(request.body.endsAt, nowMs);
      const author = authorOf(createdBy, request, 'createdBy');
      const silence = { id: idOf(productId), endsAt, createdBy: author, comment };
      await recordSilence(options, { ...silence, matchers: matchersOf(productId), startsAt: isoTime(nowMs) });
      return silence;
    },
  );
  app.delete<{ Params: ProductParameters }>(
    path,
    { schema: { summary: "End the silence of a product's stock alert", ...shared }, config },
    async ({ params: { productId } }) => {
      const id = idOf(productId);
      const known = silencesIn(options.views).find((silence) => silence.id === id);
      if (!known || known.status === 'expired') {
        throw new Problem({
          status: 404,
          code: 'NOT_FOUND',
          detail: `No silence holds for the stock of ${productId}.`,
        });
      }
      const endsAt = isoTime(Date.now());
      await recordSilence(options, { ...known, endsAt });
      return { id, endsAt, createdBy: known.createdBy, comment: known.comment };
    },
  );
}

function idOf(productId: string): string {
  return `stock-${hashText(productId)}`;
}

function matchersOf(productId: string) {
  const equal = { isRegex: false, isEqual: true };
  return [
    { name: 'alertname', value: 'StockLow', ...equal },
    { name: 'productId', value: productId, ...equal },
  ];
}

function timeToCome(text: string, nowMs: number): string {
  const ms = Date.parse(text);
  if (ms > nowMs) return isoTime(ms);
  const what = Number.isNaN(ms) ? 'it is no time' : 'it has passed';
  throw badRequest([{ where: 'body.endsAt', what, mend: 'Give a time to come, in ISO 8601.' }]);
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
