package shop.millrace.flink.kinesis;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/**
 * Of rows with the same id only the first within a time comes through. Where watermarks are made is before it, so a copy
 * does not change what time it is, and it drops no row for being late.
 */
record OnceOnly(int column, Duration within) implements Serializable {

  static Optional<OnceOnly> of(ReadableConfig options, List<String> columns) {
    return options.getOptional(KinesisOptions.ONCE_BY).map(name -> new OnceOnly(indexOf(name, columns), options.get(KinesisOptions.ONCE_WITHIN)));
  }

  private static int indexOf(String name, List<String> columns) {
    int index = columns.indexOf(name);
    if (index < 0) throw new ValidationException("source.once-by names " + name + ", which is no column that is read");
    return index;
  }

  DataStream<RowData> in(DataStream<RowData> rows, ProviderContext provider) {
    int id = column;
    var first = rows.keyBy(row -> row.getString(id).toString(), Types.STRING).process(new First(within), rows.getType());
    provider.generateUid("once").ifPresent(first::uid);
    return first.name("Once only");
  }

  private static final class First extends KeyedProcessFunction<String, RowData, RowData> {
    private static final long serialVersionUID = 1L;

    private final Duration within;
    private transient ValueState<Boolean> seen;

    private First(Duration within) {
      this.within = within;
    }

    @Override
    public void open(OpenContext context) {
      var descriptor = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
      descriptor.enableTimeToLive(StateTtlConfig.newBuilder(within).build());
      seen = getRuntimeContext().getState(descriptor);
    }

    @Override
    public void processElement(RowData row, Context context, Collector<RowData> out) throws Exception {
      if (seen.value() != null) return;
      seen.update(true);
      out.collect(row);
    }
  }
}
