package shop.millrace.flink.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.apache.flink.table.data.RowData;

/**
 * Hands out the rows of a file, which was decoded once in this process. Flink's newer sources go through the task's
 * mailbox for each row, which would be most of what a benchmark sees; this loop does not.
 */
@SuppressWarnings("deprecation")
final class DecodedRows implements SourceFunction<RowData> {

  private static final Map<String, RowData[]> FILES = new ConcurrentHashMap<>();

  private final String path;
  private volatile boolean running = true;

  private DecodedRows(String path) {
    this.path = path;
  }

  /** The rows of the file, which is decoded unless that has been done. */
  static DecodedRows of(String path, DeserializationSchema<RowData> decoder) {
    FILES.computeIfAbsent(path, missing -> decode(missing, decoder));
    return new DecodedRows(path);
  }

  @Override
  public void run(SourceContext<RowData> context) {
    RowData[] rows = FILES.get(path);
    for (int at = 0; at < rows.length && running; at += 1) {
      synchronized (context.getCheckpointLock()) {
        context.collect(rows[at]);
      }
    }
  }

  @Override
  public void cancel() {
    running = false;
  }

  private static RowData[] decode(String path, DeserializationSchema<RowData> decoder) {
    try (var lines = Files.newBufferedReader(Path.of(path))) {
      // Its context is for metrics and class loaders, which this decoder does without.
      decoder.open(null);
      List<RowData> rows = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(decoder.deserialize(line.getBytes(StandardCharsets.UTF_8)));
      }
      return rows.toArray(RowData[]::new);
    } catch (Exception failure) {
      throw new IllegalStateException("cannot decode " + path, failure);
    }
  }
}
