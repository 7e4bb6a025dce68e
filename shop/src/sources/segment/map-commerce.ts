/** The events of Segment's e-commerce specification, product by product and line by line. */
import { hash } from 'node:crypto';
import { MAX_EVENT_ID } from '../../events/event-schema.ts';
import { schemaViolation } from '../../events/verdict.ts';
import type { MappedEvent, Mapping } from '../mapped-events.ts';
import {
  filled,
  type Members,
  membersOf,
  readFirst,
  readMoney,
  readNumber,
  readText,
  without,
} from '../read-members.ts';
import type { CommerceKind } from './commerce-events.ts';
import { type EventParts, eventOf, type ReadMessage } from './event-parts.ts';

const PRODUCT_IDS = ['product_id', 'sku', 'id'];
const ORDER_IDS = ['order_id', 'checkout_id'];
const AMOUNTS = ['revenue', 'total', 'value'];

/** @param own the message's properties. */
export function mapCommerce(read: ReadMessage, { kind, eventType }: CommerceKind, own: Members): Mapping {
  const added = { tracked: read.message.event };
  switch (kind) {
    case 'product': {
      const { fields, places, rest } = readProduct(own, '/properties');
      return [
        eventOf(read, { eventType, ...withCurrency(own, fields, places), own: without(rest, ['currency']), added }),
      ];
    }
    case 'search': {
      const fields = { query: readText(own.query) };
      return [eventOf(read, { eventType, fields, places: PROPERTY_PLACES, own: without(own, ['query']), added })];
    }
    case 'checkout': {
      const order = readOrder(own);
      const price = readFirst(own, AMOUNTS, readMoney);
      const places = { ...order.places, '/price': `/properties/${price.name}` };
      const fields = { ...order.fields, price: price.value };
      return [eventOf(read, { eventType, fields, places, own: order.rest, added })];
    }
    case 'order':
      return mapOrder(read, own);
    case 'refund':
      return mapRefund(read, own);
    case 'order change': {
      const { fields, places, rest } = readOrder(own);
      if (fields.orderId === undefined) return NO_ORDER_ID;
      return [eventOf(read, { eventType, fields, places, own: rest, added })];
    }
  }
}

const NO_ORDER_ID = schemaViolation('/properties/order_id', 'is missing');

const PROPERTY_PLACES: Readonly<Record<string, string>> = {
  '/query': '/properties/query',
  '/status': '/properties/status',
  '/currency': '/properties/currency',
};

interface ReadPart {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly places: Readonly<Record<string, string>>;
  /** What has no field of its own. */
  readonly rest: Members;
}

function readOrder(own: Members): ReadPart {
  const orderId = readFirst(own, ORDER_IDS, readText);
  return {
    fields: { orderId: orderId.value, status: readText(own.status), currency: currencyOf(own) },
    places: { ...PROPERTY_PLACES, '/orderId': `/properties/${orderId.name}` },
    rest: without(own, [orderId.name, 'status', 'currency']),
  };
}

/** @param place the JSON pointer of the product. */
function readProduct(product: Members, place: string): ReadPart {
  const productId = readFirst(product, PRODUCT_IDS, readText);
  return {
    fields: {
      productId: productId.value,
      category: readText(product.category),
      price: readMoney(product.price),
      quantity: readNumber(product.quantity),
    },
    places: {
      '/productId': `${place}/${productId.name}`,
      '/category': `${place}/category`,
      '/price': `${place}/price`,
      '/quantity': `${place}/quantity`,
    },
    rest: without(product, [productId.name, 'category', 'price', 'quantity']),
  };
}

function withCurrency(own: Members, fields: Members, places: ReadPart['places']) {
  return { fields: { ...fields, currency: currencyOf(own) }, places: { ...places, ...PROPERTY_PLACES } };
}

function currencyOf(own: Members): unknown {
  const currency = readText(own.currency);
  return typeof currency === 'string' ? currency.toUpperCase() : currency;
}

/** One purchase a product; an order that names no products is one line of all that it came to. */
function mapOrder(read: ReadMessage, own: Members): Mapping {
  const { products } = own;
  if (products != null && !Array.isArray(products)) return schemaViolation('/properties/products', 'must be a list');
  const order = readOrder(without(own, ['products']));
  // Its lines must hang together, whatever the shop calls the order.
  const orderId = order.fields.orderId ?? read.messageId;
  const shared = { eventType: 'purchase', fields: { ...order.fields, orderId }, places: order.places };
  if (products == null || products.length === 0) return [wholeOrder(read, shared, order.rest)];
  return lines(read, products, (product, index) => {
    const line = readProduct(product, `/properties/products/${index}`);
    return {
      ...shared,
      fields: { ...shared.fields, ...line.fields },
      places: {
        ...shared.places,
        ...line.places,
        ...LINE_PLACES,
        '/properties/product': `/properties/products/${index}`,
      },
      added: { tracked: read.message.event, order: filled(order.rest), product: filled(line.rest) },
    };
  });
}

const LINE_PLACES: Readonly<Record<string, string>> = { '/properties/order': '/properties' };

function wholeOrder(read: ReadMessage, shared: EventParts, rest: Members): MappedEvent {
  const amount = readFirst(rest, AMOUNTS, readMoney);
  return eventOf(read, {
    ...shared,
    eventId: lineId(read.messageId, 1),
    fields: { ...shared.fields, price: amount.value, quantity: 1 },
    places: { ...shared.places, ...LINE_PLACES, '/price': `/properties/${amount.name}` },
    added: { tracked: read.message.event, order: filled(rest) },
  });
}

/** Without products the whole order is refunded; a product without its id would take the whole order back as well. */
function mapRefund(read: ReadMessage, own: Members): Mapping {
  const { products } = own;
  if (products != null && !Array.isArray(products)) return schemaViolation('/properties/products', 'must be a list');
  const order = readOrder(without(own, ['products']));
  if (order.fields.orderId === undefined) return NO_ORDER_ID;
  const { fields, places } = order;
  const added = { tracked: read.message.event };
  if (products == null || products.length === 0) {
    return [eventOf(read, { eventType: 'order_refunded', fields, places, own: order.rest, added })];
  }
  const nameless = products.findIndex(
    (product) => readFirst(membersOf(product) ?? {}, PRODUCT_IDS, readText).value === undefined,
  );
  if (nameless >= 0) return schemaViolation(`/properties/products/${nameless}/product_id`, NAMELESS);
  return lines(read, products, (product, index) => {
    const line = readProduct(product, `/properties/products/${index}`);
    return {
      eventType: 'order_refunded',
      fields: { ...fields, ...line.fields },
      places: { ...places, ...line.places, ...LINE_PLACES, '/properties/product': `/properties/products/${index}` },
      added: { ...added, order: filled(order.rest), product: filled(line.rest) },
    };
  });
}

const NAMELESS = 'is missing: a product that is refunded needs its id, or the whole order would be taken back';

function lines(
  read: ReadMessage,
  products: readonly unknown[],
  partsOf: (product: Members, index: number) => EventParts,
): Mapping {
  const bad = products.findIndex((product) => membersOf(product) === undefined);
  if (bad >= 0) return schemaViolation(`/properties/products/${bad}`, 'must be a JSON object');
  return products.map((product, index) => {
    const parts = partsOf(membersOf(product) ?? {}, index);
    return eventOf(read, { ...parts, eventId: lineId(read.messageId, index + 1) });
  });
}

function lineId(messageId: string, line: number): string {
  const id = `${messageId}:${line}`;
  return id.length <= MAX_EVENT_ID ? id : hash('sha256', id, 'hex');
}
