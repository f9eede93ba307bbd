package lab.cli;

import java.util.concurrent.Callable;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Stands in the list of commands; the script runs the tests itself, as they may be what is broken.
 */
@Command(
        name = "test",
        description = "Runs the whole test suite; with --quick the quick tests only.")
final class TestCommand implements Callable<Integer> {
    @Unmatched private String[] arguments = {};

    @Override
    public Integer call() throws LabException {
        throw new LabException(
                "test: the script ./lab runs it, was called with %d arguments past the script; call ./lab test"
                        .formatted(arguments.length));
    }
}
