package lab.cli;

import java.util.concurrent.Callable;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands in the list of commands; the script runs the benchmarks, which lie in front of this. */
@Command(
        name = "bench",
        description = "Measures the tiers, the latency, the broker and the inner loops.")
final class BenchCommand implements Callable<Integer> {
    @Unmatched private String[] arguments = {};

    @Override
    public Integer call() throws LabException {
        throw new LabException(
                "bench: the script ./lab runs it, was called with %d arguments past the script; call ./lab bench"
                        .formatted(arguments.length));
    }
}
