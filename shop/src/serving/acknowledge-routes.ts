/** `/v1/alerts/{fingerprint}/acknowledge`: somebody has a firing alert in hand, or hands it back. */
import type { ViewEntry } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { Problem } from '../sources/http/problem.ts';
import { AlertItem, alertItems } from './alert-routes.ts';
import { authorOf } from './author-of.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import { recordControl } from './control-event.ts';
import type { SilenceRoutesOptions } from './silence-routes.ts';
import { untilCommitted } from './until-committed.ts';

const AlertParameters = Type.Object({ fingerprint: Type.String({ minLength: 1, maxLength: 100 }) });
const StartsAt = Type.String({ maxLength: 40, description: 'startsAt of the alert: which firing is meant.' });
const AcknowledgeBody = Type.Object({
  startsAt: StartsAt,
  by: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: "Who has it; the key's name if absent." }),
  ),
  note: Type.String({ maxLength: 2_000, default: '' }),
});
const ReleaseQuery = Type.Object({ startsAt: StartsAt });

const config = { access: 'staff', audited: true } as const;

type AlertParameters = Static<typeof AlertParameters>;

interface Firing {
  readonly fingerprint: string;
  readonly startsAt: string;
}

export function acknowledgeRoutes(app: FastifyInstance, options: SilenceRoutesOptions): void {
  const path = '/v1/alerts/:fingerprint/acknowledge';
  const shared = { tags: ['alerts'], params: AlertParameters, response: { 200: AlertItem, 400: ProblemDocument } };
  app.post<{ Params: AlertParameters; Body: Static<typeof AcknowledgeBody> }>(
    path,
    {
      schema: { summary: 'Say who has a firing alert in hand', ...shared, body: AcknowledgeBody },
      config,
    },
    (request) => {
      const { startsAt, by, note } = request.body;
      return tell(options, { ...request.params, startsAt }, { by: authorOf(by, request, 'by'), note });
    },
  );
  app.delete<{ Params: AlertParameters; Querystring: Static<typeof ReleaseQuery> }>(
    path,
    {
      schema: { summary: 'Hand a firing alert back', ...shared, querystring: ReleaseQuery },
      config,
    },
    ({ params, query }) => tell(options, { ...params, ...query }, { isReleased: true }),
  );
}

/** Resolves to the alert as it is then. */
async function tell(options: SilenceRoutesOptions, { fingerprint, startsAt }: Firing, word: object) {
  const startsMs = Date.parse(startsAt);
  if (Number.isNaN(startsMs)) {
    throw badRequest([{ where: 'startsAt', what: 'it is no time', mend: 'Give startsAt of the alert as it is.' }]);
  }
  const find = () => options.views.get('alerts')?.get([startsMs, fingerprint]);
  const before = find();
  if (before?.row.status !== 'firing') throw notFiring(fingerprint);
  const properties = { fingerprint, startsAt: new Date(startsMs).toISOString(), ...word };
  await recordControl(options.collector, { eventType: 'alert_acknowledge', properties });
  await untilCommitted(options.functions, () => wordOf(find()) !== wordOf(before));
  const [item] = alertItems(options.views, [find() ?? before]);
  if (!item) throw notFiring(fingerprint);
  return item;
}

function wordOf(entry: ViewEntry | undefined): string {
  return `${entry?.row.status} ${entry?.row.acknowledgedAt ?? ''}`;
}

function notFiring(fingerprint: string): Problem {
  return new Problem({
    status: 404,
    code: 'NOT_FOUND',
    detail: `No alert ${fingerprint} that began then is firing: it may have been resolved meanwhile.`,
  });
}
