package lab.cli.watch;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import lab.cli.client.ExitCode;
import lab.cli.client.NotRunning;
import lab.cli.client.PairName;
import lab.cli.client.Where;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.tables.BookLogTable;
import lab.flink.sql.tables.PastBook;
import lab.launcher.directory.LabException;
import lab.launcher.tables.Tiers;
import lab.servicekit.http.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The order book of a pair as it was. */
@Command(
        name = "book",
        mixinStandardHelpOptions = true,
        description = {
            "Rebuilds the order book of a pair at a past moment from the cold tier of a running or a"
                    + " stopped lab: the last snapshot before it and every change since, by event time.",
            "A book that was not in step with the exchange's then is unknown, and the reason is"
                    + " said.",
            "Exit code: 0 if the book is known, 1 if it is unknown or there is none."
        })
public final class BookCommand implements Callable<Integer> {
    private static final int PAIRS_TOLD_MAX = 20;

    @Mixin private Where where = new Where();

    @Parameters(paramLabel = "PAIR", description = "such as BTC-USD")
    private String pair = "BTC-USD";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "by event time, such as 2026-01-05T12:00:00Z (default: the newest that is kept)")
    private Optional<String> at = Optional.empty();

    @Option(
            names = "--depth",
            paramLabel = "N",
            defaultValue = "10",
            description = "levels of each side to show (default: 10)")
    private int depth = 10;

    @Option(names = "--json", description = "as JSON")
    private boolean json;

    private final PrintWriter out;

    public BookCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        if (!where.data().exists()) {
            throw NotRunning.neverWas(where.data());
        }
        if (depth < 1) {
            throw new LabException("--depth: it must be at least 1, was " + depth);
        }
        Pair wanted = where.named(PairName.parse(pair));
        Optional<Instant> time = at.map(text -> EventTime.parse("--at", text));
        TierSettings tiers = Tiers.ofMarket(where.data(), where.ports());
        BookLogTable log =
                BookLogTable.of(tiers)
                        .orElseThrow(() ->
                                new LabException(
                                        "data directory %s: its cold tier must hold order books, holds none"
                                                .formatted(where.data())));
        var answer = BookAnswer.of(book(log, wanted, time), depth);
        if (json) {
            out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } else {
            new BookPage(answer).print(out);
        }
        return answer.known() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static PastBook book(BookLogTable log, Pair pair, Optional<Instant> at)
            throws LabException, IOException {
        Optional<PastBook> book = PastBook.at(log, pair, at);
        return book.isPresent() ? book.get() : none(log.spans(), pair, at);
    }

    private static PastBook none(
            SortedMap<Pair, BookLogTable.Span> spans, Pair pair, Optional<Instant> at)
            throws LabException {
        BookLogTable.Span span = spans.get(pair);
        if (span == null) {
            throw new LabException(
                    "pair %s: it must have order books in the cold tier, has none; there are those of %s"
                            .formatted(pair, told(spans)));
        }
        if (span.from().isEmpty()) {
            throw new LabException(
                    "pair %s: there must be a snapshot of its order book, there are changes alone"
                            .formatted(pair));
        }
        throw new LabException(
                "--at: it must be within what the cold tier holds of the order book of %s, %s to %s, was %s"
                        .formatted(
                                pair,
                                span.from().get(),
                                span.to(),
                                at.map(Instant::toString).orElse("the newest")));
    }

    private static String told(SortedMap<Pair, BookLogTable.Span> spans) {
        String told =
                spans.keySet().stream()
                        .limit(PAIRS_TOLD_MAX)
                        .map(Pair::name)
                        .collect(Collectors.joining(", "));
        return spans.size() <= PAIRS_TOLD_MAX
                ? told
                : "%s and %d more".formatted(told, spans.size() - PAIRS_TOLD_MAX);
    }
}
