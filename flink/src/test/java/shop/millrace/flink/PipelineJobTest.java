package shop.millrace.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineJobTest {

  private static final String SCRIPT =
      """
      CREATE TABLE numbers (n INT, WATERMARK FOR ts AS ts, ts AS TO_TIMESTAMP_LTZ(n, 3))
      WITH ('connector' = 'filesystem', 'path' = '${in}', 'format' = 'json');
      CREATE TABLE even (n INT) WITH ('connector' = 'filesystem', 'path' = '${out}/even', 'format' = 'csv');
      CREATE TABLE odd (n INT) WITH ('connector' = 'filesystem', 'path' = '${out}/odd', 'format' = 'csv');
      INSERT INTO even SELECT n FROM numbers WHERE MOD(n, 2) = 0;
      INSERT INTO odd SELECT n FROM numbers WHERE MOD(n, 2) = 1;
      """;

  @Test
  void allInsertsOfAScriptAreOneJob(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("script.sql"), SCRIPT);
    Path in = Files.writeString(folder.resolve("in.json"), "{\"n\": 1}\n{\"n\": 2}\n{\"n\": 3}\n");
    var settings =
        new JobSettings(Map.of("scripts", script.toString(), "in", in.toString(), "out", folder.toString()));
    var environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    PipelineJob.start(environment, settings).getJobExecutionResult().get();
    assertEquals(List.of("2"), lines(folder.resolve("even")));
    assertEquals(List.of("1", "3"), lines(folder.resolve("odd")));
  }

  @Test
  void pipelinesArePacked() throws IOException {
    var settings = new JobSettings(Map.of("place", "embedded", "pipelines", "revenue,orders"));
    List<String> texts = PipelineJob.scripts(settings);
    assertEquals(3, texts.size());
    assertTrue(texts.get(0).contains("CREATE TABLE events"));
    assertTrue(texts.get(2).contains("INSERT INTO orders"));
    var missing = new JobSettings(Map.of("pipelines", "nothing"));
    assertThrows(IllegalArgumentException.class, () -> PipelineJob.scripts(missing));
  }

  private static List<String> lines(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).flatMap(PipelineJobTest::lineStream).toList();
    }
  }

  private static Stream<String> lineStream(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
