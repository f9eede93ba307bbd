package lab.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.RunningLab;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.market.FeedSettings;
import lab.launcher.service.LabPorts;

/** The doctor's checks, each independent of the others. */
record Examination(DataDir data, Ports ports, Optional<RunningLab> running, Programs programs) {
    private static final int JDK_WANTED = 25;
    private static final long GB = 1L << 30;
    private static final long MEMORY_WANTED = 4 * GB;
    private static final long DISK_WANTED = 5 * GB;
    private static final long DISK_NEEDED = GB;
    private static final int OLLAMA = 11_434;
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(3);

    List<Callable<List<Finding>>> checks() {
        return List.of(
                this::jdk,
                this::memory,
                this::disk,
                this::portsFree,
                this::exchange,
                this::ollama,
                programs::prometheus,
                programs::compose,
                programs::python);
    }

    private List<Finding> jdk() {
        String told = "%s at %s".formatted(Runtime.version(), System.getProperty("java.home"));
        return List.of(
                Runtime.version().feature() == JDK_WANTED
                        ? Finding.ok("JDK", told)
                        : Finding.fail("JDK", told + "; version " + JDK_WANTED + " is needed"));
    }

    private List<Finding> memory() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        String told = "%.1f GB in this machine".formatted((double) total / GB);
        return List.of(
                total >= MEMORY_WANTED
                        ? Finding.ok("memory", told)
                        : Finding.warn(
                                "memory",
                                told
                                        + "; a lab wants 4 GB, close other programs or give it a"
                                        + " swap file"));
    }

    private List<Finding> disk() {
        Path existing = data.root();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isWritable(existing)) {
            return List.of(
                    Finding.fail(
                            "disk", existing + " is not writable; choose another place by --data"));
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String told = "%.1f GB free for %s".formatted((double) free / GB, data);
            if (free >= DISK_WANTED) {
                return List.of(Finding.ok("disk", told));
            }
            String toDo = told + "; make room or choose another place by --data";
            return List.of(
                    free >= DISK_NEEDED ? Finding.warn("disk", toDo) : Finding.fail("disk", toDo));
        } catch (IOException e) {
            return List.of(Finding.warn("disk", "free space of " + existing + " is unknown"));
        }
    }

    private List<Finding> portsFree() {
        if (running.isPresent()) {
            return List.of(
                    Finding.ok("ports", "held by the lab that runs, pid " + running.get().pid()));
        }
        List<Finding> busy =
                LabPorts.all(ports).stream()
                        .filter(port -> !Ports.isFree(port.number()))
                        .map(port ->
                                Finding.fail(
                                        "ports",
                                        "%d (%s) is taken by another program; stop it or use --port-offset"
                                                .formatted(port.number(), port.what())))
                        .toList();
        return busy.isEmpty() ? List.of(Finding.ok("ports", "all free")) : busy;
    }

    private List<Finding> exchange() throws InterruptedException {
        return List.of(new ExchangeCheck(data, FeedSettings.FILE, System.getenv()).finding());
    }

    private List<Finding> ollama() {
        return List.of(
                answers("localhost", OLLAMA)
                        ? Finding.ok("Ollama", "answers on port " + OLLAMA)
                        : Finding.warn(
                                "Ollama",
                                "does not answer on port "
                                        + OLLAMA
                                        + "; only commentary needs it: install it and run ollama"
                                        + " serve"));
    }

    private static boolean answers(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) ANSWERS_WITHIN.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
