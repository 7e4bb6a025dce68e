package shop.millrace.flink.oracle;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableDescriptor;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import shop.millrace.flink.ScriptRunner;

/**
 * One script, tried in an environment of its own.
 *
 * <p>The watermark interval is 0, so that a watermark follows each row that moves it: with Flink's usual 200 ms it would
 * depend on the machine's speed which rows are late. Everything runs in one task, so that rows keep their order.
 */
final class ScriptTrial {

  private static final int USUAL_TIMEOUT_SECONDS = 60;

  private final String run = UUID.randomUUID().toString();
  private final StreamTableEnvironment tables;
  private final ScriptRunner runner;
  private List<String> updating = List.of();

  // The way without deprecation wants a factory by name and options; this catalog is an object of ours.
  @SuppressWarnings("deprecation")
  ScriptTrial(SharedCluster cluster) {
    var environment =
        new StreamExecutionEnvironment(cluster, configuration(), ScriptTrial.class.getClassLoader());
    var settings = EnvironmentSettings.newInstance().inStreamingMode().withBuiltInCatalogName("built_in").build();
    tables = StreamTableEnvironment.create(environment, settings);
    tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    tables.registerCatalog("default_catalog", new CapturingCatalog("default_catalog", "default_database", run));
    tables.useCatalog("default_catalog");
    runner = new ScriptRunner(tables, this::printQuery);
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(DeploymentOptions.TARGET, "shared");
    configuration.set(DeploymentOptions.ATTACHED, true);
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ZERO);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    return configuration;
  }

  /** A query without INSERT prints its rows without a name in front. */
  private void printQuery(StatementSet inserts, String query) {
    var sink =
        TableDescriptor.forConnector(CapturedTableFactory.IDENTIFIER)
            .option(CapturedTableFactory.RUN, run)
            .option(CapturedTableFactory.TABLE, "")
            .build();
    inserts.add(tables.sqlQuery(query).insertInto(sink));
  }

  Answer ask(Question question) {
    long start = System.nanoTime();
    CapturedRows.open(run);
    Refusal refusal = run(question);
    List<CapturedRow> rows = CapturedRows.close(run);
    RunClock.close(run);
    long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new Answer(
        question.name(), rows, updating, runner.explanations(), refusal, milliseconds);
  }

  private Refusal run(Question question) {
    String phase = "statement";
    try {
      runner.add(question.script());
      phase = "plan";
      String plan = runner.changelogPlan();
      if (!plan.isEmpty()) updating = UpdatingTables.of(plan);
      var result = runner.start();
      phase = "run";
      if (result.isEmpty()) return null;
      int seconds = question.timeoutSeconds();
      return await(result.get().getJobClient().orElseThrow(), seconds > 0 ? seconds : USUAL_TIMEOUT_SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Refusal.of(phase, interrupted);
    } catch (Exception | Error refused) {
      // Flink's planner refuses with errors, too, such as an AssertionError of Calcite's.
      return Refusal.of(phase, refused);
    }
  }

  private static Refusal await(JobClient job, int seconds) throws InterruptedException, ExecutionException {
    try {
      job.getJobExecutionResult().get(seconds, TimeUnit.SECONDS);
      return null;
    } catch (TimeoutException timeout) {
      job.cancel().get();
      return new Refusal("timeout", "still running after " + seconds + " s", List.of());
    }
  }
}
