/**
 * `GET /v1/features` lists the features, `POST /v1/features/online` gives their values of now in the shape of Feast's
 * feature server: one result for each name, with an entry for each row of entities.
 */
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import type { EntityRow } from '../functions/features/feature-answer.ts';
import type { EntityName, FeatureDefinition } from '../functions/features/feature-definition.ts';
import { FEATURES } from '../functions/features/feature-definitions.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import { declaredFeatures, entitiesOf, shownNames } from './feature-names.ts';

/** A request is answered between two steps of the functions: it must not hold them up. */
const MOST_ROWS = 1_000;
const MOST_VALUES = 20_000;
const LONGEST_ID = 200;
/** What Feast gives as the time of an entity, and of what was not found. */
const NO_TIME = new Date(0).toISOString();

const STATUSES = ['PRESENT', 'NULL_VALUE', 'NOT_FOUND', 'OUTSIDE_MAX_AGE'] as const;

const Names = Type.Array(Type.String({ maxLength: LONGEST_ID }), { minItems: 1, maxItems: 200 });
const Ids = Type.Array(Type.String({ maxLength: LONGEST_ID }), { maxItems: MOST_ROWS });

const OnlineRequest = Type.Object({
  features: Names,
  entities: Type.Object(
    { userId: Type.Optional(Ids), productId: Type.Optional(Ids) },
    { description: 'Columns of equal length; those that the features need.' },
  ),
  full_feature_names: Type.Boolean({ default: false, description: 'user__orders_24h in place of orders_24h.' }),
});

const OnlineAnswer = Type.Object({
  metadata: Type.Object({ feature_names: Type.Array(Type.String()) }),
  results: Type.Array(
    Type.Object({
      values: Type.Array(Type.Unknown()),
      statuses: Type.Array(Type.Enum([...STATUSES])),
      event_timestamps: Type.Array(Type.String({ format: 'date-time' })),
    }),
    { description: 'One for each name: the entities, then the features.' },
  ),
});

const Text = Type.Union([Type.String(), Type.Null()]);
const Catalogue = Type.Object({
  features: Type.Array(
    Type.Object({
      name: Type.String(),
      entity: Text,
      type: Type.String(),
      window: Type.String(),
      maxAgeSeconds: Type.Union([Type.Integer(), Type.Null()]),
      description: Type.String(),
    }),
  ),
});

/** @param offered those that are kept where this runs. */
export function featureRoutes(
  app: FastifyInstance,
  functions: Pick<FunctionHost, 'ask'>,
  offered: readonly FeatureDefinition[] = FEATURES,
): void {
  const list = { summary: 'The features that there are', tags: ['functions'], response: { 200: Catalogue } };
  const catalogue = catalogueOf(offered);
  app.get('/v1/features', { schema: list, config: { access: 'read' } }, () => catalogue);
  const schema = {
    summary: 'Features as of now, for rows of entities',
    tags: ['functions'],
    body: OnlineRequest,
    response: { 200: OnlineAnswer, 400: ProblemDocument },
  };
  app.post<{ Body: Type.Static<typeof OnlineRequest> }>('/v1/features/online', { schema }, ({ body }) =>
    onlineAnswer(functions, body, declaredFeatures(body.features, offered)),
  );
}

function catalogueOf(offered: readonly FeatureDefinition[]): Type.Static<typeof Catalogue> {
  const features = offered.map(({ name, entity, type, window, maxAgeMs, description }) => {
    const maxAgeSeconds = maxAgeMs === null ? null : maxAgeMs / 1000;
    return { name, entity, type, window, maxAgeSeconds, description };
  });
  return { features };
}

async function onlineAnswer(
  functions: Pick<FunctionHost, 'ask'>,
  request: Type.Static<typeof OnlineRequest>,
  declared: readonly FeatureDefinition[],
) {
  const entities = entitiesOf(declared);
  const rows = entityRows(request.entities, entities);
  checkSize(rows.length, declared.length);
  const vectors = await functions.ask('features', { features: request.features, rows, nowMs: Date.now() });
  return {
    metadata: { feature_names: [...entities, ...shownNames(declared, request.full_feature_names)] },
    results: [
      ...entities.map((entity) => ({
        values: rows.map((row) => row[entity] ?? null),
        statuses: rows.map(() => 'PRESENT' as const),
        event_timestamps: rows.map(() => NO_TIME),
      })),
      ...vectors.map(({ values, statuses, eventMs }) => ({
        values: [...values],
        statuses: [...statuses],
        event_timestamps: eventMs.map((timeMs) => new Date(timeMs).toISOString()),
      })),
    ],
  };
}

/** Columns as rows: one row without entities where no feature needs any. @throws Problem 400 for columns that do not fit. */
function entityRows(
  columns: Type.Static<typeof OnlineRequest>['entities'],
  entities: readonly EntityName[],
): readonly EntityRow[] {
  const lengths = entities.map((entity) => columns[entity]?.length);
  const missing = entities.filter((entity) => columns[entity] === undefined);
  if (missing.length > 0) throw badRequest(missing.map(missingEntity));
  if (new Set(lengths).size > 1) throw badRequest([UNEQUAL]);
  return Array.from({ length: lengths[0] ?? 1 }, (_, at) =>
    Object.fromEntries(entities.map((entity) => [entity, columns[entity]?.[at] ?? ''])),
  );
}

function missingEntity(entity: EntityName) {
  return {
    where: `body.entities.${entity}`,
    what: 'it is missing, and a feature needs it',
    mend: 'Give a list of ids.',
  };
}

const UNEQUAL = {
  where: 'body.entities',
  what: 'the lists have different lengths',
  mend: 'Row by row, give one id in each list.',
};

function checkSize(rows: number, features: number): void {
  if (rows * features <= MOST_VALUES) return;
  const what = `${rows} rows of ${features} features are ${rows * features} values`;
  throw badRequest([{ where: 'body', what, mend: `Ask for at most ${MOST_VALUES} in one request.` }]);
}
