/** What a call that threw means to the producer. */
import { TransportError } from '@millrace/client/transport.ts';

/** Faults of the set-up: trying again helps only after somebody has mended it, but nothing is dropped for it. */
const REFUSED = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSNotFoundException',
  'CredentialsProviderError',
]);

/** @param target what was called, for the message: `the stream events`. */
export function callFailure(target: string, cause: unknown): TransportError {
  const name = cause instanceof Error ? cause.name : '';
  const reason = cause instanceof Error ? `${name}: ${cause.message}` : String(cause);
  if (REFUSED.has(name)) {
    const message = `${target} refuses what is sent to it, ${reason}`;
    return new TransportError(message, { code: 'STREAM_REFUSED', retry: 'backoff', cause });
  }
  const message = `${target} does not answer, ${reason}`;
  return new TransportError(message, { code: 'STREAM_UNREACHABLE', retry: 'backoff', cause });
}
