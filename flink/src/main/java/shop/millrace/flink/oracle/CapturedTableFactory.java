package shop.millrace.flink.oracle;

import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** The sink that stands in for {@code print}: it takes every change and keeps it in {@link CapturedRows}. */
public final class CapturedTableFactory implements DynamicTableSinkFactory {

  static final String IDENTIFIER = "captured";
  static final ConfigOption<String> RUN = ConfigOptions.key("run").stringType().noDefaultValue();
  static final ConfigOption<String> TABLE = ConfigOptions.key("table").stringType().noDefaultValue();
  static final ConfigOption<Boolean> UPSERT = ConfigOptions.key("upsert").booleanType().defaultValue(false);

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(RUN, TABLE);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(UPSERT);
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validate();
    return new CapturedTableSink(
        helper.getOptions().get(RUN),
        helper.getOptions().get(TABLE),
        helper.getOptions().get(UPSERT),
        context.getPhysicalRowDataType(),
        context.getPrimaryKeyIndexes());
  }
}
