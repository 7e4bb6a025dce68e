package shop.millrace.flink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Millrace's pipelines as one Flink job.
 *
 * <p>On a managed cluster the settings are the application's properties; elsewhere they are the arguments. The cluster
 * decides about parallelism, checkpoints and everything else that is not the question itself.
 */
public final class PipelineJob {

  private static final Path MANAGED_PROPERTIES = Path.of("/etc/flink/application_properties.json");

  private PipelineJob() {}

  public static void main(String[] arguments) throws Exception {
    boolean managed = Files.exists(MANAGED_PROPERTIES);
    JobSettings settings =
        managed ? JobSettings.ofProperties(MANAGED_PROPERTIES) : JobSettings.ofArguments(arguments);
    var environment = StreamExecutionEnvironment.getExecutionEnvironment(settings.ofCluster());
    var started = start(environment, settings);
    // A managed cluster runs main only to learn the job.
    if (!managed) started.getJobExecutionResult().get();
  }

  /** Starts the settings' scripts as one job. */
  static JobClient start(
      StreamExecutionEnvironment environment, JobSettings settings) throws IOException {
    var tables = StreamTableEnvironment.create(environment, EnvironmentSettings.inStreamingMode());
    tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    ScriptRunner runner = new ScriptRunner(tables, PipelineJob::refuseQuery);
    for (String script : scripts(settings)) runner.add(settings.filledIn(script));
    return runner
        .start()
        .orElseThrow(() -> new IllegalArgumentException("the scripts insert nothing; name pipelines= or scripts="))
        .getJobClient()
        .orElseThrow();
  }

  /** The texts of the place's tables, of the pipelines and of the other scripts, in this order. */
  static List<String> scripts(JobSettings settings) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String place : settings.list("place")) texts.add(packed("tables/" + place));
    for (String pipeline : settings.list("pipelines")) texts.add(packed(pipeline));
    for (String path : settings.list("scripts")) texts.add(Files.readString(Path.of(path)));
    return texts;
  }

  /** A file of {@code pipelines/}, which is packed into the jar. */
  private static String packed(String name) throws IOException {
    String resource = "/pipelines/" + name + ".sql";
    try (InputStream bytes = PipelineJob.class.getResourceAsStream(resource)) {
      if (bytes == null) throw new IllegalArgumentException("there is no " + resource.substring(1));
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void refuseQuery(StatementSet inserts, String query) {
    throw new IllegalArgumentException("a job has nowhere to print to; write INSERT INTO before: " + query);
  }
}
