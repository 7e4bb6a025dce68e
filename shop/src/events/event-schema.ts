/**
 * What an event is: the one definition from which the TypeScript type, the validator, the SQL tables and the OpenAPI
 * document are made.
 *
 * Each property that becomes a column carries its SQL type as `x-sql-type`, in the order of the table's columns.
 * Optional properties may also be null, which means the same as leaving them out.
 */
import * as Type from 'typebox';
import { EVENT_TYPES } from './event-types.ts';

const MAX_INT = 2 ** 31 - 1;
const MIN_INT = -(2 ** 31);

/** Characters of the name of a `custom` event, which stands in its properties: anything else that a visitor did. */
export const MAX_CUSTOM_NAME = 200;
/** Characters of an eventId. */
export const MAX_EVENT_ID = 100;

export const DEVICE_TYPES = ['mobile', 'desktop', 'tablet'] as const;

const optional = <S extends Type.TSchema>(schema: S) => Type.Optional(Type.Union([schema, Type.Null()]));
const text = (maxLength: number, description: string) =>
  Type.String({ maxLength, description, 'x-sql-type': 'STRING' });
const identity = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, description, 'x-sql-type': 'STRING' });
const instant = (description: string, sqlType?: string) =>
  Type.String({
    maxLength: 40,
    description: `${description} ISO 8601 with seconds and an offset or Z.`,
    examples: ['2024-01-15T10:30:00Z'],
    ...(sqlType === undefined ? {} : { 'x-sql-type': sqlType }),
  });

export const locationSchema = Type.Object(
  {
    country: optional(Type.String({ maxLength: 100, description: 'ISO 3166-1 alpha-2, by custom.' })),
    region: optional(Type.String({ maxLength: 100 })),
  },
  { description: 'Where the visitor is.', 'x-sql-type': 'ROW<`country` STRING, `region` STRING>' },
);

export const eventSchema = Type.Object(
  {
    eventId: Type.String({
      minLength: 1,
      maxLength: MAX_EVENT_ID,
      description: 'Unique for 24 hours; a repeat is answered `duplicate`. A UUID, by custom.',
      'x-sql-type': 'STRING',
    }),
    userId: optional(identity('Who the visitor is.')),
    anonymousId: optional(identity('A visitor who is not signed in. One of userId and anonymousId is required.')),
    sessionId: optional(text(200, 'The visit, as the sender sees it.')),
    eventType: Type.Enum([...EVENT_TYPES], {
      description: 'What happened. What no other type says is `custom`, with its name in properties.name.',
      'x-sql-type': 'STRING',
    }),
    timestamp: instant('When it happened.', 'TIMESTAMP_LTZ(3)'),
    productId: optional(text(200, 'The product it is about.')),
    category: optional(text(200, "The product's category.")),
    price: optional(
      Type.Number({
        minimum: 0,
        exclusiveMaximum: 1e10,
        description: 'Price of one piece, with at most four decimals.',
        'x-sql-type': 'DECIMAL(14, 4)',
      }),
    ),
    quantity: optional(
      Type.Integer({
        minimum: MIN_INT,
        maximum: MAX_INT,
        description: 'Pieces; negative only in inventory_update.',
        'x-sql-type': 'INT',
      }),
    ),
    deviceType: optional(Type.Enum([...DEVICE_TYPES], { description: 'The kind of device.', 'x-sql-type': 'STRING' })),
    location: optional(locationSchema),
    orderId: optional(text(200, 'An order of several products is one purchase an item, with one orderId.')),
    status: optional(text(100, 'The state of an order or a payment.')),
    query: optional(text(1_000, 'What was searched for.')),
    ip: optional(text(45, "The visitor's IP address.")),
    currency: optional(Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.', 'x-sql-type': 'STRING' })),
    properties: Type.Optional(
      Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()], {
        description: 'Anything else. Fields that are not listed here are kept in it too.',
      }),
    ),
    sentAt: optional(
      instant("The sender's clock when it sent the event: corrects a wrong clock. Not stored, only applied."),
    ),
  },
  { $id: 'Event', title: 'Event', description: 'One thing that happened in the shop.' },
);

/** An event as a sender writes it. */
export type EventInput = Type.Static<typeof eventSchema>;
