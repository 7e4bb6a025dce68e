package shop.millrace.flink.oracle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
  private transient RowData.FieldGetter[] asked;

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
    asked = getters(columns, IntStream.range(0, columns.length).toArray());
    decoder.open(null);
    Map<List<Object>, RowData> byKey = new LinkedHashMap<>();
    RowData.FieldGetter[] primary = getters(primaryKey, primaryKey);
    for (String line : Files.readAllLines(Path.of(path))) {
      RowData row = decoder.deserialize(line.getBytes(StandardCharsets.UTF_8));
      if (row != null) byKey.put(values(row, primary), row);
    }
    rows = new HashMap<>();
    RowData.FieldGetter[] stored = getters(columns, columns);
    for (RowData row : byKey.values()) {
      rows.computeIfAbsent(values(row, stored), key -> new ArrayList<>()).add(row);
    }
  }

  @Override
  public Collection<RowData> lookup(RowData key) throws IOException {
    return rows.getOrDefault(values(key, asked), List.of());
  }

  /** Reads columns of the table from rows in which they stand at other places. */
  private RowData.FieldGetter[] getters(int[] tableColumns, int[] places) {
    return IntStream.range(0, places.length)
        .mapToObj(at -> RowData.createFieldGetter(type.getTypeAt(tableColumns[at]), places[at]))
        .toArray(RowData.FieldGetter[]::new);
  }

  private static List<Object> values(RowData row, RowData.FieldGetter[] getters) {
    List<Object> values = new ArrayList<>(getters.length);
    for (RowData.FieldGetter getter : getters) values.add(getter.getFieldOrNull(row));
    return values;
  }
}
