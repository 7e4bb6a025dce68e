/**
 * Who may read: whoever API Gateway has let in by IAM, or who has a read key. Of keys only SHA-256 digests are known here.
 * Without either a request is refused: a function that was put behind an open route by mistake answers nobody.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { Problem } from '@millrace/shop/sources/http/problem.ts';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * @param digests hexadecimal SHA-256 of each key, separated by commas.
 * @returns a check that throws Problem 401. @throws MillraceError KEY_NOT_UNDERSTOOD.
 */
export function readAccess(digests: string): (event: APIGatewayProxyEventV2) => void {
  const known = digests
    .split(',')
    .map((digest) => digest.trim().toLowerCase())
    .filter((digest) => digest !== '');
  if (!known.every((digest) => DIGEST.test(digest))) throw notUnderstood;
  const keys = known.map((digest) => Buffer.from(digest, 'hex'));
  return (event) => {
    if (isSigned(event)) return;
    const key = presentedKey(event.headers.authorization ?? '');
    if (key === undefined || !opens(keys, key)) throw unauthorized;
  };
}

/** API Gateway says who signed a request; nobody else can write that into an event. */
function isSigned({ requestContext }: APIGatewayProxyEventV2): boolean {
  return (
    'authorizer' in requestContext &&
    typeof requestContext.authorizer === 'object' &&
    requestContext.authorizer !== null &&
    'iam' in requestContext.authorizer
  );
}

/** `Bearer <key>`, or Basic with the key as the user name. */
export function presentedKey(header: string): string | undefined {
  const [scheme = '', value = ''] = header.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(value, 'base64').toString().split(':', 1)[0];
}

/** Compares with every key, so that the time taken says nothing about which one fits. */
function opens(keys: readonly Buffer[], key: string): boolean {
  const digest = hash('sha256', key, 'buffer');
  let found = false;
  for (const known of keys) found = timingSafeEqual(digest, known) || found;
  return found;
}

const unauthorized = new Problem({
  status: 401,
  code: 'UNAUTHORIZED',
  detail: 'This needs a signed request, or a read key: Authorization: Bearer <key>.',
  headers: { 'www-authenticate': 'Bearer realm="millrace"' },
});

const notUnderstood = new MillraceError('READ_KEY_DIGESTS is not understood', {
  code: 'KEY_NOT_UNDERSTOOD',
  domain: 'user',
  retry: 'never',
  hint: 'give the SHA-256 of each read key as 64 hexadecimal digits, separated by commas',
});
