package lab.cli.watch;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import lab.cli.client.ExitCode;
import lab.cli.client.NotRunning;
import lab.cli.client.Where;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.lancer.SignalAnswer;
import lab.lancer.index.PatternIndex;
import lab.lancer.pattern.Answer;
import lab.lancer.warm.WarmCandles;
import lab.lancer.warm.WarmDoubts;
import lab.launcher.directory.LabException;
import lab.launcher.tables.PatternFiles;
import lab.servicekit.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the past says about a pair. */
@Command(
        name = "signals",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the five past hours most like a pair's newest one, what came of them, and how"
                    + " good that is by chance, by the index of a running or a stopped lab."
        })
public final class SignalsCommand implements Callable<Integer> {
    @Mixin private Where where = new Where();

    @Parameters(paramLabel = "PAIR", description = "such as BTC-USD")
    private Pair pair = new Pair("BTC-USD");

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description =
                    "what could be known then, such as 2026-01-05T12:00:00Z (default: when the"
                            + " newest candle ended)")
    private Optional<String> asOf = Optional.empty();

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    private final InstantSource clock;
    private final PrintWriter out;

    public SignalsCommand(InstantSource clock, PrintWriter out) {
        this.clock = clock;
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        if (!where.data().exists()) {
            throw NotRunning.neverWas(where.data());
        }
        pair = where.named(pair);
        Optional<Instant> time = asOf.map(text -> EventTime.parse("--as-of", text));
        SignalAnswer answer = SignalAnswer.of(pair, answer(time), clock.instant());
        if (json) {
            out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } else {
            new SignalsPage(answer).print(out);
        }
        return ExitCode.DONE;
    }

    /** By the index, and by what the warm tier has beyond it. */
    private Answer answer(Optional<Instant> time) throws Exception {
        var files = new PatternFiles(where.data(), where.ports());
        try (WarmCandles warm = files.warm();
                WarmDoubts doubts = files.doubts();
                PatternIndex index =
                        PatternIndex.openToRead(files.index(System.getenv()), clock, pair)) {
            doubts.readIfNew().ifPresent(index::doubt);
            Optional<WarmCandles.Reading> reading = warm.readAll(pair);
            if (reading.isPresent()) {
                index.apply(reading.get());
            }
            return (time.isPresent() ? index.answer(pair, time.get()) : index.newest(pair))
                    .filter(found -> index.has(pair))
                    .orElseThrow(() ->
                            new LabException(
                                    "pair %s: it must have candles in the warm tier, has none"
                                            .formatted(pair)));
        }
    }
}
