package shop.millrace.flink.kinesis;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * What to do about a call that has failed after all of the SDK's own attempts. A stream that is busy or away for a moment is
 * waited for: to restart the job would make the moment longer. What lasts fails the job, which restarts and alarms tell of;
 * and so does at once what does not mend itself, a wrong name or a missing right.
 */
final class Patience {

  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final String what;
  private final LongSupplier nanoTime;
  /** Null while calls succeed. */
  private Long failingSince;

  Patience(String what) {
    this(what, System::nanoTime);
  }

  Patience(String what, LongSupplier nanoTime) {
    this.what = what;
    this.nanoTime = nanoTime;
  }

  /** Returns when the call is to be made again, after a pause. @throws SdkException the fault, when it is not. */
  void bear(SdkException fault) {
    long now = nanoTime.getAsLong();
    if (failingSince == null) failingSince = now;
    if (!mayPass(fault) || now - failingSince > LONGEST.toNanos()) throw fault;
    LOG.warn("{}: {}", what, fault.getMessage());
  }

  void succeeded() {
    failingSince = null;
  }

  private static boolean mayPass(SdkException fault) {
    if (fault instanceof SdkServiceException answer) return answer.isThrottlingException() || answer.statusCode() >= 500;
    // No answer: a connection that is refused or lost, or a limit of time.
    return fault.retryable() || fault.getCause() instanceof IOException;
  }
}
