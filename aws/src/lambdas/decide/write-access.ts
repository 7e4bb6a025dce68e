/** Who may have orders decided where no container collects: whoever has a write key. */
import type { KeyRing } from '@millrace/shop/access/key-ring.ts';
import { Problem } from '@millrace/shop/sources/http/problem.ts';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { presentedKey } from '../api/read-access.ts';

/** @returns a check that throws Problem 401. */
export function writeAccess(keys: KeyRing): (event: APIGatewayProxyEventV2) => void {
  return ({ headers }) => {
    const key = presentedKey(headers.authorization ?? '');
    if (key === undefined || keys.find(key)?.mayWrite !== true) throw unauthorized;
  };
}

const unauthorized = new Problem({
  status: 401,
  code: 'UNAUTHORIZED',
  detail: 'This needs a write key: Authorization: Bearer <key>, or the key as the user name of Basic.',
  headers: { 'www-authenticate': 'Basic realm="millrace", charset="UTF-8"' },
});
