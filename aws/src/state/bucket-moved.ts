/** Somebody else has changed a bucket meanwhile: an earlier invocation that still runs, or its retry. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { BucketHead } from './bucket-cache.ts';

export function bucketMoved({ bucket, position }: Pick<BucketHead, 'bucket' | 'position'>): MillraceError {
  return new MillraceError(`bucket ${bucket} has moved on from ${position} under another invocation`, {
    code: 'BUCKET_MOVED',
    domain: 'external',
    retry: 'backoff',
    hint: 'nothing was changed; the records come again, and what has been counted is left out',
  });
}
