/**
 * The streams. Records carry an explicit hash key for their bucket, so a stream must take keys at their word: by shards,
 * or on demand, but never with a distribution of the service's own choosing, which would mix the order of a user's events.
 */

import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acceptRule } from './accept-rule.ts';
import { encryptionKey } from './base-stack.ts';
import { MillraceStack, type StackInput } from './millrace-stack.ts';

export const STREAM_NAMES = ['events', 'enriched', 'insights'] as const;
export type StreamName = (typeof STREAM_NAMES)[number];

/** AWS’s own key is free, but who may use it cannot be said. */
export const OWN_KEY = 'A key of our own says who may read shoppers’ events; data keys are reused, so it costs little.';

export class StreamStack extends MillraceStack {
  readonly key: Key;
  readonly streams: Readonly<Record<StreamName, Stream>>;

  constructor(scope: Construct, input: StackInput) {
    super(scope, { name: 'stream', description: 'Millrace: Kinesis streams' }, input);
    this.key = encryptionKey(this, 'StreamKey', 'streams');
    this.streams = {
      events: this.stream('events'),
      enriched: this.stream('enriched'),
      insights: this.stream('insights'),
    };
  }

  private stream(name: StreamName): Stream {
    const { mode, retentionHours, insights } = this.profile.stream;
    const shardCount = name === 'insights' ? insights.shards : this.profile.stream[name].least;
    const sized = mode === 'provisioned';
    const made = new Stream(this, name, {
      streamName: this.named(name),
      streamMode: sized ? StreamMode.PROVISIONED : StreamMode.ON_DEMAND,
      // The scaling goes on from here; a later deployment with the same figure leaves its work alone.
      ...(sized ? { shardCount } : {}),
      retentionPeriod: Duration.hours(retentionHours),
      encryption: StreamEncryption.KMS,
      encryptionKey: this.key,
      removalPolicy: this.keeping,
    });
    acceptRule(made, 'KDS3', OWN_KEY);
    return made;
  }
}
