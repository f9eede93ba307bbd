package lab.benchmarks;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import lab.benchmarks.broker.BrokerBenchmark;
import lab.benchmarks.jmh.JmhBenchmark;
import lab.benchmarks.measure.Benchmark;
import lab.benchmarks.past.PastBenchmark;
import lab.benchmarks.past.SweepBenchmark;
import lab.benchmarks.patterns.PatternBenchmark;
import lab.benchmarks.pipeline.PipelineBenchmark;
import lab.benchmarks.reads.ReadsBenchmark;
import lab.benchmarks.replay.ReplayBenchmark;
import lab.benchmarks.tiers.ClearingBenchmark;
import lab.benchmarks.tiers.LatencyBenchmark;
import lab.benchmarks.tiers.TierBenchmark;
import picocli.CommandLine;

/** The process behind {@code ./lab bench}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = run(System.out, System.err, arguments);
        System.out.flush();
        System.err.flush();
        // Engines leave threads behind that nobody waits for.
        Runtime.getRuntime().halt(code);
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        var standardOut = new PrintWriter(out, true, StandardCharsets.UTF_8);
        var standardErr = new PrintWriter(err, true, StandardCharsets.UTF_8);
        var benchmarks =
                List.<Benchmark>of(
                        TierBenchmark.ofAllTiers(),
                        TierBenchmark.ofFluss(),
                        new LatencyBenchmark(),
                        new ClearingBenchmark(),
                        new BrokerBenchmark(System.getenv()),
                        new PatternBenchmark(InstantSource.system()),
                        new PastBenchmark(),
                        new SweepBenchmark(),
                        new ReplayBenchmark(InstantSource.system()),
                        new PipelineBenchmark(),
                        new ReadsBenchmark(),
                        new JmhBenchmark());
        return new CommandLine(new BenchCommand(benchmarks, standardOut, standardErr))
                .setOut(standardOut)
                .setErr(standardErr)
                .setUsageHelpWidth(100)
                .execute(arguments);
    }
}
