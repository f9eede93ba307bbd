package lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.MarketOptions;
import lab.cli.client.RunOptions;
import lab.cli.client.Where;
import lab.consensus.source.SourceException;
import lab.domain.Pair;
import lab.launcher.LabRun;
import lab.launcher.bus.BusSettings;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.market.FeedSettings;
import lab.launcher.market.LabOptions;
import lab.launcher.market.TermsSettings;
import lab.launcher.notify.NotifySettings;
import lab.launcher.process.DataDirLock;
import lab.launcher.process.Logs;
import lab.launcher.process.StopSignal;
import lab.launcher.reset.Reset;
import lab.launcher.service.LabService;
import lab.poller.AheadLimit;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Speed;
import lab.poller.pairs.KeptPairs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the lab in this process. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Runs everything in the foreground, in one JVM, until Ctrl-C or ./lab down.",
            "If the exchange cannot be reached at the start it says so and shows a simulated"
                    + " market.",
            "A data directory has one market for life, a real or a simulated one.",
            "IGGY_ROOT_USERNAME and IGGY_ROOT_PASSWORD name the broker's administrator; without"
                    + " them the embedded broker makes a password at its first start."
        })
final class UpCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();
    @Mixin private RunOptions chosen = new RunOptions();
    @Mixin private MarketOptions market = new MarketOptions();

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "times as fast as it happened, or max (default: 1)")
    private Speed speed = Speed.AS_RECORDED;

    @Option(
            names = "--first-pairs",
            paramLabel = "PAIR",
            split = ",",
            description = "as --pairs, for the first start on a data directory alone")
    private List<Pair> firstPairs = List.of();

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "write down what the exchange sends, for --feed file:")
    private Optional<Path> recording = Optional.empty();

    @Option(
            names = "--until-end",
            description = "stop once every tier holds all that the feed had, with a summary")
    private boolean untilEnd;

    @Option(
            names = "--without",
            paramLabel = "SERVICE",
            split = ",",
            description =
                    "leave out lancer, analyst or consensus: lab service SERVICE may then run it in a"
                            + " process of its own; --until-end does not wait for it")
    private Set<LabService> without = Set.of();

    @Option(
            names = "--fee",
            paramLabel = "PART",
            split = ",",
            description =
                    "of the notional, such as 0.0006, and of a venue with a fee of its own, such as"
                            + " binance=0.001: from now on; past requests keep theirs. It is"
                            + " remembered until another is given, and so are the next two (at"
                            + " first: 0.001)")
    private List<String> fees = List.of();

    @Option(
            names = "--slippage",
            paramLabel = "PART",
            description = "how much worse than the quote an order fills (at first: 0.0005)")
    private Optional<String> slippage = Optional.empty();

    @Option(
            names = "--quote-wait",
            paramLabel = "TIME",
            description =
                    "how much later than its order a quote may be, such as 45s (at first: 30s)")
    private Optional<String> quoteWait = Optional.empty();

    @Option(
            names = "--bus-retention",
            paramLabel = "TIME",
            description =
                    "how long the bus keeps a message, such as 7d or 12h (default: 7d); the cold"
                            + " tier keeps all")
    private Optional<String> busRetention = Optional.empty();

    @Option(
            names = "--bus-size",
            paramLabel = "SIZE",
            description =
                    "how much of each topic the bus keeps, such as 10GB (default: 10GB); the oldest"
                            + " goes first")
    private Optional<String> busSize = Optional.empty();

    @Option(
            names = "--bus-fsync",
            description =
                    "have the embedded broker bring each message to the disk before it acknowledges"
                            + " it: survives a power loss, and waits for the disk")
    private boolean busFsync;

    @Option(
            names = "--on-bus-loss",
            paramLabel = "stop|accept",
            description =
                    "what becomes of jobs that had read messages which the bus has lost: stop, and"
                            + " say which (default), or accept, and go on without them; each loss"
                            + " is then a row in cold.crypto.bus_losses")
    private Optional<String> onBusLoss = Optional.empty();

    @Option(
            names = "--notify",
            paramLabel = "URL",
            description =
                    "tell a webhook, or a Telegram bot (https://api.telegram.org/bot…/sendMessage?chat_id=…),"
                            + " of fills, the kill switch, parts that are down and each day's end."
                            + " Others on this machine can see a command line: LAB_NOTIFY_URL, or"
                            + " notify.url in notify.properties, keeps it to yourself")
    private Optional<String> notify = Optional.empty();

    @Spec private CommandSpec spec = CommandSpec.create();
    private final InstantSource clock;
    private final PrintWriter out;

    UpCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws LabException, SourceException, IOException {
        LabOptions options = options(FeedSettings.checked(environment(System.getenv())));
        Map<String, String> environment = chosen.with(market.with(environment(System.getenv())));
        BusSettings.check(environment);
        var _ = NotifySettings.read(environment);
        DataDir data = options.data();
        data.prepare();
        // Held until the process is gone, so that nobody starts on a directory in use.
        DataDirLock lock = DataDirLock.take(data, "lab up");
        data.emptyTmp();
        finishReset(options, environment);
        data.prepare();
        data.checkIsOfOneProcess();
        System.setProperty("java.io.tmpdir", data.tmp().toString());
        Logs.toFiles(data.logs());
        var run = new LabRun(options, environment, clock, out::println, this::complain, lock);
        return run.run(StopSignal.ofThisProcess()) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void finishReset(LabOptions options, Map<String, String> environment)
            throws LabException {
        try {
            new Reset(options.data(), options.broker(), environment, clock, out::println)
                    .finishBegun()
                    .ifPresent(out::println);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("reset: it must not be interrupted; the next start goes on", e);
        }
    }

    /** At once, for the process may end by a halt. */
    private void complain(String line) {
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    /** What is said here goes before what the environment says. */
    private Map<String, String> environment(Map<String, String> inherited) {
        Map<String, String> environment = new HashMap<>(inherited);
        busRetention.ifPresent(age -> environment.put("LAB_BUS_RETENTION", age));
        busSize.ifPresent(size -> environment.put("LAB_BUS_SIZE", size));
        onBusLoss.ifPresent(choice -> environment.put("LAB_BUS_ON_LOSS", choice));
        notify.ifPresent(url -> environment.put("LAB_NOTIFY_URL", url));
        if (busFsync) {
            environment.put("LAB_BUS_FSYNC", "true");
        }
        return environment;
    }

    private LabOptions options(FeedSettings settings) {
        String asked = market.feed().orElse(settings.exchange());
        boolean isSimulated = asked.equals("simulator");
        if (!isSimulated && (market.seed().isPresent() || market.events().isPresent())) {
            throw new IllegalArgumentException(
                    "--seed, --events: go with --feed simulator, was " + asked);
        }
        if (chosen.hasStrategies()
                && (asked.equals("none") || without.contains(LabService.CONSENSUS))) {
            throw new IllegalArgumentException(
                    "--strategy: goes with a feed and with a paper desk in this lab; beside"
                            + " --without consensus set consensus.strategies for ./lab service"
                            + " consensus");
        }
        return new LabOptions(
                where.data(),
                where.ports(),
                FeedChoice.parse(asked, number(market.seed()), number(market.events())),
                market.feed().isPresent(),
                speed,
                maxAhead(),
                pairs(),
                recording,
                untilEnd,
                chosen.broker(),
                without,
                chosen.parallelism(),
                terms());
    }

    /** Those that are kept hold where only the first ones are said. */
    private List<Pair> pairs() {
        boolean isFirst = !Files.exists(KeptPairs.file(where.data().feed()));
        return market.pairs().isEmpty() && isFirst ? firstPairs : market.pairs();
    }

    /** At full speed all would wait for one another at each decision if a minute were all. */
    private Duration maxAhead() {
        return market.maxAhead()
                .map(Duration::ofSeconds)
                .orElse(
                        speed.equals(Speed.MAX)
                                ? AheadLimit.MAX_AT_FULL_SPEED
                                : AheadLimit.MAX_USUAL);
    }

    private TermsSettings terms() {
        List<String> arguments = new ArrayList<>();
        if (!fees.isEmpty()) {
            arguments.add("--clearing.fee=" + String.join(",", fees));
        }
        slippage.ifPresent(text -> arguments.add("--clearing.slippage=" + text));
        quoteWait.ifPresent(text -> arguments.add("--clearing.quote-wait=" + text));
        return TermsSettings.read(System.getenv(), arguments);
    }

    private static OptionalLong number(Optional<Long> given) {
        return given.isPresent() ? OptionalLong.of(given.get()) : OptionalLong.empty();
    }
}
