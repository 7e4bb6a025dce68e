package shop.millrace.flink.oracle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;
import org.apache.flink.table.types.logical.RowType;

/** Looks rows up by the columns that the join compares, in a file of one row on each line. */
public final class KeyedLookup extends LookupFunction {

  private static final long serialVersionUID = 1L;

  private final String path;
  private final DeserializationSchema<RowData> decoder;
  private final RowType type;
  private final int[] primaryKey;
  private final int[] columns;
  private transient Map<List<Object>, List<RowData>> rows;

  KeyedLookup(
      String path, DeserializationSchema<RowData> decoder, RowType type, int[] primaryKey, int[] columns) {
    this.path = path;
    this.decoder = decoder;
    this.type = type;
    this.primaryKey = primaryKey;
    this.columns = columns;
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    decoder.open(null);
    Map<List<Object>, RowData> byKey = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(path))) {
      RowData row = decoder.deserialize(line.getBytes(StandardCharsets.UTF_8));
      if (row != null) byKey.put(values(row, primaryKey), row);
    }
    rows = new LinkedHashMap<>();
    for (RowData row : byKey.values()) {
      rows.computeIfAbsent(values(row, columns), key -> new ArrayList<>()).add(row);
    }
  }

  @Override
  public Collection<RowData> lookup(RowData key) throws IOException {
    List<Object> wanted = new ArrayList<>();
    for (int at = 0; at < columns.length; at += 1) wanted.add(value(key, at, columns[at]));
    return rows.getOrDefault(wanted, List.of());
  }

  private List<Object> values(RowData row, int[] positions) {
    List<Object> values = new ArrayList<>();
    for (int position : positions) values.add(value(row, position, position));
    return values;
  }

  private Object value(RowData row, int position, int column) {
    return RowData.createFieldGetter(type.getTypeAt(column), position).getFieldOrNull(row);
  }
}
