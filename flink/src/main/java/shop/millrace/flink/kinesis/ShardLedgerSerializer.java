package shop.millrace.flink.kinesis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The ledger in checkpoints: its start as a split without a name, then three lists. */
final class ShardLedgerSerializer implements SimpleVersionedSerializer<ShardLedger.State> {

  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(ShardLedger.State state) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    ShardSplitSerializer.write(new ShardSplit("", state.start()), out);
    writeIds(state.assigned(), out);
    writeIds(state.ended(), out);
    out.writeInt(state.returned().size());
    for (ShardSplit split : state.returned()) ShardSplitSerializer.write(split, out);
    return bytes.toByteArray();
  }

  @Override
  public ShardLedger.State deserialize(int version, byte[] bytes) throws IOException {
    ShardSplitSerializer.checkVersion(version);
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    ReadPosition start = ShardSplitSerializer.read(in).position();
    List<String> assigned = readIds(in);
    List<String> ended = readIds(in);
    List<ShardSplit> returned = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) returned.add(ShardSplitSerializer.read(in));
    return new ShardLedger.State(start, assigned, ended, returned);
  }

  private static void writeIds(List<String> ids, DataOutputStream out) throws IOException {
    out.writeInt(ids.size());
    for (String id : ids) out.writeUTF(id);
  }

  private static List<String> readIds(DataInputStream in) throws IOException {
    List<String> ids = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) ids.add(in.readUTF());
    return ids;
  }
}
