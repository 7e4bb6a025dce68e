package shop.millrace.flink.kinesis;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Reads shards in turns. One that has nothing more rests for a while, since all its readers share five calls a second. */
final class ShardFetcher implements SplitReader<Record, ShardSplit> {

  /** A shard as it is read. */
  private static final class Reading {
    private ReadPosition position;
    private String iterator;
    private long dueNanos = System.nanoTime();
    private boolean paused;
    private long behindMs;
    private final Patience patience;

    private Reading(String shardId, ReadPosition position) {
      this.position = position;
      this.patience = new Patience("cannot read " + shardId);
    }
  }

  private final KinesisAccess access;
  private final int mostRecords;
  private final Duration rest;
  private final LongConsumer onBehind;
  private final KinesisClient client;
  /** The one that has waited longest is first. */
  private final Map<String, Reading> readings = new LinkedHashMap<>();
  private final Object bell = new Object();
  private boolean woken;

  /** @param onBehind is told how many milliseconds the slowest shard is behind its newest record. */
  ShardFetcher(KinesisAccess access, int mostRecords, Duration rest, LongConsumer onBehind) {
    this.access = access;
    this.mostRecords = mostRecords;
    this.rest = rest;
    this.onBehind = onBehind;
    this.client = access.client();
  }

  @Override
  public RecordsWithSplitIds<Record> fetch() throws IOException {
    var batch = new RecordsBySplits.Builder<Record>();
    String shardId = dueShard();
    if (shardId != null) fetch(shardId, batch);
    return batch.build();
  }

  @Override
  public void handleSplitsChanges(SplitsChange<ShardSplit> change) {
    for (ShardSplit split : change.splits()) readings.put(split.shardId(), new Reading(split.shardId(), split.position()));
  }

  @Override
  public void pauseOrResumeSplits(Collection<ShardSplit> toPause, Collection<ShardSplit> toResume) {
    toPause.forEach(split -> readings.computeIfPresent(split.shardId(), (id, reading) -> paused(reading, true)));
    toResume.forEach(split -> readings.computeIfPresent(split.shardId(), (id, reading) -> paused(reading, false)));
  }

  @Override
  public void wakeUp() {
    synchronized (bell) {
      woken = true;
      bell.notifyAll();
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static Reading paused(Reading reading, boolean paused) {
    reading.paused = paused;
    return reading;
  }

  /** Waits for the first shard that is due. @return null when woken before, so that other work is done. */
  private String dueShard() {
    String first = null;
    long firstDue = System.nanoTime() + rest.toNanos();
    for (var entry : readings.entrySet()) {
      Reading reading = entry.getValue();
      if (reading.paused || reading.dueNanos - firstDue >= 0) continue;
      first = entry.getKey();
      firstDue = reading.dueNanos;
    }
    return sleepUntil(firstDue) ? first : null;
  }

  private boolean sleepUntil(long nanos) {
    synchronized (bell) {
      long left = nanos - System.nanoTime();
      try {
        if (!woken && left > 0) bell.wait(left / 1_000_000 + 1);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
      boolean undisturbed = !woken;
      woken = false;
      return undisturbed;
    }
  }

  private void fetch(String shardId, RecordsBySplits.Builder<Record> batch) {
    Reading reading = readings.remove(shardId);
    readings.put(shardId, reading);
    GetRecordsResponse response = records(shardId, reading);
    if (response == null) return;
    for (Record record : response.records()) {
      batch.add(shardId, record);
      reading.position = ReadPosition.after(record.sequenceNumber());
    }
    reading.iterator = response.nextShardIterator();
    reading.behindMs = response.millisBehindLatest() == null ? 0 : response.millisBehindLatest();
    boolean hasMore = reading.behindMs > 0 && !response.records().isEmpty();
    reading.dueNanos = System.nanoTime() + (hasMore ? 0 : rest.toNanos());
    if (reading.iterator == null) {
      readings.remove(shardId);
      batch.addFinishedSplit(shardId);
    }
    onBehind.accept(readings.values().stream().mapToLong(each -> each.behindMs).max().orElse(0));
  }

  /** Null when the shard gives nothing now: it is asked again. */
  private GetRecordsResponse records(String shardId, Reading reading) {
    try {
      if (reading.iterator == null) reading.iterator = iterator(shardId, reading.position);
      var request = GetRecordsRequest.builder().streamARN(access.streamArn());
      var response = client.getRecords(request.shardIterator(reading.iterator).limit(mostRecords).build());
      reading.patience.succeeded();
      return response;
    } catch (ExpiredIteratorException expired) {
      reading.iterator = null;
    } catch (SdkException fault) {
      reading.patience.bear(fault);
      reading.dueNanos = System.nanoTime() + rest.toNanos();
    }
    return null;
  }

  private String iterator(String shardId, ReadPosition position) {
    var request = GetShardIteratorRequest.builder().streamARN(access.streamArn()).shardId(shardId);
    return client.getShardIterator(position.in(request).build()).shardIterator();
  }
}
