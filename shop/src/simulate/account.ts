/** What a user's account says: how old it is, its segment, where it is at home, what was spent before the simulation. */

export interface Account {
  readonly createdAt: string;
  readonly segment: string;
  readonly lifetimeValue?: number;
}

const SEGMENTS = ['new', 'regular', 'regular', 'regular', 'bargain', 'vip'];
const DAY_MS = 86_400_000;
const OLDEST_DAYS = 1_500;
const MOST_SPENT_CENTS = 200_000;

/** Everything follows from the name, so that the same user is the same every time. */
export function accountOf(userId: string, startMs: number): Account {
  const mixed = mix(userId);
  const createdAt = new Date(startMs - (1 + (mixed % OLDEST_DAYS)) * DAY_MS + ((mixed >>> 4) % DAY_MS)).toISOString();
  const segment = SEGMENTS[(mixed >>> 8) % SEGMENTS.length] ?? 'regular';
  if (segment === 'new') return { createdAt, segment };
  return { createdAt, segment, lifetimeValue: ((mixed >>> 5) % MOST_SPENT_CENTS) / 100 };
}

function mix(text: string): number {
  let hash = 7;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x9e3779b1);
  return (hash ^ (hash >>> 15)) >>> 0;
}
