package lab.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Machine;
import lab.benchmarks.measure.Report;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures, and never judges: a slow machine fails nothing. */
@Command(
        name = "./lab bench",
        footer =
                "What each of them does: ./lab bench --help, which the script answers without a build.")
final class BenchCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    @Option(names = "--quick")
    private boolean isQuick;

    @Option(names = "--only", split = ",", paramLabel = "NAME")
    private List<String> only = List.of();

    @Option(names = "--jmh")
    private boolean isJmh;

    @Option(names = "--json")
    private boolean isJson;

    @Option(names = "--rows", paramLabel = "N")
    private long rows;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final List<Benchmark> all;
    private final PrintWriter out;
    private final PrintWriter err;

    BenchCommand(List<Benchmark> all, PrintWriter out, PrintWriter err) {
        this.all = all;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Benchmark> chosen = chosen();
        Size size = isQuick ? Size.QUICK : Size.FULL;
        if (rows > 0) {
            size = size.withRows(rows);
        }
        Machine machine = Machine.here();
        if (!isJson) {
            Report.head(out, machine, chosen, size);
        }
        Map<Benchmark, List<Line>> results = new LinkedHashMap<>();
        boolean isComplete = true;
        try (var workspace = Workspace.create()) {
            for (Benchmark benchmark : chosen) {
                isComplete &= run(benchmark, size, workspace, results);
            }
        }
        if (isJson) {
            out.println(Report.json(machine, results, size));
        }
        return isComplete ? DONE : FAILED;
    }

    private boolean run(
            Benchmark benchmark, Size size, Workspace workspace, Map<Benchmark, List<Line>> results)
            throws InterruptedException {
        try {
            List<Line> lines = benchmark.run(size, workspace);
            results.put(benchmark, lines);
            if (!isJson) {
                lines.forEach(line -> Report.line(out, line));
            }
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            err.printf("bench %s: it must run to its end, %s%n", benchmark.name(), e);
            return false;
        }
    }

    private List<Benchmark> chosen() {
        List<String> names = new ArrayList<>(only);
        if (isJmh) {
            names.add("jmh");
        }
        String known = all.stream().map(Benchmark::name).collect(Collectors.joining(", "));
        for (String name : names) {
            if (all.stream().noneMatch(benchmark -> benchmark.name().equals(name))) {
                throw new ParameterException(
                        spec.commandLine(), "only: must be of %s, was %s".formatted(known, name));
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(benchmark -> names.contains(benchmark.name())).toList();
    }
}
