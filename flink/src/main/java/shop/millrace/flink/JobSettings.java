package shop.millrace.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a job is to run: pairs of name and value.
 *
 * <ul>
 *   <li>{@code place}: the tables, by the name of their file in {@code pipelines/tables}
 *   <li>{@code pipelines}: names of files in {@code pipelines}, between commas
 *   <li>{@code scripts}: paths of other scripts, between commas, read after those
 *   <li>any other pair fills its place in the scripts: {@code ${events}}, {@code ${idle:60 s}}
 *   <li>{@code flink.} and an option of Flink's configuration: for the local cluster of a run without another
 * </ul>
 */
public record JobSettings(Map<String, String> pairs) {

  private static final String OF_CLUSTER = "flink.";
  private static final Pattern PLACE = Pattern.compile("\\$\\{([^:}]+)(?::([^}]*))?}");

  /** The property group on a managed cluster. */
  static final String GROUP = "millrace";

  /** From the arguments of a command line: {@code place=files events=/data/events.json}. */
  public static JobSettings ofArguments(String[] arguments) {
    Map<String, String> pairs = new TreeMap<>();
    for (String argument : arguments) {
      int sign = argument.indexOf('=');
      if (sign < 1) throw new IllegalArgumentException(argument + " is not written as name=value");
      pairs.put(argument.substring(0, sign), argument.substring(sign + 1));
    }
    return new JobSettings(pairs);
  }

  /** From the file in which a managed cluster keeps an application's properties, by group. */
  public static JobSettings ofProperties(Path file) throws IOException {
    for (JsonNode group : new ObjectMapper().readTree(Files.readString(file))) {
      if (!GROUP.equals(group.path("PropertyGroupId").asText())) continue;
      Map<String, String> pairs = new TreeMap<>();
      group.path("PropertyMap").properties().forEach(pair -> pairs.put(pair.getKey(), pair.getValue().asText()));
      return new JobSettings(pairs);
    }
    throw new IllegalArgumentException(file + " has no property group " + GROUP + "; add one to the application");
  }

  /**
   * What is said about the cluster that the job starts for itself where there is none: {@code
   * flink.parallelism.default=2}. A managed cluster has its own configuration, and says nothing here.
   */
  Configuration ofCluster() {
    Configuration configuration = new Configuration();
    pairs.forEach(
        (name, value) -> {
          if (name.startsWith(OF_CLUSTER)) configuration.setString(name.substring(OF_CLUSTER.length()), value);
        });
    return configuration;
  }

  /** The values of a name that takes several, between commas; none where it is not given. */
  List<String> list(String name) {
    return Arrays.stream(pairs.getOrDefault(name, "").split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
  }

  /**
   * The text with the value of each name in place of {@code ${name}}. {@code ${name:value}} has a value of its own for when
   * the name is not given; a name that has none stays as it is.
   */
  String filledIn(String text) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String unsaid = place.group(2) == null ? place.group() : place.group(2);
              return Matcher.quoteReplacement(pairs.getOrDefault(place.group(1), unsaid));
            });
  }
}
