package shop.millrace.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSettingsTest {

  @Test
  void argumentsArePairs() {
    JobSettings settings = JobSettings.ofArguments(new String[] {"pipelines=revenue, orders", "path=/a=b"});
    assertEquals(List.of("revenue", "orders"), settings.list("pipelines"));
    assertEquals(List.of(), settings.list("place"));
    assertEquals("'/a=b' ${other}", settings.filledIn("'${path}' ${other}"));
    assertThrows(IllegalArgumentException.class, () -> JobSettings.ofArguments(new String[] {"revenue"}));
  }

  @Test
  void aPlaceCanHaveAValueOfItsOwn() {
    JobSettings settings = new JobSettings(Map.of("idle", "5 s", "flink.parallelism.default", "3"));
    assertEquals("'5 s' '' 'https://a:1'", settings.filledIn("'${idle:60 s}' '${endpoint:}' '${other:https://a:1}'"));
    assertEquals("3", settings.ofCluster().toMap().get("parallelism.default"));
    assertEquals(1, settings.ofCluster().toMap().size());
  }

  @Test
  void propertiesAreThoseOfTheGroup(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("application_properties.json");
    Files.writeString(
        file,
        """
        [{"PropertyGroupId": "other", "PropertyMap": {"place": "nowhere"}},
         {"PropertyGroupId": "millrace", "PropertyMap": {"place": "files", "pipelines": "revenue"}}]
        """);
    assertEquals(Map.of("place", "files", "pipelines", "revenue"), JobSettings.ofProperties(file).pairs());
    Files.writeString(file, "[]");
    assertThrows(IllegalArgumentException.class, () -> JobSettings.ofProperties(file));
  }
}
