/** An event as the simulator writes it, before it is sent: the schema's fields, in the schema's names. */

export interface ShopEvent {
  eventId: string;
  userId?: string;
  anonymousId?: string;
  sessionId?: string;
  eventType: string;
  timestamp: string;
  productId?: string;
  category?: string;
  price?: number;
  quantity?: number;
  deviceType?: string;
  location?: { readonly country: string; readonly region: string };
  orderId?: string;
  status?: string;
  query?: string;
  ip?: string;
  page?: string;
  referrer?: string;
  /** What has no field of its own: the device, what an account says of itself, a product's particulars. */
  properties?: Readonly<Record<string, string | number | boolean>>;
}
