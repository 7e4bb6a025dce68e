/** What requests for recommendations and their answers look like. */
import { Type } from 'typebox';
import { LIST_KINDS } from '../functions/recommend/list-id.ts';
import { EXCLUSIONS, FALLBACK_REASONS, ITEM_REASONS } from '../functions/recommend/recommendation-list.ts';

export const LONGEST_ID = 200;
const MOST_ITEMS = 100;
const MOST_EVENTS = 100;

const Text = Type.Union([Type.String(), Type.Null()]);
const Id = Type.String({ minLength: 1, maxLength: LONGEST_ID });
const Count = Type.Integer({ minimum: 1, maximum: MOST_ITEMS, default: 10, description: 'How many products at most.' });
const Explain = Type.Boolean({ default: false, description: 'Say of each product why it is there.' });
const Category = Type.Optional(Type.String({ maxLength: LONGEST_ID, description: 'Only products of this category.' }));
const Seen = Type.Boolean({
  default: false,
  description: 'Whether products of the present visit and order may be in the list.',
});

const options = {
  n: Count,
  category: Category,
  exclude: Type.Optional(Type.String({ maxLength: 8_000, description: 'Product ids to leave out, between commas.' })),
  explain: Explain,
};

export const UserParameters = Type.Object({ userId: Id });
export const ProductParameters = Type.Object({ productId: Id });
export const ProductListQuery = Type.Object(options);
export const UserListQuery = Type.Object({ ...options, includeSeen: Seen });

export const SessionBody = Type.Object({
  events: Type.Array(Type.Object({ productId: Type.Optional(Type.Union([Id, Type.Null()])) }), {
    maxItems: MOST_EVENTS,
    description: 'The events of a visit, the oldest first, as they are sent to /v1/events; only productId is read.',
  }),
  n: Count,
  category: Category,
  exclude: Type.Optional(Type.Array(Id, { maxItems: MOST_ITEMS, description: 'Product ids to leave out.' })),
  explain: Explain,
  includeSeen: Seen,
});

const ItemReason = Type.Object({
  code: Type.Enum([...ITEM_REASONS]),
  about: Type.Union([Type.String(), Type.Null()], { description: 'The product, category or brand that led here.' }),
  weight: Type.Number({ description: 'Its part of the score.' }),
  text: Type.String(),
});

const Reason = Type.Object({ code: Type.Enum([...FALLBACK_REASONS]), text: Type.String() });

export const RecommendationAnswer = Type.Object({
  recommendationId: Type.String({ description: 'Send it in properties of what is shown, clicked and bought.' }),
  kind: Type.Enum([...LIST_KINDS], { description: 'What the list is made of.' }),
  reason: Type.Union([Reason, Type.Null()], { description: 'Why it is not made of what was asked about, if so.' }),
  items: Type.Array(
    Type.Object({
      productId: Type.String(),
      category: Text,
      score: Type.Number({ description: 'Compares products of this list only.' }),
      reasons: Type.Optional(Type.Array(ItemReason)),
    }),
  ),
  excluded: Type.Optional(
    Type.Array(
      Type.Object({
        productId: Type.String(),
        category: Text,
        code: Type.Enum([...EXCLUSIONS]),
        text: Type.String(),
      }),
      { description: 'With explain: products that something spoke for, and why they are not in the list; 20 at most.' },
    ),
  ),
});

const Rate = Type.Union([Type.Number(), Type.Null()]);

export const StatsAnswer = Type.Object({
  items: Type.Array(
    Type.Object({
      kind: Type.Enum([...LIST_KINDS]),
      impressions: Type.Integer({ description: 'Lists that were shown.' }),
      clicks: Type.Integer({ description: 'Products of lists that were clicked, once a list.' }),
      purchases: Type.Integer({ description: 'Those that were bought within 24 hours by who had clicked them.' }),
      clickThroughRate: Rate,
      conversionRate: Rate,
    }),
  ),
});
