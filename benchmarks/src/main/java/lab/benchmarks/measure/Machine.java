package lab.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the numbers were measured on. */
public record Machine(
        String cpu, int cores, double memoryGb, String os, String jdk, double heapGb) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final double GB = 1L << 30;

    public static Machine here() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize() / GB,
                "%s %s %s".formatted(system.getName(), system.getVersion(), system.getArch()),
                "%s %s"
                        .formatted(
                                System.getProperty("java.vendor.version", "JDK"),
                                Runtime.version()),
                Runtime.getRuntime().maxMemory() / GB);
    }

    private static String cpuModel() {
        try {
            return Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown CPU");
        } catch (IOException e) {
            return "unknown CPU"; // not Linux
        }
    }

    /** As the report's first line. */
    public String shown() {
        return "%s, %d cores, %.1f GB, %s, %s, heap %.1f GB"
                .formatted(cpu, cores, memoryGb, os, jdk, heapGb);
    }
}
