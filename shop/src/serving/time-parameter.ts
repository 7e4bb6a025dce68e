/** Times in query parameters: ISO 8601 with a zone, or a day alone, which begins at midnight UTC. */
import { badRequest } from './bad-request.ts';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** @returns epoch milliseconds, or undefined when the parameter is absent. @throws Problem 400 when it is no time. */
export function timeParameter(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw badRequest([
    {
      where: `query.${name}`,
      what: `“${text}” is not a time`,
      mend: 'Write it in ISO 8601 with its zone, such as 2024-01-15T10:30:00Z or 2024-01-15.',
    },
  ]);
}
