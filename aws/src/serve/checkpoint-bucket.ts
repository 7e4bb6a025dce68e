/**
 * Checkpoints in S3: each is one object, so that it is there as a whole or not at all. Names sort the one furthest along the
 * stream first, whoever wrote it: processes that follow the same stream write beside each other and begin from whichever
 * is furthest.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export interface CheckpointBucketOptions {
  readonly s3: Pick<S3Client, 'send'>;
  readonly bucket: string;
  /** Of what is checkpointed, and of its layout: another layout begins anew under another prefix. */
  readonly prefix: string;
}

/** Those that are kept: a process that starts may be reading an older one. */
const KEPT = 5;
const DIGITS = 16;
const LAST_MS = 9_999_999_999_999;
/** Fast, and nearly as small as at higher levels. The sum shows an object that was damaged. */
const COMPRESSION = {
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
} as const;

export class CheckpointBucket {
  readonly #options: CheckpointBucketOptions;

  constructor(options: CheckpointBucketOptions) {
    this.#options = options;
  }

  /**
   * Writes the file of the checkpoint that is furthest along; false when there is none.
   * @throws MillraceError CHECKPOINTS_UNREADABLE when there are some and none can be read; the SDK's own when S3 is away.
   */
  async restore(file: string): Promise<boolean> {
    const keys = await this.#keys();
    await mkdir(dirname(file), { recursive: true });
    let failure: unknown;
    for (const key of keys.slice(0, KEPT)) {
      const body = await this.#body(key);
      if (body === undefined) continue;
      try {
        await pipeline(body, createZstdDecompress(), createWriteStream(file));
        return true;
      } catch (cause) {
        failure = cause;
      }
    }
    if (keys.length === 0) return false;
    throw unreadable(this.#options, failure);
  }

  /** @param streamMs how far along the stream it is, in epoch milliseconds. @returns its size. */
  async save(file: string, streamMs: number): Promise<number> {
    const packed = `${file}.zst`;
    await pipeline(createReadStream(file), createZstdCompress(COMPRESSION), createWriteStream(packed));
    const { size } = await stat(packed);
    const { s3, bucket, prefix } = this.#options;
    const place = String(LAST_MS - streamMs).padStart(DIGITS, '0');
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `${prefix}/${place}-${randomUUID()}`,
        Body: createReadStream(packed),
        ContentLength: size,
      }),
    );
    await this.#dropOld();
    return size;
  }

  async #dropOld(): Promise<void> {
    const old = (await this.#keys()).slice(KEPT);
    if (old.length === 0) return;
    const { s3, bucket: Bucket } = this.#options;
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: old.map((Key) => ({ Key })), Quiet: true } }));
  }

  async #keys(): Promise<readonly string[]> {
    const { s3, bucket, prefix } = this.#options;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/` }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  /** Undefined when it was dropped in the meantime. */
  async #body(Key: string): Promise<Readable | undefined> {
    const { s3, bucket: Bucket } = this.#options;
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Body instanceof Readable ? Body : undefined;
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }
}

function unreadable({ bucket, prefix }: CheckpointBucketOptions, cause: unknown): MillraceError {
  return new MillraceError(`none of the checkpoints under ${prefix}/ of the bucket ${bucket} can be read`, {
    code: 'CHECKPOINTS_UNREADABLE',
    domain: 'external',
    retry: 'never',
    hint: 'delete them to begin anew from the stream: recommendations then know what the stream still has',
    cause,
  });
}
