package shop.millrace.flink.kinesis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Shards in checkpoints. */
final class ShardSplitSerializer implements SimpleVersionedSerializer<ShardSplit> {

  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(ShardSplit split) throws IOException {
    var bytes = new ByteArrayOutputStream();
    write(split, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Override
  public ShardSplit deserialize(int version, byte[] bytes) throws IOException {
    checkVersion(version);
    return read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  static void write(ShardSplit split, DataOutputStream out) throws IOException {
    out.writeUTF(split.shardId());
    out.writeUTF(split.position().kind().name());
    out.writeUTF(split.position().value());
    out.writeLong(split.watermarkMs());
  }

  static ShardSplit read(DataInputStream in) throws IOException {
    String shardId = in.readUTF();
    var position = new ReadPosition(ReadPosition.Kind.valueOf(in.readUTF()), in.readUTF());
    return new ShardSplit(shardId, position, in.readLong());
  }

  static void checkVersion(int version) throws IOException {
    if (version != VERSION) throw new IOException("the checkpoint has shards in form " + version + ", which this job cannot read");
  }
}
