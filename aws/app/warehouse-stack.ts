/** The lake: delivery to Parquet, cheaper classes with age, tables for Athena, and the example queries. */

import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { type Bucket, type LifecycleRule, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Duration, Size } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type BaseStack, encryptionKey } from './base-stack.ts';
import { exampleQueries } from './example-queries.ts';
import { GlueCatalogue } from './glue-catalogue.ts';
import { lakeDelivery, quarantineDelivery } from './lake-delivery.ts';
import { EVENTS_TABLE, RESULTS_TABLE } from './lake-tables.ts';
import { MillraceStack, type StackInput } from './millrace-stack.ts';
import { privateBucket } from './private-bucket.ts';

export class WarehouseStack extends MillraceStack {
  readonly key: Key;
  readonly lake: Bucket;
  readonly events: DeliveryStream;
  readonly insights: DeliveryStream;
  /** Events that were refused. */
  readonly quarantine: DeliveryStream;

  constructor(scope: Construct, input: StackInput & { readonly base: BaseStack }) {
    super(scope, { name: 'warehouse', description: 'Millrace: Parquet in S3, Athena' }, input);
    const { base } = input;
    this.key = encryptionKey(this, 'LakeKey', 'the lake');
    this.lake = privateBucket(this, 'LakeBucket', {
      name: 'lake',
      key: this.key,
      accessLogs: base.accessLogs,
      lifecycleRules: [
        this.ageing(),
        ...['failed/', 'quarantine/'].map((prefix) => ({ prefix, expiration: Duration.days(90) })),
      ],
    });
    const catalogue = new GlueCatalogue(this);
    const events = catalogue.table(this.lake, EVENTS_TABLE);
    const results = catalogue.table(this.lake, RESULTS_TABLE);
    catalogue.views([events, results]);
    const shared = { base, bucket: this.lake, key: this.key };
    this.events = lakeDelivery(this, { ...shared, name: 'events-lake', table: EVENTS_TABLE, schema: events });
    this.insights = lakeDelivery(this, { ...shared, name: 'insights-lake', table: RESULTS_TABLE, schema: results });
    this.quarantine = quarantineDelivery(this, shared);
    this.queries(base, catalogue.database);
  }

  private ageing(): LifecycleRule {
    const { standardDays, infrequentDays, keptDays } = this.profile.warehouse;
    return {
      prefix: 'lake_',
      transitions: [
        { storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(standardDays) },
        {
          storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
          transitionAfter: Duration.days(standardDays + infrequentDays),
        },
      ],
      expiration: Duration.days(keptDays),
    };
  }

  /** A place to ask from, with a bound on what one query may scan, and the examples to begin with. */
  private queries(base: BaseStack, database: string): void {
    const answers = privateBucket(this, 'Answers', {
      name: 'answers',
      key: this.key,
      accessLogs: base.accessLogs,
      disposable: true,
      lifecycleRules: [{ expiration: Duration.days(7) }],
    });
    const group = new CfnWorkGroup(this, 'WorkGroup', {
      name: this.profile.name,
      description: 'Queries over the lake of Millrace',
      recursiveDeleteOption: !this.profile.protectData,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        bytesScannedCutoffPerQuery: Size.gibibytes(this.profile.warehouse.scanLimitGigabytes).toBytes(),
        resultConfiguration: {
          outputLocation: `s3://${answers.bucketName}/`,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: this.key.keyArn },
        },
      },
    });
    for (const { name, title, about, sql } of exampleQueries()) {
      const query = new CfnNamedQuery(this, `Query-${name}`, {
        name: title,
        description: about,
        database,
        queryString: sql,
        workGroup: group.name,
      });
      query.addResourceDependency(group);
    }
  }
}
