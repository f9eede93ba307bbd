package lab.launcher.course;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.files.DurableFiles;
import lab.launcher.CourseLab;
import lab.launcher.LabRun;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.market.LabOptions;
import lab.launcher.market.TermsSettings;
import lab.launcher.process.DataDirLock;
import lab.launcher.process.Logs;
import lab.launcher.process.StopSignal;
import lab.launcher.service.LabService;
import lab.poller.AheadLimit;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Speed;
import lab.servicekit.http.Json;
import lab.topics.BusConnection;

/** Runs phases, each in a directory of its own, and checks what they left. */
public final class Course {
    private static final long SEED = 7;

    /** Without desk and clearing house nobody is there for whom a market would have to wait. */
    private static final Duration NEVER_WAITS = Duration.ofDays(365);

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int OK = 200;

    private final Path folder;
    private final Ports ports;
    private final Map<String, String> settings;
    private final InstantSource clock;
    private final Consumer<String> say;
    private final Consumer<String> complain;

    /**
     * @param folder of all phases
     */
    public Course(
            Path folder,
            Ports ports,
            Map<String, String> settings,
            InstantSource clock,
            Consumer<String> say,
            Consumer<String> complain) {
        this.folder = folder;
        this.ports = ports;
        this.settings = Map.copyOf(settings);
        this.clock = clock;
        this.say = say;
        this.complain = complain;
    }

    /** Where a phase's data are. */
    public DataDir data(Phase phase) {
        return new DataDir(folder.resolve(phase.folder()));
    }

    /** What to do next, in lines. */
    public List<String> next(Phase phase) {
        String data = folder.resolve(phase.folder()).toString();
        return Stream.concat(
                        phase.looks(data).stream().map("Look:   "::concat),
                        Stream.of(
                                "Prove:  ./lab phase %d --check%s"
                                        .formatted(
                                                phase.number(),
                                                folder.equals(Path.of("course"))
                                                        ? ""
                                                        : " --data " + folder)))
                .toList();
    }

    /**
     * Runs a phase to its end; again over what it has left, it adds nothing.
     *
     * @return whether it came to its end
     */
    public boolean run(Phase phase) throws LabException, IOException, InterruptedException {
        DataDir data = data(phase);
        data.prepare();
        DataDirLock lock = DataDirLock.take(data, "lab phase");
        data.emptyTmp();
        data.prepare();
        System.setProperty("java.io.tmpdir", data.tmp().toString());
        Logs.toFiles(data.logs());
        LabOptions options = options(phase, data);
        if (phase.jobs().isEmpty()) {
            try (lock) {
                CourseLab.fillBus(options, settings, clock, say);
                return true;
            }
        }
        return CourseLab.run(
                        options, phase.jobs(), watch(phase), settings, clock, say, complain, lock)
                .run(StopSignal.ofThisProcess());
    }

    private LabOptions options(Phase phase, DataDir data) {
        Phase.Market market = phase.market();
        return new LabOptions(
                data,
                ports,
                new FeedChoice.Simulator(OptionalLong.of(SEED), OptionalLong.of(market.events())),
                true,
                Speed.MAX,
                phase == Phase.LEDGER ? AheadLimit.MAX_AT_FULL_SPEED : NEVER_WAITS,
                Stream.of(market.pairs().split(",", -1)).map(Pair::new).toList(),
                Optional.empty(),
                true,
                Optional.empty(),
                phase.without(),
                1,
                TermsSettings.NONE);
    }

    /** Some of what a lab says can only be asked for while it runs. */
    private LabRun.Watch watch(Phase phase) {
        return new LabRun.Watch() {
            @Override
            public void ended(BusConnection bus) throws LabException, InterruptedException {
                switch (phase) {
                    case NUMBERS -> keepNumbers(phase);
                    case PATTERNS ->
                            keep(
                                    phase,
                                    LabService.LANCER.on(ports),
                                    "/api/signals/%s?curves=true".formatted(phase.market().pairs()),
                                    "signals.json");
                    case COMMENTARY ->
                            keep(phase, LabService.ANALYST.on(ports), "/api/latest", "latest.json");
                    case BUS, HOT, WARM, COLD, LEDGER, AUDIT, REPLAY -> {}
                }
            }
        };
    }

    private void keep(Phase phase, int port, String path, String file)
            throws LabException, InterruptedException {
        keep(phase, ask(port, path), file);
    }

    /** A lab looks at the files of its tiers every ten seconds, so its numbers are as old. */
    private void keepNumbers(Phase phase) throws LabException, InterruptedException {
        long begun = System.nanoTime();
        String served = ask(ports.console(), "/metrics");
        while (NumbersCheck.of(served).stream().anyMatch(proof -> proof.broken().isPresent())
                && System.nanoTime() - begun < SETTLES_WITHIN.toNanos()) {
            Thread.sleep(BETWEEN_LOOKS);
            served = ask(ports.console(), "/metrics");
        }
        keep(phase, served, "numbers.txt");
    }

    private void keep(Phase phase, String served, String file) throws LabException {
        Path path = data(phase).root().resolve(file);
        try {
            DurableFiles.write(path, served);
        } catch (IOException e) {
            throw new LabException(
                    "%s: must be written, %s".formatted(path, LabException.reason(e)), e);
        }
    }

    private static String ask(int port, String path) throws LabException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
        try (var client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(uri).timeout(ANSWERS_WITHIN).build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                throw new LabException(
                        "%s: must answer, said %d".formatted(uri, answer.statusCode()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new LabException("%s: must answer, %s".formatted(uri, LabException.reason(e)), e);
        }
    }

    /**
     * What holds of what a phase has left; audit and replay are checked by commands of their own.
     */
    public List<Proof> check(Phase phase) throws LabException, IOException, InterruptedException {
        DataDir data = data(phase);
        if (!data.exists()) {
            throw new LabException(
                    "phase %d: it must have run, has not; ./lab phase %d"
                            .formatted(phase.number(), phase.basis().number()));
        }
        return switch (phase) {
            case BUS -> BusCheck.of(data, clock);
            case HOT -> TableCheck.of(Claims.HOT, data);
            case WARM -> TableCheck.of(Claims.WARM, data);
            case COLD -> TableCheck.of(Claims.COLD, data);
            case NUMBERS -> NumbersCheck.of(kept(data, phase, "numbers.txt"));
            case PATTERNS -> SignalsCheck.of(List.of(json(data, phase, "signals.json")));
            case COMMENTARY -> CommentaryCheck.of(json(data, phase, "latest.json"));
            case LEDGER, AUDIT, REPLAY -> TableCheck.of(Claims.LEDGER, data);
        };
    }

    private static JsonNode json(DataDir data, Phase phase, String file)
            throws LabException, IOException {
        return Json.mapper().readTree(kept(data, phase, file));
    }

    private static String kept(DataDir data, Phase phase, String file)
            throws LabException, IOException {
        Path path = data.root().resolve(file);
        if (!Files.exists(path)) {
            throw new LabException(
                    "phase %d: it must have come to its end, has not; ./lab phase %d"
                            .formatted(phase.number(), phase.number()));
        }
        return Files.readString(path);
    }
}
