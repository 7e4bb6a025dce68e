/** Problem documents (RFC 9457) for requests that cannot be answered: each fault says what, where, and how to mend it. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';

/** One thing that is wrong with a request. */
export interface Fault {
  /** The place: `query.from`. */
  readonly where: string;
  readonly what: string;
  /** What to write instead, as a whole sentence. */
  readonly mend: string;
}

export const ProblemDocument = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    errors: Type.Array(Type.Object({ where: Type.String(), what: Type.String(), mend: Type.String() })),
  },
  { description: 'A problem document (RFC 9457).' },
);

/** Thrown by a handler whose request has faults that a schema cannot see. */
export class BadRequest extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map((fault) => `${fault.where}: ${fault.what}`).join('; '));
    this.name = 'BadRequest';
    this.faults = faults;
  }
}

/** An error handler that answers faulty requests with a problem document, and hands everything else on. */
export function answerWithProblem(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const faults = faultsOf(error);
  if (faults === undefined) throw error;
  return reply.code(400).type('application/problem+json').send({
    type: 'about:blank',
    title: 'Bad request',
    status: 400,
    detail: 'The request cannot be answered as it stands; see errors.',
    errors: faults,
  });
}

function faultsOf(error: FastifyError): readonly Fault[] | undefined {
  if (error instanceof BadRequest) return error.faults;
  const place = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'request');
  return error.validation?.map(({ keyword, instancePath, message, params }) => ({
    where: `${place}${instancePath.replaceAll('/', '.')}`,
    what: `it ${message ?? 'is not valid'}`,
    mend: mendFor(keyword, params),
  }));
}

function mendFor(keyword: string, params: Readonly<Record<string, unknown>>): string {
  switch (keyword) {
    case 'minimum':
    case 'maximum':
      return `Give a number that is ${String(params.comparison)} ${String(params.limit)}.`;
    case 'type':
      return `Give a value of type ${String(params.type)}.`;
    case 'required':
      return `Add the parameter ${String(params.missingProperty)}.`;
    default:
      return 'See /docs for what this parameter takes.';
  }
}
