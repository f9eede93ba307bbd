package lab.benchmarks.pipeline;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabPorts;

/** A command of the lab in a process of its own, on ports that nobody has. */
public final class LabProcess {
    /** Where a replay beside a lab has its ports, from the lab's own. */
    static final int OWN_PORTS = 100;

    private static final int OFFSET_FIRST = 22_000;
    private static final int OFFSET_LAST = 22_900;
    private static final int OFFSETS_APART = 2 * OWN_PORTS;

    private LabProcess() {}

    /** The JVM and its options are those of this process: the script has given it what labs get. */
    public static ProcessBuilder of(String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(it -> !it.startsWith("-javaagent") && !it.startsWith("-agent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path"))));
        command.add("lab.cli.Main");
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Those of a lab and of a replay beside it are free. */
    public static int freeOffset() {
        return IntStream.iterate(OFFSET_FIRST, it -> it < OFFSET_LAST, it -> it + OFFSETS_APART)
                .filter(it -> isFree(it) && isFree(it + OWN_PORTS))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("ports: some must be free, none were"));
    }

    private static boolean isFree(int offset) {
        return Ports.firstBusy(LabPorts.all(new Ports(offset))).isEmpty();
    }

    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(it -> Path.of(it).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
