package lab.iggy.embedded.command;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Scanner;

/** What the machine and the process say of themselves, for the statistics reply. */
public final class HostFacts {
    private static final int PERCENT = 100;
    private static final int PAGE_BYTES = 4096;

    private final Path dataDirectory;
    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    public HostFacts(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    int processId() {
        return (int) ProcessHandle.current().pid();
    }

    float processCpuPercent() {
        return percent(system.getProcessCpuLoad());
    }

    float totalCpuPercent() {
        return percent(system.getCpuLoad());
    }

    private static float percent(double load) {
        return (float) Math.max(0, load) * PERCENT;
    }

    /** Pages in memory are the second number in the file. */
    long memoryBytes() {
        try (var numbers = new Scanner(firstLine(Path.of("/proc/self/statm")))) {
            if (numbers.hasNextLong()) {
                numbers.nextLong();
            }
            return numbers.hasNextLong()
                    ? numbers.nextLong() * PAGE_BYTES
                    : Runtime.getRuntime().totalMemory();
        }
    }

    long totalMemoryBytes() {
        return system.getTotalMemorySize();
    }

    long availableMemoryBytes() {
        return system.getFreeMemorySize();
    }

    Instant processStart() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    long upMicros() {
        return ManagementFactory.getRuntimeMXBean().getUptime() * 1_000;
    }

    int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    String hostname() {
        var name = firstLine(Path.of("/proc/sys/kernel/hostname"));
        return name.isEmpty() ? "localhost" : name;
    }

    String osName() {
        return System.getProperty("os.name", "unknown");
    }

    String osVersion() {
        return System.getProperty("os.version", "unknown");
    }

    long freeDiskBytes() {
        try {
            return store().getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    long totalDiskBytes() {
        try {
            return store().getTotalSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    private FileStore store() throws IOException {
        return Files.getFileStore(dataDirectory);
    }

    /** Empty where there is no such file: these facts are only known to be in files on Linux. */
    private static String firstLine(Path path) {
        try (var lines = Files.lines(path)) {
            return lines.findFirst().orElse("").strip();
        } catch (IOException e) {
            return "";
        }
    }
}
