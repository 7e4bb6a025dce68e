package shop.millrace.flink.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Shard;

class ShardLedgerTest {

  private static final ReadPosition LATEST = ReadPosition.since(1_700_000_000_000L);

  @Test
  void whatComesOfAShardWaitsForItsEndAndIsReadWhole() {
    ShardLedger ledger = new ShardLedger(LATEST);
    ledger.list(List.of(shard("a", null, null), shard("b", null, null)));
    assertEquals(List.of(new ShardSplit("a", LATEST), new ShardSplit("b", LATEST)), ledger.ready());
    ledger.ready().forEach(ledger::assign);
    ledger.list(List.of(shard("a", null, null), shard("b", null, null), shard("ab", "a", "b")));
    assertEquals(List.of(), ledger.ready());
    ledger.end("a");
    assertEquals(List.of(), ledger.ready());
    ledger.end("b");
    assertEquals(List.of(new ShardSplit("ab", ReadPosition.START)), ledger.ready());
  }

  @Test
  void aShardGoesOnWhenAllThatComesOfItHasBeenGivenOut() {
    ShardLedger ledger = new ShardLedger(ReadPosition.START);
    ledger.list(List.of(shard("a", null, null), shard("b", null, null), shard("c", null, null)));
    ledger.ready().forEach(ledger::assign);
    ledger.end("a");
    assertFalse(ledger.isContinued("a"));
    ledger.list(List.of(shard("a", null, null), shard("b", null, null), shard("ab", "a", "b"), shard("a2", "a", null)));
    ledger.ready().forEach(ledger::assign);
    assertFalse(ledger.isContinued("a"), "ab waits for b");
    ledger.end("b");
    assertFalse(ledger.isContinued("a"), "ab has not been given out");
    assertEquals(List.of("a", "b"), ledger.parentsOf("ab"));
    ledger.ready().forEach(ledger::assign);
    assertTrue(ledger.isContinued("a") && ledger.isContinued("b"));
    assertTrue(ledger.isContinued("c"), "the stream keeps it no longer");
  }

  @Test
  void aShardWhoseParentIsKeptNoLongerWaitsForNothing() {
    ShardLedger ledger = new ShardLedger(LATEST);
    ledger.list(List.of(shard("child", "gone", null)));
    assertEquals(List.of(new ShardSplit("child", LATEST)), ledger.ready());
  }

  @Test
  void whatAFailedReaderGivesBackGoesOnFromWhereItWas() {
    ShardLedger ledger = new ShardLedger(ReadPosition.START);
    ledger.list(List.of(shard("a", null, null)));
    ledger.ready().forEach(ledger::assign);
    ShardSplit half = new ShardSplit("a", ReadPosition.after("17"));
    ledger.giveBack(half);
    assertEquals(List.of(half), ledger.ready());
    ledger.assign(half);
    assertEquals(List.of(), ledger.ready());
  }

  @Test
  void aCheckpointKeepsEverything() throws IOException {
    ShardLedger ledger = new ShardLedger(LATEST);
    ledger.list(List.of(shard("a", null, null), shard("b", null, null), shard("c", "a", null)));
    ledger.ready().forEach(ledger::assign);
    ledger.end("a");
    ledger.giveBack(new ShardSplit("b", ReadPosition.after("5")));
    var serializer = new ShardLedgerSerializer();
    var state = serializer.deserialize(serializer.getVersion(), serializer.serialize(ledger.state()));
    assertEquals(ledger.state(), state);
    ShardLedger restored = new ShardLedger(state);
    restored.list(List.of(shard("a", null, null), shard("b", null, null), shard("c", "a", null)));
    assertEquals(ledger.ready(), restored.ready());
    assertThrows(IOException.class, () -> serializer.deserialize(2, new byte[0]));
  }

  private static Shard shard(String id, String parent, String otherParent) {
    return Shard.builder().shardId(id).parentShardId(parent).adjacentParentShardId(otherParent).build();
  }
}
