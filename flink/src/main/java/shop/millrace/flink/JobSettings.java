package shop.millrace.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a job is to run: pairs of name and value.
 *
 * <ul>
 *   <li>{@code place}: the tables, by the name of their file in {@code pipelines/tables}
 *   <li>{@code pipelines}: names of files in {@code pipelines}, between commas
 *   <li>{@code scripts}: paths of other scripts, between commas, read after those
 *   <li>any other pair fills its place in the scripts: {@code ${events}}
 * </ul>
 */
public record JobSettings(Map<String, String> pairs) {

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

  /** The values of a name that takes several, between commas; none where it is not given. */
  List<String> list(String name) {
    return Arrays.stream(pairs.getOrDefault(name, "").split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
  }

  /** The text with every {@code ${name}} replaced that is among the pairs. */
  String filledIn(String text) {
    String filled = text;
    for (var pair : pairs.entrySet()) filled = filled.replace("${" + pair.getKey() + "}", pair.getValue());
    return filled;
  }
}
