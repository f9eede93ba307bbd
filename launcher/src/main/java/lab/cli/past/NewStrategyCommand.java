package lab.cli.past;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import lab.cli.client.ExitCode;
import lab.consensus.source.StrategyTemplate;
import lab.files.DurableFiles;
import lab.launcher.directory.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A file to begin with. */
@Command(
        name = "new-strategy",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a commented strategy to begin with, as strategies/NAME.java. Edit it and run",
            "./lab backtest strategies/NAME.java; no build is needed."
        })
public final class NewStrategyCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Za-z0-9]{0,31}");

    @Parameters(paramLabel = "NAME", description = "of the class, such as MyRule")
    private String name = "";

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "where it goes (default: ./strategies)")
    private Path folder = Path.of("strategies");

    private final PrintWriter out;

    public NewStrategyCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: must be a class's such as MyRule, 1 to 32 letters and digits, was \"%s\""
                            .formatted(name));
        }
        Path file = folder.resolve(name + ".java");
        if (Files.exists(file)) {
            throw new LabException(
                    "%s: there must be no such file yet, is one; take another name"
                            .formatted(file));
        }
        DurableFiles.createDirectories(folder.toAbsolutePath());
        DurableFiles.write(file.toAbsolutePath(), StrategyTemplate.of(name));
        out.printf(
                Locale.ROOT,
                "%s is written. Try it:%n  ./lab backtest %s --csv FILE --pair BTC-USD --html"
                        + " report.html%n",
                file,
                file);
        return ExitCode.DONE;
    }
}
