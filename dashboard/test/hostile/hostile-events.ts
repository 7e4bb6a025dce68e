/** What a shop may be sent by people who mean harm, or by a till with a stuck key. */

const SCRIPT = '<script>alert(1)</script>';
const IMAGE = '"><img src=x onerror=alert(1)>';
/** The longest ids that there can be, without a place to break them. */
const LONG_ID = 'W'.repeat(200);
const LONG_NAME = 'W'.repeat(10_000);
const BACKWARDS = '\u202egnirts\u0000\u200b';

interface Thing {
  readonly productId: string;
  readonly name: string;
  readonly category: string;
}

const THINGS: readonly Thing[] = [
  { productId: SCRIPT, name: SCRIPT, category: IMAGE },
  { productId: LONG_ID, name: LONG_NAME, category: LONG_ID },
  { productId: `${IMAGE}-2`, name: BACKWARDS, category: '{{constructor.constructor("alert(1)")()}}' },
  { productId: 'javascript:alert(1)', name: 'javascript:alert(1)', category: '__proto__' },
  { productId: '../../v1/audit?x=#y', name: '%00%2e%2e', category: 'constructor' },
];

/** Looked at, searched for, bought, running out, and one event that cannot be taken. */
export function hostileEvents(nowMs: number): readonly object[] {
  return [...THINGS.flatMap((thing, index) => eventsOf(thing, index, nowMs)), { eventId: 'bad', eventType: SCRIPT }];
}

function eventsOf({ productId, name, category }: Thing, index: number, nowMs: number): readonly object[] {
  const userId = [SCRIPT, LONG_ID, IMAGE, 'javascript:alert(1)', '../..'][index] ?? 'ann';
  const event = (eventType: string, secondsAgo: number, more: object = {}) => ({
    eventId: `${eventType}-${index}`,
    eventType,
    userId,
    sessionId: `session ${SCRIPT} ${index}`,
    timestamp: new Date(nowMs - secondsAgo * 1000).toISOString(),
    productId,
    category,
    ip: `203.0.113.${index + 1}`,
    location: { country: index === 0 ? SCRIPT.slice(0, 100) : 'DE' },
    ...more,
  });
  return [
    event('product_update', 60, { price: 9.5, properties: { name, brand: SCRIPT, url: 'javascript:alert(1)' } }),
    event('inventory_update', 59, { properties: { onHand: 3, threshold: 5, leadTimeDays: 2, safetyStock: 1 } }),
    event('search', 50, { query: name.slice(0, 500) }),
    event('page_view', 40),
    event('add_to_cart', 30, { price: 9.5, quantity: 1 }),
    event('purchase', 20, { price: 9.5, quantity: 1, orderId: `order-${index}-${SCRIPT}` }),
  ];
}
