package shop.millrace.flink.kinesis;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

class PatienceTest {

  private final AtomicLong clock = new AtomicLong();
  private final Patience patience = new Patience("cannot read", clock::get);

  @Test
  void aStreamThatIsBusyOrAwayIsWaitedForTwoMinutes() {
    var busyCode = AwsErrorDetails.builder().errorCode("ProvisionedThroughputExceededException").build();
    SdkException busy = ProvisionedThroughputExceededException.builder().statusCode(400).awsErrorDetails(busyCode).build();
    SdkException away = KinesisException.builder().statusCode(503).message("away").build();
    SdkException lost = SdkClientException.create("read timed out", new IOException());
    patience.bear(busy);
    clock.addAndGet(Duration.ofSeconds(60).toNanos());
    patience.bear(away);
    clock.addAndGet(Duration.ofSeconds(60).toNanos());
    patience.bear(lost);
    clock.addAndGet(1);
    assertSame(lost, assertThrows(SdkException.class, () -> patience.bear(lost)));
  }

  @Test
  void timeBeginsAnewWithEachSuccess() {
    SdkException away = KinesisException.builder().statusCode(500).build();
    for (int outage = 0; outage < 3; outage++) {
      patience.bear(away);
      clock.addAndGet(Duration.ofSeconds(110).toNanos());
      patience.bear(away);
      patience.succeeded();
    }
  }

  @Test
  void whatDoesNotMendItselfFailsAtOnce() {
    SdkException wrong = ResourceNotFoundException.builder().statusCode(400).message("no such stream").build();
    assertThrows(ResourceNotFoundException.class, () -> patience.bear(wrong));
    SdkException stopped = AbortedException.create("thread was interrupted");
    assertThrows(AbortedException.class, () -> patience.bear(stopped));
  }
}
