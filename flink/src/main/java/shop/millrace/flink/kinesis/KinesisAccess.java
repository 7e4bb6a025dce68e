package shop.millrace.flink.kinesis;

import java.io.Serializable;
import java.net.URI;
import org.apache.flink.configuration.ReadableConfig;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;

/** A stream and how to reach it. */
record KinesisAccess(String streamArn, String region, String endpoint, String accessKey, String secretKey)
    implements Serializable {

  static KinesisAccess of(ReadableConfig options) {
    String arn = options.get(KinesisOptions.STREAM_ARN);
    String[] parts = arn.split(":", 6);
    if (parts.length < 6 || !parts[5].startsWith("stream/"))
      throw new IllegalArgumentException(arn + " is no stream's ARN; write arn:aws:kinesis:<region>:<account>:stream/<name>");
    boolean basic = options.get(KinesisOptions.CREDENTIALS) == KinesisOptions.Credentials.BASIC;
    return new KinesisAccess(
        arn,
        options.getOptional(KinesisOptions.REGION).orElse(parts[3]),
        options.get(KinesisOptions.ENDPOINT),
        basic ? options.get(KinesisOptions.ACCESS_KEY) : "",
        basic ? options.get(KinesisOptions.SECRET_KEY) : "");
  }

  /** A client of its own for the caller, who closes it. */
  KinesisClient client() {
    KinesisClientBuilder builder =
        KinesisClient.builder().region(Region.of(region)).httpClientBuilder(UrlConnectionHttpClient.builder());
    if (!endpoint.isEmpty()) builder.endpointOverride(URI.create(endpoint));
    if (!accessKey.isEmpty())
      builder.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
    return builder.build();
  }
}
