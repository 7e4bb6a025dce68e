package shop.millrace.flink.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import shop.millrace.flink.ScriptRunner;
import shop.millrace.flink.oracle.SharedCluster;

/**
 * Flink's side of a benchmark: scripts come as lines of JSON on standard input, and for each the time that its job took
 * leaves on standard output. One process and one cluster run them all, so that only the first run is cold.
 */
public final class Benchmark {

  private Benchmark() {}

  /** One run: a script whose INSERTs make one job. */
  record Run(String script) {}

  /** @param milliseconds from the job's submission to its end, without planning; −1 when it failed */
  record Result(long milliseconds, String error) {}

  public static void main(String[] arguments) throws Exception {
    PrintStream results = System.out;
    // Whatever else Flink prints must not come between the results.
    System.setOut(System.err);
    var json = new ObjectMapper();
    var runs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (SharedCluster cluster = SharedCluster.start()) {
      for (String line = runs.readLine(); line != null; line = runs.readLine()) {
        results.println(json.writeValueAsString(measure(cluster, json.readValue(line, Run.class))));
        results.flush();
      }
    }
  }

  private static Result measure(SharedCluster cluster, Run run) {
    try {
      var runner = new ScriptRunner(tables(cluster), (inserts, query) -> {});
      runner.add(run.script());
      var job = runner.start().orElseThrow().getJobClient().orElseThrow();
      return new Result(job.getJobExecutionResult().get().getNetRuntime(), null);
    } catch (Exception | Error failure) {
      return new Result(-1, rootOf(failure).toString());
    }
  }

  /** Parallelism 1, rows handed on without copies, state on the heap, no checkpoints; the rest as Flink ships it. */
  private static StreamTableEnvironment tables(SharedCluster cluster) {
    Configuration configuration = new Configuration();
    configuration.set(DeploymentOptions.TARGET, "shared");
    configuration.set(DeploymentOptions.ATTACHED, true);
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    var environment = new StreamExecutionEnvironment(cluster, configuration, Benchmark.class.getClassLoader());
    var tables =
        StreamTableEnvironment.create(environment, EnvironmentSettings.newInstance().inStreamingMode().build());
    tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    return tables;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) root = root.getCause();
    return root;
  }
}
