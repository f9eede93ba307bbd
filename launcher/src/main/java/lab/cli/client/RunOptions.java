package lab.cli.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.source.SourceException;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.directory.LabException;
import lab.launcher.past.ChosenStrategies;
import picocli.CommandLine.Option;

/** What a live market and a replay are both run with. */
public final class RunOptions {
    @Option(
            names = "--strategy",
            paramLabel = "FILE",
            description =
                    "trade with the strategy in this file too, such as strategies/MyRule.java, on"
                            + " an account of its own; or with all of a folder. May be given again")
    private List<Path> strategies = List.of();

    @Option(
            names = "--iggy",
            paramLabel = "HOST:PORT",
            description =
                    "a broker that runs already, instead of the embedded one; its user and password"
                            + " in IGGY_USERNAME and IGGY_PASSWORD, or those of root")
    private Optional<BrokerAddress> broker = Optional.empty();

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the Flink jobs (default: 1)")
    private int parallelism = 1;

    public boolean hasStrategies() {
        return !strategies.isEmpty();
    }

    /** Settings of the services, with the strategies' files. */
    public Map<String, String> with(Map<String, String> settings)
            throws LabException, SourceException, IOException {
        return ChosenStrategies.with(settings, strategies);
    }

    public Optional<BrokerAddress> broker() {
        return broker;
    }

    public int parallelism() {
        return parallelism;
    }
}
