package shop.millrace.flink.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.junit.jupiter.api.Test;

class OnceOnlyTest {

  @Test
  void theFirstRowOfEachIdComesThrough() throws Exception {
    var type = DataTypes.ROW(DataTypes.FIELD("n", DataTypes.INT()), DataTypes.FIELD("id", DataTypes.STRING()));
    List<RowData> rows = Stream.of("1a", "2b", "3a", "4c", "5b").map(OnceOnlyTest::row).toList();
    var environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    var stream = environment.fromData(InternalTypeInfo.of(type.getLogicalType()), rows.toArray(RowData[]::new));
    ProviderContext provider = name -> Optional.of(name);
    List<Integer> kept = new ArrayList<>();
    new OnceOnly(1, Duration.ofHours(1)).in(stream, provider).executeAndCollect().forEachRemaining(row -> kept.add(row.getInt(0)));
    assertEquals(List.of(1, 2, 4), kept);
  }

  @Test
  void theColumnIsOneThatThereIs() {
    var options = Configuration.fromMap(Map.of("source.once-by", "id", "source.once-within", "2 h"));
    assertEquals(Optional.of(new OnceOnly(1, Duration.ofHours(2))), OnceOnly.of(options, List.of("n", "id")));
    assertEquals(Optional.empty(), OnceOnly.of(new Configuration(), List.of("n")));
    assertThrows(ValidationException.class, () -> OnceOnly.of(options, List.of("n")));
  }

  private static RowData row(String text) {
    return GenericRowData.of(text.charAt(0) - '0', StringData.fromString(text.substring(1)));
  }
}
