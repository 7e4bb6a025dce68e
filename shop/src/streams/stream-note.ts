/** What is said of a stream to people: what its rows are, what each column means, where it is served. */

export interface StreamNote {
  readonly about: string;
  /** What a column means where the same name means something else elsewhere, or is here alone. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Routes that answer from it. */
  readonly routes: readonly string[];
}

/** What columns of these names mean wherever nothing else is said. */
export const COMMON_COLUMNS: Readonly<Record<string, string>> = {
  windowStart: 'When the window begins.',
  windowEnd: 'When the window ends.',
  eventId: 'The event that the row follows from.',
  visitor: 'The user, or else the anonymous visitor.',
  userId: 'The user.',
  productId: 'The product.',
  category: 'The category of the product; `uncategorized` without one.',
  orderId: 'The order; the event itself where it names none.',
  quantity: 'Pieces.',
  amount: 'Price times pieces, as an exact decimal.',
  events: 'Events of visitors.',
  visitors: 'Different visitors.',
  viewers: 'Visitors who looked at a page or a product.',
  checkouts: 'Visitors who went to the checkout.',
  buyers: 'Visitors who bought.',
  caseId: 'The case.',
  openedAt: 'When the case was opened.',
  assignee: 'Who looks into it.',
  version: 'Counted up with each change: whoever acts says which one was seen.',
  orderValue: 'What the order came to.',
  place: 'The place in the ranking, from 1.',
  score: 'A look counts 1, putting into the cart 3, buying 10.',
  views: 'How often it was looked at.',
  carts: 'How often it was put into a cart.',
  purchases: 'How often it was bought.',
  revenue: 'What the order lines came to, as an exact decimal.',
  orders: 'How many different orders.',
  averageOrderValue: 'Revenue by order.',
  ip: 'The address.',
  country: 'The country of the place that the event named.',
  deviceId: "The device, by the sender's own name for it.",
  onHand: 'Pieces in stock.',
  onOrder: 'Pieces that are on their way.',
  threshold: 'Below so many pieces an alert is raised.',
  daysOfCover: 'How many days the stock lasts at the rate of the last week.',
  reorder: 'How many pieces should be ordered.',
  receivedAt: 'When it arrived, by the clock of the server.',
  orderedAt: 'When it was ordered, in event time.',
  updatedAt: 'When it was changed last.',
  startsAt: 'When it began.',
  endsAt: 'When it ended, or ends.',
  createdBy: 'Who made it.',
  comment: 'Why.',
  status: 'How it stands.',
};

/** What a column means; undefined when nothing is known of it. */
export function columnNote(note: StreamNote | undefined, column: string): string | undefined {
  return note?.columns?.[column] ?? COMMON_COLUMNS[column];
}
