/** Who does what a request asks for, by the name that goes into the log with it. */
import type { FastifyRequest } from 'fastify';

/** The name of the key; of a key without one its first digits; without keys what the request tells, if anything. */
export function actingName({ caller }: Pick<FastifyRequest, 'caller'>, told?: string): string | null {
  return caller?.name ?? caller?.key ?? told ?? null;
}
