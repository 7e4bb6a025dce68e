package shop.millrace.flink.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.table.data.RowData;

/** The rows of a file, decoded once in this process and kept; as a generator it hands out the n-th. */
final class DecodedRows implements GeneratorFunction<Long, RowData> {

  private static final Map<String, RowData[]> FILES = new ConcurrentHashMap<>();

  private final String path;
  private transient RowData[] rows;

  DecodedRows(String path) {
    this.path = path;
  }

  @Override
  public void open(SourceReaderContext context) {
    rows = FILES.get(path);
  }

  @Override
  public RowData map(Long index) {
    return rows[index.intValue()];
  }

  /** Decodes the file unless that has been done, and says how many rows it has. */
  static int load(String path, DeserializationSchema<RowData> decoder) {
    return FILES.computeIfAbsent(path, missing -> decode(missing, decoder)).length;
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
