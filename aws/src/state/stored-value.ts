/**
 * A state as text on its way to Valkey and DynamoDB: as it is, or compressed when it is long. Both bill by size.
 *
 * JSON never begins with the letter that marks what is compressed, and is never empty.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** JSON; null for a state that there is not. */
export type StateText = string | null;

/** Shorter texts go to Valkey as they are: it is asked for them with each event. */
const PLAIN_IN_VALKEY = 8_192;
/** DynamoDB bills writes by the kilobyte, and an item holds two versions. */
const PLAIN_IN_DYNAMO = 300;
const COMPRESSED = 'z';
const LEVEL = { level: 1 };

/** Of DynamoDB's 400 KB an item: two versions of a state and what stands beside them. */
export const MOST_STATE_BYTES = 190_000;
/** No text of this length is longer than that in UTF-8. */
const CERTAINLY_FITS = MOST_STATE_BYTES / 3;

export function valkeyValue(text: StateText): string {
  if (text === null) return '';
  if (text.length <= PLAIN_IN_VALKEY) return text;
  return COMPRESSED + deflateRawSync(text, LEVEL).toString('base64');
}

export function fromValkey(value: string): StateText {
  if (value === '') return null;
  if (!value.startsWith(COMPRESSED)) return value;
  return inflateRawSync(Buffer.from(value.slice(1), 'base64')).toString();
}

export function dynamoValue(text: StateText): AttributeValue {
  if (text === null) return { NULL: true };
  return text.length <= PLAIN_IN_DYNAMO ? { S: text } : { B: deflateRawSync(text, LEVEL) };
}

export function fromDynamo(value: AttributeValue | undefined): StateText {
  if (value?.S !== undefined) return value.S;
  return value?.B === undefined ? null : inflateRawSync(value.B).toString();
}

/** Whether DynamoDB could not take it, compressed as it would be. */
export function isTooLarge(text: string): boolean {
  return text.length > CERTAINLY_FITS && deflateRawSync(text, LEVEL).byteLength > MOST_STATE_BYTES;
}
