/** The sample event that the system was specified with. */
import { randomUUID } from 'node:crypto';

export type SampleEvent = Record<string, unknown>;

/** A good event with an id of its own; `changes` replace its fields, and undefined takes one away. */
export function sampleEvent(changes: SampleEvent = {}): SampleEvent {
  const event: SampleEvent = {
    eventId: randomUUID(),
    userId: 'user123',
    sessionId: 'session456',
    eventType: 'page_view',
    timestamp: '2024-01-15T10:30:00Z',
    productId: 'prod789',
    category: 'electronics',
    price: 299.99,
    quantity: 1,
    deviceType: 'mobile',
    location: { country: 'US', region: 'CA' },
    ...changes,
  };
  return JSON.parse(JSON.stringify(event));
}
