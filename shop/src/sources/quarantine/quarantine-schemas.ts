/** The shapes of `/v1/quarantine`: what is asked and answered, for validation and for the API's document. */
import { Type } from 'typebox';
import { VERDICT_NAMES } from '../../events/verdict.ts';
import { FeedMapping } from '../csv/feed-mapping.ts';

const Time = Type.String({ format: 'date-time' });
const Outcome = Type.Enum([...VERDICT_NAMES]);
const Code = Type.Optional(Type.String());
const Next = Type.Union([Type.Integer(), Type.Null()], { description: 'The `after` of the next page.' });

const Try = Type.Object({
  at: Time,
  by: Type.Union([Type.String(), Type.Null()], { description: 'Whose: the name of the key, as in the audit trail.' }),
  change: Type.Union([Type.String(), Type.Null()], { description: 'What was changed before it.' }),
  outcome: Outcome,
  code: Code,
  path: Code,
});

export const QuarantineItem = Type.Object({
  number: Type.Integer(),
  receivedAt: Type.String({ format: 'date-time', description: 'When it came in first.' }),
  source: Type.String({ description: '`http`, `csv:<feed>` …' }),
  sentAt: Type.Optional(Type.String({ format: 'date-time', description: "The sender's clock when it was sent." })),
  code: Type.String(),
  path: Type.String({ description: 'JSON pointer of the bad field.' }),
  message: Type.String(),
  eventType: Type.Optional(Type.String({ description: 'The type that the event says it has, as it stands now.' })),
  upload: Type.Optional(Type.Integer({ description: 'The upload of a feed that brought it.' })),
  line: Type.Optional(Type.Integer({ description: 'The line of the file in which its row begins.' })),
  row: Type.Optional(Type.String({ description: 'The row as a JSON object of its columns, secrets masked.' })),
  original: Type.String({ description: 'The event as it was sent, secrets masked.' }),
  mended: Type.Optional(Type.String({ description: 'The event as it has been mended since.' })),
  tries: Type.Integer(),
  outcome: Type.Enum([...VERDICT_NAMES], { description: 'What its last try came to.' }),
  history: Type.Optional(Type.Array(Try, { description: 'The tries after the first, oldest first.' })),
});
export const EntryPage = Type.Object({ entries: Type.Array(QuarantineItem), next: Next });
export const EntryParameters = Type.Object({ number: Type.Integer({ minimum: 1 }) });

export const Counts = Type.Object({
  open: Type.Integer({ description: 'Entries that are still bad.' }),
  counts: Type.Array(
    Type.Object({
      code: Type.String(),
      source: Type.String(),
      open: Type.Integer(),
      settled: Type.Integer({ description: 'Entries of which a later try went in.' }),
    }),
  ),
});

const Shares = Type.Array(Type.Object({ name: Type.String(), entries: Type.Integer() }), {
  description: 'Most entries first.',
});
export const Summary = Type.Object({
  entries: Type.Integer(),
  open: Type.Integer({ description: 'Those of them that are still bad.' }),
  codes: Shares,
  sources: Shares,
  types: Type.Array(Type.Object({ name: Type.String(), entries: Type.Integer() }), {
    description: 'By the type that an event says it has; `-` for those that say none.',
  }),
  complete: Type.Boolean({ description: 'False when there are so many that the oldest were not looked at.' }),
  newest: Type.Union([Type.Integer(), Type.Null()], { description: 'The number of the newest of them.' }),
});

export const Filter = Type.Object({
  numbers: Type.Optional(
    Type.String({
      pattern: '^\\d{1,15}(,\\d{1,15}){0,499}$',
      description: 'These entries and no others, with commas between: what someone has selected.',
    }),
  ),
  code: Type.Optional(Type.String({ maxLength: 100 })),
  type: Type.Optional(Type.String({ maxLength: 100, description: 'The event type that the event says it has.' })),
  source: Type.Optional(Type.String({ maxLength: 100, description: '`csv` for all feeds, `csv:<feed>` for one.' })),
  since: Type.Optional(Type.String({ format: 'date-time', description: 'Came in first at or after.' })),
  before: Type.Optional(Type.String({ format: 'date-time', description: 'Came in first before.' })),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Part of the event or the message.' })),
  upload: Type.Optional(Type.Integer({ minimum: 1 })),
  outcome: Type.Optional(Outcome),
});
export const Page = Type.Object({
  after: Type.Integer({ minimum: 0, default: 0, description: 'The number of the last entry already seen.' }),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
export const FilterPage = Type.Object({ ...Filter.properties, ...Page.properties });
export const ListQuery = Type.Object({
  ...FilterPage.properties,
  order: Type.Enum(['oldest', 'newest'], { default: 'oldest', description: 'Which entries come first.' }),
});
export const MendManyQuery = Type.Object({
  ...FilterPage.properties,
  dryRun: Type.Boolean({ default: false, description: 'Tell what would come of it, and store nothing.' }),
});
export const MendOneQuery = Type.Object({ dryRun: MendManyQuery.properties.dryRun });
export const PurgeQuery = Type.Object({
  ...FilterPage.properties,
  all: Type.Optional(Type.Boolean({ description: 'Drop everything: needed where there is no filter.' })),
});
export const PurgeAnswer = Type.Object({ purged: Type.Integer(), next: Next });

export const MendBody = Type.Object(
  {
    set: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Values by path: `/price` or `location.country`.',
        examples: [{ '/price': 3.5 }],
      }),
    ),
    unset: Type.Optional(Type.Array(Type.String(), { description: 'Paths to take out.' })),
    mapping: Type.Optional(FeedMapping),
    event: Type.Optional(
      Type.String({ maxLength: 100_000, description: 'The whole text, in place of the one that is there.' }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const TryAnswer = Type.Object({
  number: Type.Integer(),
  verdict: Outcome,
  code: Code,
  path: Code,
  message: Code,
  text: Type.Optional(Type.String({ description: 'Of a dry run: what would be tried.' })),
  events: Type.Optional(
    Type.Array(Type.Unknown(), { description: 'Of a dry run: the events that it stands for, as they would be sent.' }),
  ),
});
export const ManyAnswer = Type.Object({
  tried: Type.Integer(),
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  late: Type.Integer(),
  quarantined: Type.Integer(),
  notMended: Type.Integer({ description: 'How many the change could not be made to.' }),
  unmended: Type.Array(Type.Object({ number: Type.Integer(), message: Type.String() }), {
    description: 'The first of these.',
  }),
  examples: Type.Optional(
    Type.Array(Type.Object({ ...TryAnswer.properties, before: Type.String() }), {
      description: 'Of a dry run: the first entries, before and after.',
    }),
  ),
  next: Next,
});
