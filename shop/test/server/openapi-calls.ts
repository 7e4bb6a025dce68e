/** What calls of the contract's test are made of: how one is written down, and the bodies that are sent. */

export interface Call {
  /** As the document writes it: `GET /v1/users/{userId}`. */
  readonly operation: string;
  readonly path: string;
  readonly body?: object | string;
  readonly type?: string;
  /** 200 by default. */
  readonly status?: number;
}

export const HOUR = 'from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z';
export const json = (operation: string, path: string, body: object, status = 200): Call => ({
  operation,
  path,
  body,
  status,
});
export const get = (path: string, query = '', operation = path, status = 200): Call => ({
  operation: `GET ${operation}`,
  path: query === '' ? path : `${path}?${query}`,
  status,
});

/** Sends every order to review, so that there is a case. */
export const RULES = `version: 1
outcomes:
  review: 40
  decline: 80
rules:
  - code: EVERY_ORDER
    name: Every order
    weight: 50
    when: orderValue >= 0
`;
export const MODEL = JSON.stringify({
  name: 'test',
  points: 10,
  intercept: -1,
  inputs: [{ signal: 'orderValue', mean: 50, scale: 20, weight: 0.5, missing: 0 }],
});

export const pageView = {
  eventId: 'e-late',
  userId: 'ann',
  eventType: 'page_view',
  timestamp: new Date().toISOString(),
};

export const REES46 = `event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
2019-10-01 00:00:00 UTC,view,tent,1,camping,acme,20,ann,s-1
`;
