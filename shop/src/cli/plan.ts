/** `millrace plan`: what a shop's traffic needs on AWS, and what that costs a month. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { describePlan } from '../plan/describe-plan.ts';
import { planOf } from '../plan/plan.ts';
import { readPrices } from '../plan/prices.ts';
import { BASELINE, SMALL, type Traffic, timesAsMany } from '../plan/traffic.ts';
import { type Command, type CommandInput, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';

const PROFILES: Readonly<Record<string, Traffic>> = { baseline: BASELINE, small: SMALL };

/** Which flag says which figure, and within which bounds. */
const FIGURES = {
  users: ['usersADay', 'users a day', 1, 1e10],
  'page-views': ['pageViewsADay', 'page views a day', 0, 1e12],
  interactions: ['interactionsADay', 'clicks, carts, searches and the like a day', 0, 1e12],
  orders: ['ordersADay', 'orders a day', 0, 1e10],
  peak: ['peakPerSecond', 'events a second in the busiest hour', 1, 1e8],
  bytes: ['eventBytes', 'bytes of an event as JSON', 50, 1e6],
  batch: ['eventsPerRequest', 'events that a client sends at once', 1, 500],
  sessions: ['sessionsPerUserADay', 'sessions a user has in a day', 0.01, 100],
  reads: ['readsADay', 'recommendations, features and decisions asked for a day', 0, 1e11],
} as const;

type FigureName = keyof typeof FIGURES;

export const plan: Command = {
  name: 'plan',
  operands: '',
  about:
    'Says what the traffic of a shop needs on AWS (shards, KPUs, tasks, memory, storage), and the bill of a month, line by line, with what each choice saves.',
  arity: [0, 0],
  flags: {
    profile: {
      type: 'string',
      value: 'NAME',
      default: 'baseline',
      about: `begin with ${Object.keys(PROFILES).join(' or ')}`,
    },
    times: { type: 'string', value: 'N', about: 'so many times the people of the profile' },
    ...figureFlags(),
    prices: { type: 'string', value: 'FILE', about: 'prices in place of the built-in ones' },
    json: { type: 'boolean', about: 'the whole plan as JSON' },
  },
  async run(input) {
    const prices = readPrices(textFlag(input, 'prices'));
    const made = planOf(trafficOf(input), prices);
    if (input.flags.json === true) console.log(JSON.stringify(made, null, 2));
    else for (const line of describePlan(made, prices)) console.log(line);
    return 0;
  },
};

function figureFlags(): Command['flags'] {
  const names = Object.keys(FIGURES) as FigureName[];
  return Object.fromEntries(names.map((name) => [name, { type: 'string', value: 'N', about: FIGURES[name][1] }]));
}

function trafficOf(input: CommandInput): Traffic {
  const name = textFlag(input, 'profile') ?? '';
  const profile = PROFILES[name];
  if (!profile) throw unknownProfile(name);
  const given = (Object.keys(FIGURES) as FigureName[]).filter((flag) => input.flags[flag] !== undefined);
  const figures = given.map((flag) => {
    const [member, , least, most] = FIGURES[flag];
    return [member, numberFlag(input, flag, least, most)] as const;
  });
  const times = input.flags.times === undefined ? 1 : numberFlag(input, 'times', 0.001, 10_000);
  return { ...timesAsMany(profile, times), ...Object.fromEntries(figures) };
}

function unknownProfile(name: string): MillraceError {
  return new MillraceError(`there is no profile '${name}'`, {
    code: 'USAGE',
    domain: 'user',
    retry: 'never',
    hint: `the profiles are ${Object.keys(PROFILES).join(', ')}; flags such as --users change their figures`,
  });
}
