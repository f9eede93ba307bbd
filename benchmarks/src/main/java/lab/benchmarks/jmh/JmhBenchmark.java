package lab.benchmarks.jmh;

import java.util.Collection;
import java.util.List;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.measure.Line;
import lab.benchmarks.measure.Size;
import lab.benchmarks.measure.Spread;
import lab.benchmarks.measure.Workspace;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs this package's JMH benchmarks, each in a JVM of its own. */
public final class JmhBenchmark implements Benchmark {
    private static final String NAME = "jmh";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method(Size size) {
        return "JMH: one fork each, %d iterations of a second after as many to warm up"
                .formatted(size.jmhIterations());
    }

    @Override
    public List<Line> run(Size size, Workspace workspace) throws Exception {
        Options options =
                new OptionsBuilder()
                        .include(JmhBenchmark.class.getPackageName().replace(".", "\\.") + "\\..*")
                        .forks(1)
                        .warmupIterations(size.jmhIterations())
                        .measurementIterations(size.jmhIterations())
                        .warmupTime(TimeValue.seconds(1))
                        .measurementTime(TimeValue.seconds(1))
                        .jvmArgsAppend(
                                "-Xmx512m",
                                "-Djava.io.tmpdir=" + workspace.make(NAME),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow")
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build();
        Collection<RunResult> results = new Runner(options).run();
        return results.stream().map(JmhBenchmark::line).toList();
    }

    private static Line line(RunResult run) {
        Result<?> result = run.getPrimaryResult();
        List<Double> iterations =
                run.getBenchmarkResults().stream()
                        .flatMap(fork -> fork.getIterationResults().stream())
                        .map(iteration -> iteration.getPrimaryResult().getScore())
                        .toList();
        String name = run.getParams().getBenchmark();
        String what = name.substring(JmhBenchmark.class.getPackageName().length() + 1);
        return Line.of(NAME, what, new Spread(iterations), result.getScoreUnit());
    }
}
