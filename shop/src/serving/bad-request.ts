/** Faulty requests to the read API: each fault says what is wrong, where, and how to mend it. */
import type { FastifyError } from 'fastify';
import * as Type from 'typebox';
import { Problem } from '../sources/http/problem.ts';

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
    code: Type.String(),
    detail: Type.String(),
    errors: Type.Array(Type.Object({ where: Type.String(), what: Type.String(), mend: Type.String() })),
  },
  { description: 'A problem document (RFC 9457).' },
);

/** The problem of a request that cannot be answered as it stands. */
export function badRequest(faults: readonly Fault[]): Problem {
  const detail = faults.map(({ where, what, mend }) => `${where}: ${what}. ${mend}`).join(' ');
  return new Problem({ status: 400, code: 'BAD_REQUEST', detail, more: { errors: faults } });
}

/** An error handler that makes problems of what schemas refuse, and hands everything on to the server's own handler. */
export function explainFaults(error: FastifyError): never {
  if (!error.validation) throw error;
  const place = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'request');
  throw badRequest(
    error.validation.map(({ keyword, instancePath, message, params }) => ({
      where: `${place}${instancePath.replaceAll('/', '.')}`,
      what: `it ${message ?? 'is not valid'}`,
      mend: mendFor(keyword, params),
    })),
  );
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
