/** An order that is to be decided, as a client writes it, and the purchase events that it becomes: one a line. */
import { hash } from 'node:crypto';
import * as Type from 'typebox';
import { DEVICE_TYPES, type EventInput } from '../events/event-schema.ts';
import { screenEvent } from '../events/screen-event.ts';
import { Problem } from '../sources/http/problem.ts';

const id = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }));

const OrderProduct = Type.Object({
  productId: Type.String({ minLength: 1, maxLength: 200 }),
  category: Type.Optional(Type.String({ maxLength: 200 })),
  price: Type.Number({ minimum: 0, exclusiveMaximum: 1e10, description: 'Of one piece, with at most four decimals.' }),
  quantity: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
});

export const OrderBody = Type.Object(
  {
    orderId: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'One decision an order: a repeat gets the same.',
    }),
    userId: id('Who orders. One of userId and anonymousId is required.'),
    anonymousId: id('A buyer without an account.'),
    sessionId: id('The visit.'),
    timestamp: Type.Optional(Type.String({ description: 'When it was ordered; now when absent.' })),
    products: Type.Array(OrderProduct, { minItems: 1, maxItems: 100 }),
    ip: Type.Optional(Type.String({ maxLength: 45 })),
    deviceId: id('The device, as the shop tells devices apart.'),
    cardFingerprint: id('A token of the card that is the same for each of its payments; never its number.'),
    email: Type.Optional(Type.String({ maxLength: 320, description: 'Only what stands behind the @ is kept.' })),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
    deviceType: Type.Optional(Type.Enum([...DEVICE_TYPES])),
    location: Type.Optional(
      Type.Object({
        country: Type.Optional(Type.String({ maxLength: 100, description: 'ISO 3166-1 alpha-2, by custom.' })),
        region: Type.Optional(Type.String({ maxLength: 100 })),
      }),
    ),
    status: Type.Optional(Type.String({ maxLength: 100 })),
    properties: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  { title: 'Order' },
);
export type OrderBody = Type.Static<typeof OrderBody>;

/**
 * The same order gives events with the same ids, so that a repeat is a duplicate.
 * @throws Problem 422 when an event of it would be refused: then none is sent.
 */
export function orderEvents(order: OrderBody, nowMs: number): readonly EventInput[] {
  const { products, email, deviceId, cardFingerprint, properties, ...common } = order;
  const id = hash('sha256', order.orderId, 'hex').slice(0, 40);
  const emailDomain = email?.includes('@') ? email.slice(email.lastIndexOf('@') + 1).toLowerCase() : undefined;
  const told = Object.entries({ deviceId, cardFingerprint, emailDomain }).filter(([, value]) => value !== undefined);
  return products.map((product, index) => {
    const event: EventInput = {
      eventId: `order-${id}-${index}`,
      eventType: 'purchase',
      ...common,
      timestamp: order.timestamp ?? new Date(nowMs).toISOString(),
      ...product,
      properties: { ...structuredClone(properties ?? {}), ...Object.fromEntries(told) },
    };
    checkEvent(event, index, nowMs);
    return event;
  });
}

function checkEvent(event: EventInput, index: number, nowMs: number): void {
  const source = { hasEscapes: true, sizeBytes: () => Buffer.byteLength(JSON.stringify(event)) };
  const { code, path, message } = { path: '', message: '', ...screenEvent(event, source, { receivedMs: nowMs }) };
  if (code === undefined) return;
  const detail = `The order cannot be taken: line ${index + 1}, ${path || 'as a whole'}: ${message}.`;
  throw new Problem({ status: 422, code: 'ORDER_REFUSED', detail, more: { violation: code, path, line: index } });
}
