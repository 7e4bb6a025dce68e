package shop.millrace.flink.oracle;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * {@code 'connector' = 'timed'}: a file of lines whose rows arrive by the clock, for queries that ask the clock. Flink
 * has no clock of its own to set, so rows wait for the machine's: {@code 'arrivals' = '0:6 s,300:11 s'} lets row 300 and
 * those after it come 11 seconds after a whole {@code clock.period}, and {@code end} is when the table ends.
 */
public final class TimedTableFactory implements DynamicTableSourceFactory {

  static final String IDENTIFIER = "timed";

  private static final ConfigOption<String> PATH = ConfigOptions.key("path").stringType().noDefaultValue();
  private static final ConfigOption<String> START = ConfigOptions.key("clock.start").stringType().noDefaultValue();
  private static final ConfigOption<Duration> PERIOD =
      ConfigOptions.key("clock.period").durationType().noDefaultValue();
  private static final ConfigOption<Map<String, String>> ARRIVALS =
      ConfigOptions.key("arrivals").mapType().noDefaultValue();
  private static final ConfigOption<Duration> END = ConfigOptions.key("end").durationType().noDefaultValue();

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(CapturedTableFactory.RUN, PATH, FactoryUtil.FORMAT, START, PERIOD, ARRIVALS, END);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of();
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    DecodingFormat<DeserializationSchema<RowData>> format =
        helper.discoverDecodingFormat(DeserializationFormatFactory.class, FactoryUtil.FORMAT);
    helper.validate();
    ReadableConfig options = helper.getOptions();
    TimedSchedule schedule =
        TimedSchedule.of(
            Instant.parse(options.get(START)), options.get(PERIOD), options.get(ARRIVALS), options.get(END));
    return new TimedTableSource(
        options.get(CapturedTableFactory.RUN), options.get(PATH), schedule, format, context.getPhysicalRowDataType());
  }
}
