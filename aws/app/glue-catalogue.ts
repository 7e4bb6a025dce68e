/** The lake's tables and views in Glue, where Athena and Firehose look them up. */

import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Aws } from 'aws-cdk-lib/core';
import { type LakeTable, type LakeView, lakeViews } from './lake-tables.ts';
import type { MillraceStack } from './millrace-stack.ts';

const PARQUET = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
};

/** The first day that a partition can be of. */
const FIRST_DAY = '2024-01-01';

export class GlueCatalogue {
  readonly database: string;
  readonly #stack: MillraceStack;
  readonly #parent: CfnDatabase;

  constructor(stack: MillraceStack) {
    this.#stack = stack;
    this.database = stack.profile.name.replaceAll('-', '_');
    this.#parent = new CfnDatabase(stack, 'Lake', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: this.database, description: 'Millrace: the warehouse' },
    });
  }

  /** Partitions are counted out by date, so nobody has to add them. */
  table(bucket: Bucket, table: LakeTable): CfnTable {
    const location = `s3://${bucket.bucketName}/${table.name}/`;
    return this.#add(table.name, {
      name: table.name,
      description: table.about,
      tableType: 'EXTERNAL_TABLE',
      parameters: {
        classification: 'parquet',
        'projection.enabled': 'true',
        'projection.date.type': 'date',
        'projection.date.format': 'yyyy-MM-dd',
        'projection.date.range': `${FIRST_DAY},NOW+1DAYS`,
        'storage.location.template': `${location}date=\${date}/`,
      },
      partitionKeys: [{ name: 'date', type: 'string', comment: 'The day, in UTC.' }],
      storageDescriptor: {
        ...PARQUET,
        location,
        columns: table.columns.map(({ name, type, comment }) => ({ name, type, comment: comment.slice(0, 255) })),
      },
    });
  }

  views(after: readonly CfnTable[]): void {
    for (const view of lakeViews()) {
      const made = this.#add(view.name, this.#viewInput(view));
      for (const table of after) made.addResourceDependency(table);
    }
  }

  /** Athena keeps a view as a table whose text is its definition in base64. */
  #viewInput(view: LakeView): CfnTable.TableInputProperty {
    const definition = {
      originalSql: view.sql,
      catalog: 'awsdatacatalog',
      schema: this.database,
      columns: view.columns,
    };
    return {
      name: view.name,
      description: view.about,
      tableType: 'VIRTUAL_VIEW',
      parameters: { presto_view: 'true', comment: 'Presto View' },
      storageDescriptor: {
        columns: view.columns.map(({ name, type }) => ({ name, type: hiveType(type) })),
        serdeInfo: {},
      },
      viewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`,
      viewExpandedText: '/* Presto View */',
    };
  }

  #add(name: string, tableInput: CfnTable.TableInputProperty): CfnTable {
    const table = new CfnTable(this.#stack, `Table-${name}`, {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: this.database,
      tableInput,
    });
    table.addResourceDependency(this.#parent);
    return table;
  }
}

function hiveType(athena: string): string {
  if (athena === 'varchar') return 'string';
  if (athena === 'integer') return 'int';
  return athena.replace('timestamp(3)', 'timestamp');
}
