package lab.poller.position;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Exchange;
import lab.poller.playback.RecordingFeed;

/**
 * Which market the data beside a feed folder come from. There is one for life: made-up trades of a
 * pair beside real ones would make candles of neither. A recording is what an exchange once sent,
 * and as real; since a pair's trades are known by their ids, those of two exchanges do not go
 * together.
 *
 * @param exchange of which it is; a simulated one is of none
 * @param since when it began
 * @param seed of a simulated market that was chosen by it
 */
public record HeldMarket(Optional<Exchange> exchange, Instant since, OptionalLong seed) {
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

    private static final String SIMULATOR = "simulator";

    /** A recording of Coinbase, from when there was no other exchange. */
    private static final String RECORDING = "recording";

    public boolean isSimulated() {
        return exchange.isEmpty();
    }

    /** Whether a feed may add to it. */
    public boolean takes(FeedChoice feed) throws IOException {
        boolean isOtherSeed =
                feed instanceof FeedChoice.Simulator(var wanted, _)
                        && seed.isPresent()
                        && wanted.isPresent()
                        && !wanted.equals(seed);
        return !isOtherSeed
                && (feed instanceof FeedChoice.None || exchangeOf(feed).equals(exchange));
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
            String kind = json.path("kind").asText();
            Optional<Exchange> exchange =
                    kind.equals(RECORDING) ? Optional.of(Exchanges.COINBASE) : Exchanges.of(kind);
            if (exchange.isEmpty() && !kind.equals(SIMULATOR)) {
                throw new NoSuchElementException(kind);
            }
            JsonNode seed = json.path("seed");
            return Optional.of(
                    new HeldMarket(
                            exchange,
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
        Path file = feedFolder.resolve(FILE);
        if (feed instanceof FeedChoice.None || Files.exists(file)) {
            return;
        }
        ObjectNode json =
                JSON.createObjectNode()
                        .put(KeptFormat.FIELD, FORMAT)
                        .put("kind", kind(feed))
                        .put("since", now.toString());
        if (feed instanceof FeedChoice.Simulator(var seed, _)) {
            seed.ifPresent(number -> json.put("seed", number));
        }
        DurableFiles.write(file, json.toPrettyString() + "\n");
    }

    private static String kind(FeedChoice feed) throws IOException {
        Optional<Exchange> exchange = exchangeOf(feed);
        boolean isRecording = feed instanceof FeedChoice.Recording;
        return isRecording && exchange.equals(Optional.of(Exchanges.COINBASE))
                ? RECORDING
                : exchange.map(Exchange::word).orElse(SIMULATOR);
    }

    private static Optional<Exchange> exchangeOf(FeedChoice feed) throws IOException {
        return switch (feed) {
            case FeedChoice.Live(var exchange) -> Optional.of(exchange);
            case FeedChoice.Recording(var file) -> Optional.of(RecordingFeed.exchangeOf(file));
            case FeedChoice.Simulator _, FeedChoice.None _ -> Optional.empty();
        };
    }
}
