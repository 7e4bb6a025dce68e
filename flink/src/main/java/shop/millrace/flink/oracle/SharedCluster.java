package shop.millrace.flink.oracle;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;

/**
 * One Flink cluster inside this process for all jobs. Flink's own local execution starts a cluster for each job and
 * stops it again, which takes longer than most jobs.
 */
public final class SharedCluster implements PipelineExecutorServiceLoader, PipelineExecutorFactory, AutoCloseable {

  private static final String NAME = "shared";
  private static final int SLOTS = 8;

  private final MiniCluster cluster;

  private SharedCluster(MiniCluster cluster) {
    this.cluster = cluster;
  }

  public static SharedCluster start() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    MiniClusterConfiguration settings =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(SLOTS)
            .build();
    MiniCluster cluster = new MiniCluster(settings);
    cluster.start();
    return new SharedCluster(cluster);
  }

  @Override
  public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
    return this;
  }

  @Override
  public Stream<String> getExecutorNames() {
    return Stream.of(NAME);
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public boolean isCompatibleWith(Configuration configuration) {
    return true;
  }

  @Override
  public PipelineExecutor getExecutor(Configuration configuration) {
    return this::submit;
  }

  private CompletableFuture<JobClient> submit(Pipeline pipeline, Configuration configuration, ClassLoader classes)
      throws Exception {
    return cluster
        .submitJob(PipelineExecutorUtils.getStreamGraph(pipeline, configuration))
        .thenApply(
            job -> new MiniClusterJobClient(job.getJobID(), cluster, classes, JobFinalizationBehavior.NOTHING));
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
