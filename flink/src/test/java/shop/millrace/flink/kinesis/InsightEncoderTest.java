package shop.millrace.flink.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

class InsightEncoderTest {

  private static final RowType ROW_TYPE =
      (RowType)
          DataTypes.ROW(
                  DataTypes.FIELD("windowStart", DataTypes.TIMESTAMP(3)),
                  DataTypes.FIELD("category", DataTypes.STRING()),
                  DataTypes.FIELD("revenue", DataTypes.DECIMAL(38, 4)),
                  DataTypes.FIELD("orders", DataTypes.BIGINT()),
                  DataTypes.FIELD("converted", DataTypes.BOOLEAN()))
              .getLogicalType();

  private final InsightEncoder encoder = new InsightEncoder("revenue", ROW_TYPE);

  @Test
  void aRowSaysItsTableAndItsValuesToTheLastDigit() throws IOException {
    assertEquals(
        "{\"view\":\"revenue\",\"row\":{\"windowStart\":\"2024-01-15T10:00:00.000Z\",\"category\":\"a \\\"b\\\"\","
            + "\"revenue\":\"12345678901234567890.5000\",\"orders\":9007199254740993,\"converted\":true}}",
        text(encoder.encode(row("a \"b\"", "12345678901234567890.5000", 9007199254740993L), false)));
  }

  @Test
  void whatIsMissingIsNullAndWhatLeftSaysSo() throws IOException {
    assertEquals(
        "{\"view\":\"revenue\",\"row\":{\"windowStart\":\"2024-01-15T10:00:00.000Z\",\"category\":null,"
            + "\"revenue\":null,\"orders\":1,\"converted\":true},\"deleted\":true}",
        text(encoder.encode(row(null, null, 1L), true)));
  }

  @Test
  void equalKeysAreEqualTexts() throws IOException {
    int[] key = {0, 1};
    assertEquals(encoder.key(row("a", "1.0000", 1L), key), encoder.key(row("a", "2.0000", 2L), key));
    assertEquals("[\"2024-01-15T10:00:00.000Z\",null]", encoder.key(row(null, null, 1L), key));
  }

  @Test
  void otherTypesAreRefused() {
    RowType bytes = (RowType) DataTypes.ROW(DataTypes.FIELD("raw", DataTypes.BYTES())).getLogicalType();
    assertThrows(ValidationException.class, () -> new InsightEncoder("raw", bytes));
  }

  private static RowData row(String category, String revenue, long orders) {
    return GenericRowData.of(
        TimestampData.fromEpochMillis(1_705_312_800_000L),
        StringData.fromString(category),
        revenue == null ? null : DecimalData.fromBigDecimal(new BigDecimal(revenue), 38, 4),
        orders,
        true);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
