package shop.millrace.trino;

import static io.trino.testing.TestingSession.testSessionBuilder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trino.Session;
import io.trino.spi.type.TimeZoneKey;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Answers queries, one a line of standard input: {@code {"sql": …, "now": "2026-01-20T12:00:00Z"}} becomes {@code
 * {"types": …, "rows": …}}, or {@code {"refusal": …}}. There is no table; a query brings its rows with it.
 */
public final class TrinoAnswers {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TrinoAnswers() {}

  public static void main(String[] arguments) throws IOException {
    // Trino talks on standard output.
    PrintStream answers = System.out;
    System.setOut(System.err);
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      answers.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
      answers.flush();
    }
    System.exit(0);
  }

  private static ObjectNode answer(JsonNode question) {
    Session session =
        testSessionBuilder()
            .setTimeZoneKey(TimeZoneKey.UTC_KEY)
            .setStart(Instant.parse(question.get("now").asText()))
            .build();
    try (LocalQueryRunner trino = LocalQueryRunner.create(session)) {
      return asJson(trino.execute(question.get("sql").asText()));
    } catch (RuntimeException refused) {
      return JSON.createObjectNode().put("refusal", refused.getMessage());
    }
  }

  private static ObjectNode asJson(MaterializedResult result) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode types = answer.putArray("types");
    result.getTypes().forEach(type -> types.add(type.getDisplayName()));
    ArrayNode rows = answer.putArray("rows");
    for (MaterializedRow row : result.getMaterializedRows()) {
      ArrayNode values = rows.addArray();
      for (Object value : row.getFields()) values.add(value == null ? null : value.toString());
    }
    return answer;
  }
}
