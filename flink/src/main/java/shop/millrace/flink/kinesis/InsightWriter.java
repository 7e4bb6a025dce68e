package shop.millrace.flink.kinesis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/**
 * Gathers rows and puts them on the stream.
 *
 * <p>W1. What waits has each key once: a newer row takes the place of an older one. W2. The next request leaves when the
 * stream has all of the one before. From both it follows that rows of one key come in their order, whichever records of a
 * request the stream refuses at first. W3. Before a checkpoint everything leaves; after a failure rows may come again,
 * which changes nothing for a reader that keeps the last of each key.
 */
final class InsightWriter implements SinkWriter<RowData> {

  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 2_000;

  private final KinesisAccess access;
  private final InsightSink.Writing writing;
  private final InsightEncoder encoder;
  private final int[] keyColumns;
  private final ProcessingTimeService clock;
  private final Map<String, byte[]> waiting = new LinkedHashMap<>();
  private final KinesisClient client;
  private final Patience patience;
  private int waitingBytes;
  private boolean alarmSet;
  private long keyless;

  InsightWriter(
      KinesisAccess access, InsightSink.Writing writing, InsightEncoder encoder, int[] keyColumns, ProcessingTimeService clock) {
    this.access = access;
    this.writing = writing;
    this.encoder = encoder;
    this.keyColumns = keyColumns;
    this.clock = clock;
    this.client = access.client();
    this.patience = new Patience("cannot put on " + access.streamArn());
  }

  @Override
  public void write(RowData row, Context context) throws IOException, InterruptedException {
    if (row.getRowKind() == RowKind.UPDATE_BEFORE) return;
    byte[] record = encoder.encode(row, row.getRowKind() == RowKind.DELETE);
    // A key that waits gives up its place: the order of a request is that of the newest rows.
    String key = key(row);
    byte[] before = waiting.remove(key);
    waitingBytes += record.length - (before == null ? 0 : before.length);
    waiting.put(key, record);
    if (waiting.size() >= writing.mostRecords() || waitingBytes >= MOST_BYTES) flush(false);
    else setAlarm();
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    List<PutRecordsRequestEntry> entries = new ArrayList<>();
    for (byte[] record : waiting.values()) entries.add(entry(record));
    waiting.clear();
    waitingBytes = 0;
    long pauseMs = FIRST_PAUSE_MS;
    for (var left = refused(entries); !left.isEmpty(); left = refused(left)) {
      Thread.sleep(pauseMs);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private String key(RowData row) throws IOException {
    return keyColumns.length == 0 ? Long.toString(keyless++) : encoder.key(row, keyColumns);
  }

  private void setAlarm() {
    if (alarmSet) return;
    alarmSet = true;
    clock.registerTimer(clock.getCurrentProcessingTime() + writing.flushTimeout().toMillis(), at -> onAlarm());
  }

  private void onAlarm() throws IOException, InterruptedException {
    alarmSet = false;
    flush(false);
  }

  private PutRecordsRequestEntry entry(byte[] record) {
    return PutRecordsRequestEntry.builder()
        .partitionKey(writing.partitionKey())
        .data(SdkBytes.fromByteArrayUnsafe(record))
        .build();
  }

  /** Tries once. @return those that the stream has not taken, in their order. */
  private List<PutRecordsRequestEntry> refused(List<PutRecordsRequestEntry> entries) {
    if (entries.isEmpty()) return entries;
    PutRecordsResponse response;
    try {
      response = client.putRecords(PutRecordsRequest.builder().streamARN(access.streamArn()).records(entries).build());
    } catch (SdkException fault) {
      patience.bear(fault);
      return entries;
    }
    patience.succeeded();
    List<PutRecordsRequestEntry> refused = new ArrayList<>();
    for (int index = 0; index < entries.size(); index++)
      if (response.records().get(index).errorCode() != null) refused.add(entries.get(index));
    return refused;
  }
}
