/** Who does what a request asks for, by the name that goes into the log with it. */
import type { FastifyRequest } from 'fastify';

/** The name of the key, else what the request tells; null when neither says. */
export function actingName(_request: FastifyRequest, told?: string): string | null {
  return told ?? null;
}
