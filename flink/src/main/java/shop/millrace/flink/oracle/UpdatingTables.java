package shop.millrace.flink.oracle;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables that Flink may send more than insertions, whichever of two inputs happens to be read first: as its EXPLAIN
 * says of what stands below each sink.
 */
final class UpdatingTables {

  private static final Pattern SINK =
      Pattern.compile("Sink\\(table=\\[[^\\]]*?(\\w+)\\].*\\R.*changelogMode=\\[([A-Z,]+)\\]");

  private UpdatingTables() {}

  /** @param plan of EXPLAIN CHANGELOG_MODE */
  static List<String> of(String plan) {
    String physical = plan.substring(plan.indexOf("== Optimized Physical Plan =="));
    Matcher sinks = SINK.matcher(physical.substring(0, physical.indexOf("== Optimized Execution Plan ==")));
    var tables = new TreeSet<String>();
    while (sinks.find()) if (!sinks.group(2).equals("I")) tables.add(sinks.group(1));
    return List.copyOf(tables);
  }
}
