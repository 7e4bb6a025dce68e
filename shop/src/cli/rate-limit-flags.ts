/** The flags of `millrace start` that limit what one key may ask for. */
import type { RateLimitSettings } from '../access/rate-limits.ts';
import { type CommandInput, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';

const FLAGS = {
  requestsPerSecond: 'write-requests-per-second',
  eventsPerSecond: 'write-events-per-second',
  queriesPerMinute: 'queries-per-minute',
} as const satisfies Readonly<Record<keyof RateLimitSettings, string>>;

const MOST = 1e9;

/** What is given; for the rest the host decides. @throws MillraceError USAGE. */
export function rateLimitsOf(input: CommandInput): Partial<RateLimitSettings> {
  const given = Object.entries(FLAGS).filter(([, flag]) => textFlag(input, flag) !== undefined);
  return Object.fromEntries(
    given.map(([name, flag]) => [name, textFlag(input, flag) === 'off' ? null : numberFlag(input, flag, 1, MOST)]),
  );
}
