package lab.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import lab.topics.Bus;
import lab.topics.BusReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay of 120 MB in a heap that could not hold a third of it, killed again and again, and with
 * its position set back or taken away in between: each partition is the same as without.
 */
@Timeout(300)
class KilledReplayIT {
    private static final String HEAP_MAX = "-Xmx40m";
    private static final int KILLS = 3;

    @TempDir private Path folder;

    @Test
    void kills_leave_no_gap_and_repeat_nothing() throws Exception {
        var random = new Random(11);
        try (var cold = new ColdFixture(folder.resolve("warehouse"));
                var bus = TestBus.start(folder.resolve("bus"))) {
            cold.rowGroupBytes(1 << 20);
            cold.market(3, 600, 100, 2_000);
            cold.commit(7_000, 9);
            assertThat(start(cold, bus, "whole", "max").waitFor()).isZero();

            Path position = folder.resolve("killed/replay.json");
            Path older = folder.resolve("older.json");
            for (int i = 0; i < KILLS; i++) {
                Process process = start(cold, bus, "killed", "100");
                long enough = held(bus, "killed") + 500 + random.nextInt(9_000);
                while (held(bus, "killed") < enough && process.isAlive()) {
                    process.waitFor(5, TimeUnit.MILLISECONDS);
                }
                process.destroyForcibly().waitFor();
                switch (i % 3) {
                    case 0 -> Files.copy(position, older, StandardCopyOption.REPLACE_EXISTING);
                    case 1 -> Files.copy(older, position, StandardCopyOption.REPLACE_EXISTING);
                    default -> Files.delete(position);
                }
            }
            assertThat(held(bus, "killed")).isLessThan(held(bus, "whole"));
            assertThat(start(cold, bus, "killed", "max").waitFor()).isZero();

            long messages = 0;
            for (Source source : Source.values()) {
                for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                    List<String> whole = bus.payloads("whole", source.topic(), partition);
                    assertThat(bus.payloads("killed", source.topic(), partition))
                            .as("%s %d", source, partition)
                            .isEqualTo(whole);
                    messages += whole.size();
                }
            }
            assertThat(messages).isEqualTo(cold.all().size() + ColdFixture.PAIRS.size());
        }
    }

    private static long held(TestBus bus, String stream) throws Exception {
        long held = 0;
        try (var reader = new BusReader(bus.connection(), stream)) {
            for (Source source : Source.values()) {
                held +=
                        reader.ends(source.topic()).values().stream()
                                .mapToLong(Long::longValue)
                                .sum();
            }
        }
        return held;
    }

    private Process start(ColdFixture cold, TestBus bus, String stream, String speed)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add(HEAP_MAX);
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(ReplayProcess.class.getName());
        command.add(cold.warehouse().toString());
        command.add(stream);
        command.add(folder.resolve(stream).toString());
        command.add(Integer.toString(bus.port()));
        command.add(speed);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(stream + ".log").toFile())
                .start();
    }
}
