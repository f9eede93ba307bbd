package lab.poller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.poller.recording.RecordingFeed;

/**
 * Which market the data beside a feed folder come from. There is one for life: made-up trades of a
 * pair beside real ones would make candles of neither.
 *
 * @param since when it began
 * @param seed of a simulated market that was chosen by it
 */
public record HeldMarket(Kind kind, Instant since, OptionalLong seed) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FILE = "market.json";

    /** 0 had no number. */
    static final int FORMAT = 1;

    static final KeptFile KEPT =
            new KeptFile(
                    "which market the directory holds",
                    "feed/market.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "take another --data; ./lab reset takes all away");

    /**
     * A recording is what an exchange once sent: as real as the exchange. Which exchange it was of
     * decides with what it goes together, since a pair's trades are known by their ids.
     */
    public enum Kind {
        COINBASE,
        /** Of Coinbase. */
        RECORDING,
        /** The exchange, and recordings of it. */
        BINANCE,
        SIMULATOR;

        private Optional<Exchange> exchange() {
            return switch (this) {
                case COINBASE, RECORDING -> Optional.of(Exchange.COINBASE);
                case BINANCE -> Optional.of(Exchange.BINANCE);
                case SIMULATOR -> Optional.empty();
            };
        }
    }

    public boolean isSimulated() {
        return kind == Kind.SIMULATOR;
    }

    /** Of which exchange it is, if it is real. */
    public Optional<Exchange> exchange() {
        return kind.exchange();
    }

    /** Whether a feed may add to it. */
    public boolean takes(FeedChoice feed) throws IOException {
        boolean isOtherSeed =
                feed instanceof FeedChoice.Simulator(var wanted, _)
                        && seed.isPresent()
                        && wanted.isPresent()
                        && !wanted.equals(seed);
        return !isOtherSeed
                && kindOf(feed).map(added -> added.exchange().equals(kind.exchange())).orElse(true);
    }

    /** What is held in a folder, if anything is. */
    public static Optional<HeldMarket> read(Path feedFolder) throws IOException {
        Path file = feedFolder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode json;
        try {
            json = JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) { // no JSON, no text, no file
            throw unreadable(file, e);
        }
        try {
            KeptFormat.check(file, json, KEPT);
            String name = json.path("kind").asText().toUpperCase(Locale.ROOT);
            Kind kind =
                    Arrays.stream(Kind.values())
                            .filter(known -> known.name().equals(name))
                            .findFirst()
                            .orElseThrow();
            JsonNode seed = json.path("seed");
            return Optional.of(
                    new HeldMarket(
                            kind,
                            Instant.parse(json.path("since").asText()),
                            seed.isIntegralNumber()
                                    ? OptionalLong.of(seed.asLong())
                                    : OptionalLong.empty()));
        } catch (NoSuchElementException | DateTimeException e) {
            throw unreadable(file, e);
        }
    }

    private static IOException unreadable(Path file, Exception cause) {
        return new IOException(
                KEPT.unreadable(file, "it must say its kind and since when, does not"), cause);
    }

    /** Notes what a folder holds from now on, unless that is known; no feed is no market. */
    public static void note(Path feedFolder, FeedChoice feed, Instant now) throws IOException {
        Optional<Kind> kind = kindOf(feed);
        Path file = feedFolder.resolve(FILE);
        if (kind.isEmpty() || Files.exists(file)) {
            return;
        }
        ObjectNode json =
                JSON.createObjectNode()
                        .put(KeptFormat.FIELD, FORMAT)
                        .put("kind", kind.get().name().toLowerCase(Locale.ROOT))
                        .put("since", now.toString());
        if (feed instanceof FeedChoice.Simulator(var seed, _)) {
            seed.ifPresent(number -> json.put("seed", number));
        }
        DurableFiles.write(file, json.toPrettyString() + "\n");
    }

    private static Optional<Kind> kindOf(FeedChoice feed) throws IOException {
        return switch (feed) {
            case FeedChoice.Live(var exchange) ->
                    Optional.of(
                            switch (exchange) {
                                case COINBASE -> Kind.COINBASE;
                                case BINANCE -> Kind.BINANCE;
                            });
            case FeedChoice.Recording(var file) ->
                    Optional.of(
                            switch (RecordingFeed.exchangeOf(file)) {
                                case COINBASE -> Kind.RECORDING;
                                case BINANCE -> Kind.BINANCE;
                            });
            case FeedChoice.Simulator _ -> Optional.of(Kind.SIMULATOR);
            case FeedChoice.None _ -> Optional.empty();
        };
    }
}
