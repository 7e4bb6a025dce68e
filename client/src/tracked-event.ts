/** An event as a program tracks it. What the server knows beyond these fields may be given as well; so may any other. */
export interface TrackedEvent {
  /** `page_view`, `add_to_cart`, `purchase` … or `custom`, with its name in properties. */
  readonly eventType: string;
  /** Made when it is left out: one for good, however often the event is sent. */
  readonly eventId?: string;
  /** ISO 8601; now when it is left out. */
  readonly timestamp?: string;
  readonly userId?: string | null;
  readonly anonymousId?: string | null;
  readonly sessionId?: string | null;
  readonly productId?: string | null;
  readonly category?: string | null;
  readonly price?: number | null;
  readonly quantity?: number | null;
  readonly orderId?: string | null;
  readonly status?: string | null;
  readonly query?: string | null;
  readonly currency?: string | null;
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly [field: string]: unknown;
}

/** Whose order an event keeps: that of its user, else of its anonymous visitor, else of its product. */
export function orderKeyOf({ userId, anonymousId, productId }: TrackedEvent): string {
  return userId ?? anonymousId ?? productId ?? '';
}
