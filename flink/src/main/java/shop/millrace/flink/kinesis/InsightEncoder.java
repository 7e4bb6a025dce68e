package shop.millrace.flink.kinesis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonGenerator;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/**
 * A row of a result table as a record of the stream {@code insights}: {@code {"view": "revenue", "row": {…}}}, with
 * {@code "deleted": true} for one that has left its table.
 *
 * <p>Values are written as Millrace's own views hold them: decimals as text with all their digits, since a number of JSON
 * is read as a floating-point one, and times in UTC to the millisecond. Its reader is aws/src/stream/insight-record.ts.
 */
final class InsightEncoder implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter INSTANT = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /** Writes a value that is not null. */
  private interface ValueWriter extends Serializable {
    void write(Object value, JsonGenerator out) throws IOException;
  }

  private record Column(String name, RowData.FieldGetter getter, ValueWriter writer) implements Serializable {}

  private final String view;
  private final List<Column> columns = new ArrayList<>();

  /** @throws ValidationException for a column of a type that result tables do not have. */
  InsightEncoder(String view, RowType rowType) {
    this.view = view;
    for (RowType.RowField field : rowType.getFields()) {
      RowData.FieldGetter getter = RowData.createFieldGetter(field.getType(), columns.size());
      columns.add(new Column(field.getName(), getter, writer(field.getType())));
    }
  }

  byte[] encode(RowData row, boolean deleted) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("view", view);
      out.writeObjectFieldStart("row");
      for (Column column : columns) write(column, row, out);
      out.writeEndObject();
      if (deleted) out.writeBooleanField("deleted", true);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** The values of some columns in one text, the same for equal values only. */
  String key(RowData row, int[] keyColumns) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartArray();
      for (int index : keyColumns) writeValue(columns.get(index), row, out);
      out.writeEndArray();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void write(Column column, RowData row, JsonGenerator out) throws IOException {
    out.writeFieldName(column.name);
    writeValue(column, row, out);
  }

  private static void writeValue(Column column, RowData row, JsonGenerator out) throws IOException {
    Object value = column.getter.getFieldOrNull(row);
    if (value == null) out.writeNull();
    else column.writer.write(value, out);
  }

  private static ValueWriter writer(LogicalType type) {
    return switch (type.getTypeRoot()) {
      case CHAR, VARCHAR -> (value, out) -> out.writeString(value.toString());
      case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) value);
      case TINYINT, SMALLINT, INTEGER, BIGINT -> (value, out) -> out.writeNumber(((Number) value).longValue());
      case FLOAT, DOUBLE -> (value, out) -> out.writeNumber(((Number) value).doubleValue());
      case DECIMAL -> (value, out) -> out.writeString(decimalText(value));
      case DATE -> (value, out) -> out.writeString(LocalDate.ofEpochDay((Integer) value).toString());
      case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> timeWriter(type);
      default -> throw new ValidationException("a result table has no columns of type " + type.asSummaryString());
    };
  }

  private static String decimalText(Object value) {
    return ((DecimalData) value).toBigDecimal().toPlainString();
  }

  private static ValueWriter timeWriter(LogicalType type) {
    if (LogicalTypeChecks.getPrecision(type) > 3) throw new ValidationException("times of results have milliseconds, no more");
    return (value, out) -> {
      long epochMs = ((TimestampData) value).getMillisecond();
      out.writeString(INSTANT.format(Instant.ofEpochMilli(epochMs)));
    };
  }
}
