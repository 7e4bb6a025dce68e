import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSecretKey, maskCardNumbers, maskJsonText } from '../../src/events/mask-secrets.ts';

test.each([
  ['4111111111111111', '************1111'],
  ['a 4111 1111-1111 1111.', 'a **** ****-**** 1111.'],
  ['378282246310005', '***********0005'],
  ['4111111111111112', '4111111111111112'],
  ['41111111111111110000', '41111111111111110000'],
  ['no digits here', 'no digits here'],
  ['c6491770-2577-44f0-b5c6-e7da6456b0ec', 'c6491770-2577-44f0-b5c6-e7da6456b0ec'],
])('card numbers in %j', (text, masked) => {
  expect(maskCardNumbers(text)).toBe(masked);
});

test.each(['password', 'Passwd', 'user_pwd', 'pass', 'cvv', 'card-number', 'apiKey', 'client_secret'])(
  '%s is a secret',
  (key) => {
    expect(isSecretKey(key)).toBe(true);
  },
);

test.each(['passenger', 'compass', 'pinboard', 'title', 'page'])('%s is no secret', (key) => {
  expect(isSecretKey(key)).toBe(false);
});

test('masked JSON text stays what it was, but for the secrets', () => {
  const text =
    '{"a": "4111111111111111", "b":4111111111111111,"password" : "x\\"y", "pin":1234, "userId":"4111111111111111", bad';
  expect(maskJsonText(text)).toBe(
    '{"a": "************1111", "b":9999999999991111,"password" : "[masked]", "pin":"[masked]", "userId":"4111111111111111", bad',
  );
});

test('masking JSON leaves JSON', () => {
  const secretive = fc.dictionary(
    fc.constantFrom('password', 'a', 'cvv', 'card'),
    fc.oneof(fc.json(), fc.constant('4111111111111111')),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        secretive.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        expect(() => JSON.parse(maskJsonText(text))).not.toThrow();
      },
    ),
  );
});
