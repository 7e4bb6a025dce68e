package shop.millrace.flink.kinesis;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What a table with {@code 'connector' = 'kinesis'} can say. The names are those of Amazon's connector for Flink. */
final class KinesisOptions {

  static final ConfigOption<String> STREAM_ARN =
      ConfigOptions.key("stream.arn").stringType().noDefaultValue().withDescription("The stream.");

  static final ConfigOption<String> REGION =
      ConfigOptions.key("aws.region")
          .stringType()
          .noDefaultValue()
          .withDescription("Its region; without it, the region in the stream's name.");

  static final ConfigOption<String> ENDPOINT =
      ConfigOptions.key("aws.endpoint")
          .stringType()
          .defaultValue("")
          .withDescription("Where Kinesis is, when it is not the region's own.");

  static final ConfigOption<Credentials> CREDENTIALS =
      ConfigOptions.key("aws.credentials.provider")
          .enumType(Credentials.class)
          .defaultValue(Credentials.AUTO)
          .withDescription("AUTO: the role of the machine or of the application; BASIC: a key pair in the two options below.");

  static final ConfigOption<String> ACCESS_KEY =
      ConfigOptions.key("aws.credentials.basic.accesskeyid").stringType().defaultValue("").withDescription("For BASIC.");

  static final ConfigOption<String> SECRET_KEY =
      ConfigOptions.key("aws.credentials.basic.secretkey").stringType().defaultValue("").withDescription("For BASIC.");

  static final ConfigOption<Start> INIT_POSITION =
      ConfigOptions.key("source.init.position")
          .enumType(Start.class)
          .defaultValue(Start.LATEST)
          .withDescription("Where a job without a checkpoint begins to read.");

  static final ConfigOption<Duration> DISCOVERY_INTERVAL =
      ConfigOptions.key("source.shard.discovery.interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("How often the stream is asked for new shards.");

  static final ConfigOption<Duration> FETCH_INTERVAL =
      ConfigOptions.key("source.reader.empty-records-fetch-interval")
          .durationType()
          .defaultValue(Duration.ofMillis(500))
          .withDescription("How long a shard rests that had nothing more. All readers of a shard share five calls a second.");

  static final ConfigOption<Integer> FETCH_RECORDS =
      ConfigOptions.key("source.shard.get-records.max-record-count")
          .intType()
          .defaultValue(1000)
          .withDescription("How many records one call brings at most.");

  static final ConfigOption<String> ONCE_BY =
      ConfigOptions.key("source.once-by")
          .stringType()
          .noDefaultValue()
          .withDescription("A column of texts: of rows that are equal in it only the first counts.");

  static final ConfigOption<Duration> ONCE_WITHIN =
      ConfigOptions.key("source.once-within")
          .durationType()
          .defaultValue(Duration.ofHours(24))
          .withDescription("For how long such a row is remembered.");

  static final ConfigOption<Duration> FLUSH_TIMEOUT =
      ConfigOptions.key("sink.flush-buffer.timeout")
          .durationType()
          .defaultValue(Duration.ofMillis(100))
          .withDescription("How long a row waits for others before it leaves.");

  static final ConfigOption<Integer> BATCH_RECORDS =
      ConfigOptions.key("sink.batch.max-size")
          .intType()
          .defaultValue(500)
          .withDescription("How many rows leave in one call at most; Kinesis takes 500.");

  static final ConfigOption<String> PARTITION_KEY =
      ConfigOptions.key("sink.partition-key")
          .stringType()
          .noDefaultValue()
          .withDescription("The partition key of the table's rows; without it, the table's name.");

  enum Credentials {
    AUTO,
    BASIC
  }

  enum Start {
    TRIM_HORIZON,
    LATEST
  }

  private KinesisOptions() {}
}
