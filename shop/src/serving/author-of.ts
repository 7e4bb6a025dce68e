/** Who does something: the name that the request gives, else that of its key. */
import type { FastifyRequest } from 'fastify';
import { badRequest } from './bad-request.ts';

/** @throws Problem 400 when neither says. */
export function authorOf(given: string | undefined, request: Pick<FastifyRequest, 'caller'>, member: string): string {
  const name = given ?? request.caller?.name ?? null;
  if (name !== null) return name;
  throw badRequest([{ where: `body.${member}`, what: 'nobody is named', mend: 'Say who does it.' }]);
}
