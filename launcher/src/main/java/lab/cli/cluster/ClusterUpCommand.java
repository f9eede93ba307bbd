package lab.cli.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import lab.cli.client.ExitCode;
import lab.cli.client.MarketOptions;
import lab.cli.client.RunOptions;
import lab.cli.client.Where;
import lab.consensus.source.SourceException;
import lab.domain.Pair;
import lab.launcher.bus.BusSettings;
import lab.launcher.cluster.PartSettings;
import lab.launcher.cluster.Supervisor;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.process.DataDirLock;
import lab.launcher.process.EngineOptions;
import lab.launcher.process.Logs;
import lab.launcher.process.StopSignal;
import lab.launcher.reset.Reset;
import lab.launcher.service.LabService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a cluster, and watches over it in the foreground. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Runs every part as a process of its own, in the foreground, until Ctrl-C or ./lab"
                    + " cluster down: what ends is started again.",
            "A data directory is a cluster's or ./lab up's for life.",
            "What ./lab up can besides is set by variables: LAB_CLEARING_FEE, LAB_BUS_RETENTION and"
                    + " so on. It does not end with the feed, and tells nobody elsewhere."
        })
final class ClusterUpCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();
    @Mixin private RunOptions chosen = new RunOptions();
    @Mixin private MarketOptions market = new MarketOptions();

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "times as fast as it happened, or max (default: 1)")
    private Optional<String> speed = Optional.empty();

    @Option(
            names = "--without",
            paramLabel = "SERVICE",
            split = ",",
            description = "leave out lancer, analyst or consensus")
    private Set<LabService> without = Set.of();

    private final InstantSource clock;
    private final PrintWriter out;
    private final String mainClass;

    ClusterUpCommand(InstantSource clock, PrintWriter out, String mainClass) {
        this.clock = clock;
        this.out = out;
        this.mainClass = mainClass;
    }

    @Override
    public Integer call() throws LabException, SourceException, IOException, InterruptedException {
        Map<String, String> environment = chosen.with(market.with(told(System.getenv())));
        BusSettings.check(environment);
        var _ = new PartSettings(environment).options();
        EngineOptions.check();
        DataDir data = where.data();
        data.prepare();
        try (DataDirLock _ = DataDirLock.take(data, "lab cluster up")) {
            new Reset(data, chosen.broker(), environment, clock, out::println)
                    .finishBegun()
                    .ifPresent(out::println);
            data.prepare();
            Logs.toFiles(data.logs());
            new Supervisor(environment, without, mainClass, clock, out::println)
                    .run(StopSignal.ofThisProcess());
        }
        return ExitCode.DONE;
    }

    /** What is said here goes before what the environment says. */
    private Map<String, String> told(Map<String, String> inherited) {
        Map<String, String> told = new HashMap<>(inherited);
        told.put(PartSettings.DATA, where.data().root().toString());
        told.put(PartSettings.PORT_OFFSET, Integer.toString(where.ports().offset()));
        told.put(PartSettings.PARALLELISM, Integer.toString(chosen.parallelism()));
        chosen.broker()
                .ifPresent(
                        broker -> told.put(PartSettings.IGGY, broker.host() + ":" + broker.port()));
        market.feed().ifPresent(word -> told.put(PartSettings.FEED, word));
        speed.ifPresent(word -> told.put(PartSettings.SPEED, word));
        market.seed().ifPresent(number -> told.put(PartSettings.SEED, Long.toString(number)));
        market.events().ifPresent(number -> told.put(PartSettings.EVENTS, Long.toString(number)));
        market.maxAhead()
                .ifPresent(number -> told.put(PartSettings.MAX_AHEAD, Long.toString(number)));
        if (!market.pairs().isEmpty()) {
            told.put(
                    PartSettings.PAIRS,
                    market.pairs().stream().map(Pair::toString).collect(Collectors.joining(",")));
        }
        return told;
    }
}
